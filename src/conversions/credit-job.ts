// The job that takes the marks: some customers a round, in a transaction, of which only one runs at a time.
import type { Kysely } from 'kysely'
import { attempt, exclusively, inTransaction, now } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import type { JourneySet } from '../journeys/engine/index.js'
import { createJourneySource } from '../journeys/journey-source.js'
import { publishedRevision } from '../journeys/workspace-store.js'
import { creditCustomers, creditEach, type OnFailed } from './credit-customers.js'
import { sharingOrders } from './ledger-queries.js'
import {
  isMarked,
  lockFree,
  markAllForCredit,
  markByNewRules,
  markForCredit,
  oldestMarks,
  takeMarks,
} from './mark-store.js'

export type JourneysOf = (db: Db, revision: number) => Promise<JourneySet>

export interface CreditOptions {
  /** Journeys as of a revision, by a source that holds them between rounds; without it they are read every time. */
  readonly journeysOf?: JourneysOf
  /** Customers a round. */
  readonly limit?: number
  /**
   * Real milliseconds for which a mark is left alone: a message that was handed over before the order has a part in it, and is
   * not to be seen before its hand-over is committed, which marks nobody.
   */
  readonly restMs?: number
  /** Whose credit cannot be counted, and stays as it was. */
  readonly onFailed?: OnFailed
}

const usualLimit = 200

/** true: there are more. false also while another process is at it. */
export async function creditMarked(
  db: Kysely<Database>,
  {
    journeysOf = createJourneySource(() => {}),
    limit = usualLimit,
    restMs = 0,
    onFailed = () => {},
  }: CreditOptions = {},
): Promise<boolean> {
  const more = await exclusively(db, 'credit', trx =>
    creditSome(trx, { journeysOf, limit, restMs, onFailed }),
  )
  return more ?? false
}

async function creditSome(
  db: Db,
  { journeysOf, limit, restMs, onFailed }: Required<CreditOptions>,
): Promise<boolean> {
  await markByNewRules(db)
  const marks = await oldestMarks(db, limit, restMs)
  if (marks.length === 0) return false
  const journeys = await journeysOf(db, await publishedRevision(db))
  const marked = [...new Set(marks.map(({ customerId }) => customerId))]
  const locked = await lockFree(db, marked)
  await takeMarks(db, marks, locked)
  const others = await lockSharing(db, locked)
  await creditEach(db, journeys, [...locked, ...others], await now(db), onFailed)
  // Those who are locked by others all the time are left for the next round.
  return marked.length === limit && locked.length > 0
}

/** An order that several have told of is one's alone: whose it was before is counted anew with them, or soon after. */
async function lockSharing(db: Db, ids: readonly string[]): Promise<string[]> {
  const sharing = await sharingOrders(db, ids)
  const locked = new Set(await lockFree(db, sharing))
  await markForCredit(
    db,
    sharing.filter(id => !locked.has(id)),
  )
  return [...locked]
}

/**
 * Credits one customer at once if they are marked, before what it is counted from is erased. The caller holds their lock.
 * Where nothing is published there is nothing to credit; and what cannot be counted holds up no erasure.
 */
export async function creditBeforeErasure(db: Db, customerId: string): Promise<void> {
  const revision = await publishedRevision(db)
  if (revision === 0 || !(await isMarked(db, customerId))) return
  await attempt(db, async () => {
    const journeys = await createJourneySource(() => {})(db, revision)
    await creditCustomers(db, journeys, [customerId], await now(db))
  })
}

/** Has everybody counted anew who came into a journey or ordered since `from`. Answers how many those are. */
export const creditAll = async (
  db: Kysely<Database>,
  { from = null }: { readonly from?: Date | null } = {},
): Promise<number> => await inTransaction(db, trx => markAllForCredit(trx, from))
