// The database side of dispatch for one process: claim, mark and record, each in one statement or transaction for all
// hand-overs that ask at the same moment. Fifty connections so cost the database little more than one.
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { changeSuppressions } from '../customers/index.js'
import { inTransaction, isDatabaseAway, now } from '../db/index.js'
import type { Database } from '../db/tables.js'
import { isAddressed, type MessageChannel } from '../model/channel.js'
import { coalesce } from '../platform/coalesce.js'
import { stopForMany } from '../platform/stop-for-many.js'
import { type ClaimedMessage, claimMessages } from './claim-messages.js'
import { type Held, markOnWire, recordSettlements, type SettledMessage } from './hand-over-store.js'
import { maxAges } from './settlement.js'
import { contentCache } from './workspace-content.js'

export interface DeskOptions {
  readonly db: Kysely<Database>
  readonly claimLeaseMs: number
  readonly wireTimeoutMs: number
  /** Where links in messages lead to; without it, none can be made. */
  readonly publicUrl?: string | undefined
  /** Of email and SMS. */
  readonly maxAgeMs: number
  /** Between two tries to record while the database is away. */
  readonly recordRetryMs: number
}

export interface Result extends SettledMessage {
  readonly channel: MessageChannel
  /** Empty where the channel has none. */
  readonly address: string
}

export interface DispatchDesk {
  claim(messageId: string): Promise<ClaimedMessage | null>
  /** True: the message is on the wire, durably. Rejects when the database cannot be asked. */
  mark(held: Held): Promise<boolean>
  /** Resolves once it is recorded, however long the database is away; gives up only when told to stop. */
  record(result: Result): Promise<void>
  /** Ends the waiting for a database that is away; what is not recorded then is swept to `unknown`. */
  stop(): void
}

export function dispatchDesk(options: DeskOptions): DispatchDesk {
  const { db, recordRetryMs } = options
  const stopping = stopForMany()
  const cache = contentCache(options.publicUrl)
  const limits = { leaseMs: options.claimLeaseMs, maxAges: maxAges(options.maxAgeMs) }
  const claim = coalesce<string, ClaimedMessage | null>({
    run: ids => claimMessages(db, cache, ids, limits),
    maxItems: 200,
  })
  const mark = coalesce<Held, boolean>({
    run: async held => {
      const granted = await markOnWire(db, held, options.wireTimeoutMs)
      // Once per id: two that ask for one message cannot both be told yes.
      return held.map(({ id }) => granted.delete(id))
    },
    maxItems: 200,
  })
  const record = coalesce<Result>({ run: results => recordAll(db, results, options.maxAgeMs), maxItems: 200 })
  return {
    claim,
    mark,
    async record(result) {
      for (let tried = 1; ; tried++) {
        try {
          // Alone after a fault of the data, which may be another's in the same statement.
          return await (tried > 1 ? recordAll(db, [result], options.maxAgeMs) : record(result))
        } catch (error) {
          if (stopping.signal.aborted || (!isDatabaseAway(error) && tried >= oddFailures)) throw error
          await pause(recordRetryMs, undefined, { signal: stopping.signal })
        }
      }
    },
    stop: () => stopping.abort(),
  }
}

/** A lock that was waited for too long may be free next time; what fails ten times is a bug, and waiting mends none. */
const oddFailures = 10

async function recordAll(db: Kysely<Database>, results: readonly Result[], maxAgeMs: number): Promise<void> {
  const dead = results.flatMap(({ channel, address, suppress }) =>
    suppress && isAddressed(channel) ? [{ channel, address, reason: suppress }] : [],
  )
  await inTransaction(db, async trx => {
    const settled = results.map(({ channel: _, address: __, ...message }) => message)
    // In the order of the pipeline, which may be told of the same at the same moment.
    if (dead.length > 0) await changeSuppressions(trx, dead, await now(trx))
    await recordSettlements(trx, settled, maxAgeMs)
  })
}
