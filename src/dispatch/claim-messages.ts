// Takes messages out of the queue: locks, last checks, and a token for those that may go out. One transaction for all
// the jobs that come together; what it answers can be handed over by this process and no other.
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { lockCustomers } from '../customers/index.js'
import { inTransaction, RetryTransaction } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import type { JourneyDefinition } from '../journeys/definition/journey-schema.js'
import type { Settings } from '../journeys/definition/settings-schema.js'
import { type CountedMessage, capHorizon, skippedNow } from '../journeys/engine/index.js'
import type { Customer } from '../model/customer.js'
import { placeOf, zoneOf } from '../model/time-zones.js'
import {
  customersOfDue,
  handedOverSince,
  lockQueued,
  type QueuedMessage,
  type Verdict,
  writeVerdicts,
} from './claim-store.js'
import type { CurrentItems } from './current-items.js'
import { type CatalogNow, catalogFor } from './current-products.js'
import { capQuestion, type Refusal, refusalOf } from './policy.js'
import { type ShownRecommendations, withRecommendations } from './recommended.js'
import type { MaxAges } from './settlement.js'
import type { ContentCache, WorkspaceContent } from './workspace-content.js'

export interface ClaimedMessage extends QueuedMessage {
  readonly token: string
  readonly customer: Customer
  readonly journey: JourneyDefinition
  readonly content: WorkspaceContent
  /** For templates that read them; else null. */
  readonly recommendations: ShownRecommendations | null
}

export interface ClaimLimits {
  readonly leaseMs: number
  readonly maxAges: MaxAges
}

/** One answer per id: null for one that is gone, not due, held by another, or refused just now. */
export async function claimMessages(
  db: Kysely<Database>,
  cache: ContentCache,
  ids: readonly string[],
  limits: ClaimLimits,
): Promise<(ClaimedMessage | null)[]> {
  const taken = await inTransaction(db, trx => claim(trx, cache, [...new Set(ids)], limits))
  // Nobody has to wait for these behind a lock.
  const claimed = await withRecommendations(db, taken)
  const free = new Map(claimed.map(message => [message.id, message]))
  return ids.map(id => {
    const message = free.get(id) ?? null
    // Two jobs for one message may come together; only one of them is to have it.
    free.delete(id)
    return message
  })
}

async function claim(
  trx: Db,
  cache: ContentCache,
  ids: readonly string[],
  { leaseMs, maxAges }: ClaimLimits,
): Promise<ClaimedMessage[]> {
  const content = await cache.workspace(trx)
  const asked = await customersOfDue(trx, ids)
  const customers = await lockCustomers(trx, asked)
  const messages = content ? await lockQueued(trx, ids) : []
  if (messages.some(({ customerId }) => !asked.includes(customerId)))
    throw new RetryTransaction('a customer has become another while the lock was waited for')
  if (!content || messages.length === 0) return []
  const candidates = await complete(trx, cache, messages, customers)
  const past = await countedByCustomer(trx, content.settings, candidates)
  const catalog = await catalogFor(trx, candidates, content.settings)
  const { verdicts, claimed } = judge(candidates, { content, past, catalog, maxAges })
  await writeVerdicts(trx, verdicts, leaseMs)
  return claimed
}

type Candidate = QueuedMessage & { customer: Customer | null; journey: JourneyDefinition | null }

async function complete(
  trx: Db,
  cache: ContentCache,
  messages: readonly QueuedMessage[],
  customers: readonly Customer[],
): Promise<Candidate[]> {
  const byId = new Map(customers.map(customer => [customer.id, customer]))
  const versions = new Map(messages.map(message => [`${message.journeyId}:${message.version}`, message]))
  const journeyOf = await cache.journeys(trx, [...versions.values()])
  return messages.map(message => ({
    ...message,
    customer: byId.get(message.customerId) ?? null,
    journey: journeyOf(message),
  }))
}

