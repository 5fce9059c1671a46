// The worker: takes webhooks off their queues and does what they mean. Events go on while PostgreSQL is away; what needs it
// waits in a queue of its own.
import { fairTurn } from '../../platform/fair-turns.js'
import type { Logger } from '../../platform/logger.js'
import type { Broker } from '../../platform/queue/index.js'
import { shopDataQueue, webhooksQueue } from '../../queues.js'
import type { EventIntake } from '../event-intake.js'
import type { CountWebhooks } from './door-accept.js'
import { createShopDataIntake } from './door-intake.js'
import { readers as allReaders } from './readers.js'
import type { Webhook } from './webhook.js'
import { type ShopData, takeShopData } from './worker-shop-data.js'
import { needsDatabase, type Readers, type Understood, understand } from './worker-understand.js'

export interface WebhooksOptions extends ShopData {
  readonly broker: Broker
  readonly intake: EventIntake
  readonly logger: Logger
  readonly onWebhooks?: CountWebhooks
  /** Other ones only in tests. */
  readonly readers?: Readers
}

export interface Webhooks {
  /** Takes nothing more, finishes what is in hand. */
  close(): Promise<void>
}

export function startWebhooks(options: WebhooksOptions): Webhooks {
  const { broker, intake, logger, onWebhooks, readers = allReaders } = options
  const shopData = createShopDataIntake({ broker })
  const understood = async (webhooks: readonly Webhook[]): Promise<Understood[]> => {
    const list: Understood[] = []
    for (const webhook of webhooks) {
      await fairTurn()
      list.push(understand(readers, webhook))
    }
    return list
  }

  const consumers = [
    broker.consume(webhooksQueue, async ({ webhooks }) => {
      const list = await understood(webhooks)
      await intake.accept(list.flatMap(({ events }) => events))
      await shopData.accept(list.filter(needsDatabase).map(({ webhook }) => webhook))
      for (const { webhook, fault, ignored } of list) {
        if (fault === null) onWebhooks?.(webhook.platform, ignored ? 'ignored' : 'understood', 1)
      }
    }),
    broker.consume(shopDataQueue, async ({ webhooks }) => {
      const failed = await takeShopData(options, await understood(webhooks))
      for (const { webhook } of failed) {
        const { platform, source, topic, key } = webhook
        // The reason may quote what a shopper wrote; `triggerfish failed` shows it.
        logger.warn({ platform, source, topic, key }, 'a webhook was set aside')
        onWebhooks?.(platform, 'set_aside', 1)
      }
    }),
  ]
  return {
    close: async () => {
      await Promise.all(consumers.map(consumer => consumer.close()))
      await shopData.drain()
    },
  }
}
