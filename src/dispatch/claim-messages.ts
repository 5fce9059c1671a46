// Takes messages out of the queue: locks, last checks, and a token for those that may go out. One transaction for all
// the jobs that come together; what it answers can be handed over by this process and no other.
import { randomUUID } from 'node:crypto'
import type { Kysely } from 'kysely'
import { lockCustomers } from '../customers/index.js'
import { inTransaction } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import type { JourneyDefinition } from '../journeys/definition/journey-schema.js'
import type { Settings } from '../journeys/definition/settings-schema.js'
import { type CountedMessage, capHorizonMs } from '../journeys/engine/index.js'
import type { Customer } from '../model/customer.js'
import {
  customersOfDue,
  handedOverSince,
  lockQueued,
  type QueuedMessage,
  type Verdict,
  writeVerdicts,
} from './claim-store.js'
import { refusalOf } from './policy.js'
import type { ContentCache, WorkspaceContent } from './workspace-content.js'

export interface ClaimedMessage extends QueuedMessage {
  readonly token: string
  readonly customer: Customer
  readonly journey: JourneyDefinition
  readonly content: WorkspaceContent
}

export interface ClaimLimits {
  readonly leaseMs: number
  readonly maxAgeMs: number
}

/** One answer per id: null for one that is gone, not due, held by another, or refused just now. */
export async function claimMessages(
  db: Kysely<Database>,
  cache: ContentCache,
  ids: readonly string[],
  limits: ClaimLimits,
): Promise<(ClaimedMessage | null)[]> {
  const claimed = await inTransaction(db, trx => claim(trx, cache, [...new Set(ids)], limits))
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
  { leaseMs, maxAgeMs }: ClaimLimits,
): Promise<ClaimedMessage[]> {
  const content = await cache.workspace(trx)
  const customers = await lockCustomers(trx, await customersOfDue(trx, ids))
  const messages = content ? await lockQueued(trx, ids) : []
  if (!content || messages.length === 0) return []
  const candidates = await complete(trx, cache, messages, customers)
  const past = await countedByCustomer(trx, content.settings, candidates)
  const { verdicts, claimed } = judge(candidates, content, past, maxAgeMs)
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
  const horizonMs = Math.max(
    ...candidates.map(({ journey, channel }) => (journey ? capHorizonMs(settings, journey, channel) : 0)),
  )
  const now = candidates[0]?.now
  if (!now || horizonMs === 0) return counted
  const ids = [...new Set(candidates.map(({ customerId }) => customerId))]
  const since = new Date(now.getTime() - horizonMs)
  for (const { customerId, wireAt, ...message } of await handedOverSince(trx, ids, since)) {
    count(counted, customerId, { ...message, at: wireAt ?? now })
  }
  return counted
}

function count(counted: Map<string, CountedMessage[]>, customerId: string, message: CountedMessage): void {
  const list = counted.get(customerId)
  if (list) list.push(message)
  else counted.set(customerId, [message])
}

/** One after the other, oldest first, so that each one let through counts for the next. */
function judge(
  candidates: readonly Candidate[],
  content: WorkspaceContent,
  past: Map<string, CountedMessage[]>,
  maxAgeMs: number,
): { verdicts: Verdict[]; claimed: ClaimedMessage[] } {
  const verdicts: Verdict[] = []
  const claimed: ClaimedMessage[] = []
  for (const candidate of candidates) {
    const { id, customerId, customer, journey, journeyId, channel, now } = candidate
    const reason = judged(candidate, content.settings, past.get(customerId) ?? [], maxAgeMs)
    if (reason !== null || !customer || !journey) {
      verdicts.push({ id, status: 'skipped', reason, token: null })
      continue
    }
    const token = randomUUID()
    verdicts.push({ id, status: 'claimed', reason: null, token })
    claimed.push({ ...candidate, customer, journey, content, token })
    count(past, customerId, { journeyId, channel, at: now })
  }
  return { verdicts, claimed }
}

/** A message whose checks fail must not keep the others of its claim back. */
function judged(
  candidate: Candidate,
  settings: Settings,
  past: readonly CountedMessage[],
  maxAgeMs: number,
): string | null {
  try {
    return refusalOf(candidate, settings, past, candidate.now, maxAgeMs)
  } catch {
    return 'policy_failed'
  }
}
