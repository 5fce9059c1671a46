// From a webhook to what there is to do for it. Pure. Never throws: whatever is wrong with a webhook is a reason to set that
// one aside, and no trouble of the others (I11).
import { type Event, eventParser, type Fault } from '../../model/event.js'
import { parseBody } from './parse.js'
import {
  cutOffReason,
  type Meaning,
  type PostedEvent,
  type ReadWebhook,
  type Webhook,
  WebhookFault,
} from './webhook.js'

export type Readers = Readonly<Record<string, ReadWebhook>>

export interface Understood {
  readonly webhook: Webhook
  /** The good ones, checked like posted ones. */
  readonly events: readonly Event[]
  readonly products: NonNullable<Meaning['products']>
  readonly removedProducts: NonNullable<Meaning['removedProducts']>
  readonly stock: NonNullable<Meaning['stock']>
  readonly wishes: NonNullable<Meaning['wishes']>
  /** Why it has to be set aside; null: it need not. */
  readonly fault: string | null
  /** There is nothing to do, and that is as it should be. */
  readonly ignored: boolean
}

export function understand(readers: Readers, webhook: Webhook): Understood {
  try {
    return meant(webhook, meaningOf(readers, webhook))
  } catch (error) {
    return { ...nothing, webhook, fault: reasonOf(error), ignored: false }
  }
}

/** Whether PostgreSQL has a part in it. */
export const needsDatabase = ({ products, removedProducts, stock, wishes, fault }: Understood): boolean =>
  fault !== null || products.length + removedProducts.length + stock.length + wishes.length > 0

const nothing = { events: [], products: [], removedProducts: [], stock: [], wishes: [] } as const

function meaningOf(readers: Readers, webhook: Webhook): Meaning {
  if (webhook.cutOff) throw new WebhookFault(cutOffReason)
  const read = Object.hasOwn(readers, webhook.platform) ? readers[webhook.platform] : undefined
  if (!read) throw new WebhookFault(`nobody reads webhooks of ${webhook.platform}`)
  return read(webhook, parseBody(webhook))
}

function meant(webhook: Webhook, meaning: Meaning): Understood {
  const { products = [], removedProducts = [], stock = [], wishes = [], ignored } = meaning
  const { events, fault } = checked(webhook, meaning.events ?? [])
  return {
    webhook,
    events,
    products,
    removedProducts,
    stock,
    wishes,
    fault,
    ignored: ignored !== undefined,
  }
}

function checked(
  { source, receivedAt }: Webhook,
  posted: readonly PostedEvent[],
): Pick<Understood, 'events' | 'fault'> {
  const parse = eventParser(source, new Date(receivedAt))
  const events: Event[] = []
  const faults: string[] = []
  for (const raw of posted) {
    const parsed = parse(raw)
    if ('event' in parsed) events.push(parsed.event)
    else faults.push(`${raw.type}: ${parsed.faults.map(worded).join('; ')}`)
  }
  return { events, fault: faults.length > 0 ? faults.join('\n') : null }
}

const worded = ({ path, message }: Fault): string => `${path} ${message}`.trim()

/** What is no `WebhookFault` is a mistake of ours: also a reason, for it may be mended and the webhook replayed. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof WebhookFault) return error.message
  return `could not be read: ${error instanceof Error ? error.message : String(error)}`
}