/** What counts against the caps, by customer. A claimed message counts as going out now. */
async function countedByCustomer(
  trx: Db,
  settings: Settings,
  candidates: readonly Candidate[],
): Promise<Map<string, CountedMessage[]>> {
  const counted = new Map<string, CountedMessage[]>()
  const now = candidates[0]?.now
  const horizons = candidates.flatMap(candidate => horizonOf(candidate, settings) ?? [])
  if (!now || horizons.length === 0) return counted
  const ids = [...new Set(candidates.map(({ customerId }) => customerId))]
  const since = new Date(Math.min(...horizons.map(date => date.getTime())))
  for (const { customerId, at, ...message } of await handedOverSince(trx, ids, since)) {
    count(counted, customerId, { ...message, at: at ?? now })
  }
  return counted
}

/** From when on the caps that the message is under count; null where it is under none. */
function horizonOf(candidate: Candidate, settings: Settings): Date | null {
  const { customer, journey, now } = candidate
  return customer && journey && capHorizon(capQuestion({ ...candidate, customer, journey }, settings, now))
}

function count(counted: Map<string, CountedMessage[]>, customerId: string, message: CountedMessage): void {
  const list = counted.get(customerId)
  if (list) list.push(message)
  else counted.set(customerId, [message])
}

interface Known {
  readonly content: WorkspaceContent
  readonly past: Map<string, CountedMessage[]>
  readonly catalog: CatalogNow
  readonly maxAges: MaxAges
}

const skipCondition: Refusal = { reason: 'skip_condition', until: null }
const nothingInStock: Refusal = { reason: 'nothing_in_stock', until: null }

/** One after the other, oldest first, so that each one let through counts for the next. */
function judge(
  candidates: readonly Candidate[],
  { content, past, catalog, maxAges }: Known,
): { verdicts: Verdict[]; claimed: ClaimedMessage[] } {
  const verdicts: Verdict[] = []
  const claimed: ClaimedMessage[] = []
  for (const candidate of candidates) {
    const { id, customerId, customer, journey, now } = candidate
    const { refusal, items } = judged(candidate, { content, past, catalog, maxAges })
    const changes = items && items.changes.length > 0 ? items.changes : null
    if (!items || refusal || !customer || !journey) {
      const { reason = null, until = null } = refusal ?? {}
      verdicts.push({
        id,
        status: until ? 'queued' : 'skipped',
        reason,
        token: null,
        dueAt: until,
        items: changes,
      })
      continue
    }
    const token = randomUUID()
    verdicts.push({ id, status: 'claimed', reason: null, token, dueAt: null, items: changes })
    const { data, outputs } = items
    claimed.push({ ...candidate, data, outputs, customer, journey, content, token, recommendations: null })
    count(past, customerId, countedAs(candidate, now))
  }
  return { verdicts, claimed }
}

const countedAs = ({ journeyId, stepId, channel, category }: Candidate, at: Date): CountedMessage => ({
  journeyId,
  stepId,
  channel,
  category,
  at,
})

interface Judged {
  readonly refusal: Refusal | null
  /** null: not looked at, since it does not go out anyway. */
  readonly items: CurrentItems | null
}

/** A message whose checks fail must not keep the others of its claim back. */
function judged(candidate: Candidate, { content, past, catalog, maxAges }: Known): Judged {
  try {
    const counted = past.get(candidate.customerId) ?? []
    const refusal = refusalOf(candidate, content.settings, counted, candidate.now, maxAges)
    if (refusal) return { refusal, items: null }
    if (isSkippedNow(candidate, content.settings, catalog)) return { refusal: skipCondition, items: null }
    const items = catalog.shown(candidate)
    return { refusal: items.nothingInStock ? nothingInStock : null, items }
  } catch {
    return { refusal: { reason: 'policy_failed', until: null }, items: null }
  }
}

function isSkippedNow(candidate: Candidate, settings: Settings, catalog: CatalogNow): boolean {
  const { customer, journey, stepId, data, outputs, now, toldAt } = candidate
  if (!customer || !journey) return false
  return skippedNow({
    journey,
    stepId,
    data: data ?? {},
    outputs: outputs ?? {},
    customer,
    zone: zoneOf(placeOf(customer.attributes, customer.phone), settings.timeZone),
    now,
    entryAt: toldAt,
    product: id => catalog.product(id),
  })
}
