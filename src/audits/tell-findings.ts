// Tells what begins and ends: as events about the customer of the settings, and in the log. What is accepted and not yet noted as
// told is told again, as the same event, which the pipeline recognises.
import { now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import type { Identifiers } from '../model/customer.js'
import type { Event } from '../model/event.js'
import type { Logger } from '../platform/logger.js'
import { eventsOf } from './finding-event.js'
import { markTold, untoldFindings } from './finding-store.js'
import { publishedOrNull } from './published.js'

const portion = 200

export interface TellingFindings {
  /** Resolves when the events are safe. */
  readonly accept: (events: readonly Event[]) => Promise<void>
  readonly logger: Pick<Logger, 'warn' | 'info'>
}

/** Without a customer in the settings, only the log is told. true: there is more to tell. Only one at a time may run. */
export async function tellFindings(db: Db, { accept, logger }: TellingFindings): Promise<boolean> {
  const turns = await untoldFindings(db, portion)
  if (turns.length === 0) return false
  const at = await now(db)
  const customer = (await publishedOrNull(db))?.settings.reports?.alerts
  const events = customer ? turns.flatMap(turn => eventsOf(turn, customer as Identifiers, at)) : []
  if (events.length > 0) await accept(events)
  await markTold(db, turns, at)
  for (const { area, code, subject, failedTold, endedAt } of turns) {
    if (!failedTold) logger.warn({ area, code, subject }, 'an audit has found something to look at')
    if (endedAt) logger.info({ area, code, subject }, 'an audit finds it no more')
  }
  return turns.length === portion
}
