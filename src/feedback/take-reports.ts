// Reports → events, with whose they are looked up for all of a job together. A report on a message that is not there yet waits.
import { findCustomerId, identifiersOf } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { Identifiers } from '../model/customer.js'
import type { Event } from '../model/event.js'
import type { Report } from '../model/report.js'
import { findMessages, type ReportedMessage } from './message-store.js'
import { eventOf } from './report-event.js'

export interface Taken {
  readonly events: readonly Event[]
  /** About a message that nobody knows yet: its hand-over may not be recorded. */
  readonly early: readonly Report[]
  /** About nobody who is known; not ours, or of somebody who was erased. */
  readonly foreign: readonly Report[]
}

/** A hand-over is recorded within seconds; who comes later is about a message of another program. */
const earlyMs = 15 * 60_000

export async function takeReports(db: Db, reports: readonly Report[], now: Date): Promise<Taken> {
  const keys = reports.map(({ messageId = null, providerId = null }) => ({ messageId, providerId }))
  const messages = await findMessages(db, keys)
  const customers = await Promise.all(reports.map((report, n) => customerOf(db, report, messages[n] ?? null)))
  const names = await identifiersOf(db, [...new Set(customers.filter(id => id !== null))])
  const taken = { events: [] as Event[], early: [] as Report[], foreign: [] as Report[] }
  for (const [n, report] of reports.entries()) {
    const message = messages[n] ?? null
    const known: Identifiers = names.get(customers[n] ?? '') ?? {}
    if (!message && isEarly(report, now)) taken.early.push(report)
    else {
      const event = eventOf(report, message, known)
      if (event) taken.events.push(event)
      else taken.foreign.push(report)
    }
  }
  return taken
}

/** By the message; else by the address, which only reports without a message of ours need. */
async function customerOf(db: Db, report: Report, message: ReportedMessage | null): Promise<string | null> {
  if (message) return message.customerId
  if (report.address === undefined) return null
  return (await findCustomerId(db, report.channel === 'email' ? 'email' : 'phone', report.address)) ?? null
}

const isEarly = ({ messageId, providerId, receivedAt }: Report, now: Date): boolean =>
  messageId === undefined && providerId !== undefined && now.getTime() - Date.parse(receivedAt) < earlyMs
