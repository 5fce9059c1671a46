// A claimed call from its attempt to its record. At least once: a crash anywhere before the record means that it is made
// again, under the same id.
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { isDatabaseAway } from '../../db/index.js'
import type { Database } from '../../db/tables.js'
import type { Event } from '../../model/event.js'
import { answeredEvent } from './answered-event.js'
import type { ClaimedCall, WebhookReceiver } from './call.js'
import { type CallSettlement, settleCall } from './call-schedule.js'
import { recordCall } from './call-store.js'
import { type CallTools, type Made, makeCall, type Present } from './make-call.js'

export interface RunTools extends CallTools {
  readonly db: Kysely<Database>
  /** Resolves when the events are where they are processed from. */
  readonly accept: (events: readonly Event[]) => Promise<void>
  /** Nobody calls it any more from here on. */
  readonly disable: (receiver: WebhookReceiver) => Promise<void>
  readonly recordRetryMs: number
  /** Ends attempts, and the waiting for a database that is away. */
  readonly stop: AbortSignal
}

/** null: the call was another's by then. */
export async function runCall(
  tools: RunTools,
  call: ClaimedCall,
  present: Present,
): Promise<CallSettlement | null> {
  const made = await makeCall(tools, call, present, tools.stop)
  // Before the record: a process that dies in between asks once more, and hears the same.
  if (made.gone) await tools.disable(made.gone)
  const settlement = await tellAnswer(tools, call, made, settleCall(made.result, call.attempts))
  if (settlement) await record(tools, call, settlement)
  return settlement
}

/** Before the record, so that no answer is lost. An event that finds no way in now means another attempt. */
async function tellAnswer(
  { accept, logger }: RunTools,
  call: ClaimedCall,
  { answer }: Made,
  settlement: CallSettlement | null,
): Promise<CallSettlement | null> {
  if (!call.answers || !answer || !settlement || settlement.status === 'queued') return settlement
  const event = answeredEvent(call, answer)
  try {
    if (event) await accept([event])
    return settlement
  } catch (error) {
    logger.warn({ callId: call.id, err: error }, 'an answer cannot be taken in now; the call is made again')
    return settleCall({ kind: 'retry', status: answer.status, reason: 'queue_unavailable' }, call.attempts)
  }
}

async function record(
  { db, recordRetryMs, stop }: RunTools,
  call: ClaimedCall,
  settlement: CallSettlement,
): Promise<void> {
  for (;;) {
    try {
      return await recordCall(db, call, settlement)
    } catch (error) {
      if (stop.aborted || !isDatabaseAway(error)) throw error
      await pause(recordRetryMs, undefined, { signal: stop })
    }
  }
}
