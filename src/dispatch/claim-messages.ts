// Takes messages out of the queue: locks, last checks, and a token for those that may go out. One transaction for all
// the jobs that come together; what it answers can be handed over by this process and no other.
import type { Kysely } from 'kysely'
import { lockCustomers } from '../customers/index.js'
import { inTransaction, RetryTransaction } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import type { Settings } from '../journeys/definition/settings-schema.js'
import { type CountedMessage, capHorizon } from '../journeys/engine/index.js'
import type { Customer } from '../model/customer.js'
import {
  customersOfDue,
  handedOverSince,
  lockQueued,
  type QueuedMessage,
  writeVerdicts,
} from './claim-store.js'
import { catalogFor } from './current-products.js'
import { type Candidate, type ClaimedMessage, count, judge } from './judge-messages.js'
import { capQuestion } from './policy.js'
import { withRecommendations } from './recommended.js'
import type { MaxAges } from './settlement.js'
import type { ContentCache } from './workspace-content.js'

export type { ClaimedMessage } from './judge-messages.js'

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
