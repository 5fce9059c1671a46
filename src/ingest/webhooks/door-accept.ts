// What every webhook route does last: onto the queue, and only then say so. A queue that is away is 503, never a false 2xx.
import { BrokerUnavailable } from '../../platform/queue/index.js'
import { notAccepted } from '../refusals.js'
import type { WebhookIntake } from './door-intake.js'
import type { Platform, Webhook } from './webhook.js'

/** What became of posted webhooks at the door, and later of accepted ones. */
export type WebhookOutcome = 'accepted' | 'refused' | 'understood' | 'ignored' | 'set_aside'
export type CountWebhooks = (platform: Platform, outcome: WebhookOutcome, count: number) => void

/**
 * Shopify waits five seconds for its answer. Behind a write that Redis does not answer it could be ten: what takes this long
 * may be stored yet, and is recognised by its key when the shop sends it again.
 */
const longestAnswerMs = 4_000

export interface AcceptOptions {
  readonly intake: Pick<WebhookIntake, 'accept'>
  readonly onWebhooks?: CountWebhooks | undefined
  readonly answerWithinMs?: number
}

/** Throws a 503 `Problem` when they may not be on the queue; the shop sends them again, which does no harm. */
export async function acceptWebhooks(
  { intake, onWebhooks, answerWithinMs = longestAnswerMs }: AcceptOptions,
  webhooks: readonly Webhook[],
): Promise<void> {
  await inTime(intake.accept(webhooks), answerWithinMs).catch(notAccepted('Webhooks'))
  for (const { platform } of webhooks) onWebhooks?.(platform, 'accepted', 1)
}

async function inTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BrokerUnavailable('Redis does not answer')), ms)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
