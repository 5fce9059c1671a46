// Reports → events, with whose they are looked up for all of a job together. A report on a message that is not there yet waits.
import { identifiersOf } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { Identifiers } from '../model/customer.js'
import type { Event } from '../model/event.js'
import type { Report } from '../model/report.js'
import { customersAt, findMessages, presentCustomers, type ReportedMessage } from './message-store.js'
import { eventOf, isOfAddress } from './report-event.js'
import { burstsIn } from './visits/bursts.js'

export interface Taken {
  readonly events: readonly Event[]
  /** Those that the events were made of. */
  readonly reports: readonly Report[]
  /** About a message that nobody knows yet: its hand-over may not be recorded. */
  readonly early: readonly Report[]
  /** About nobody who is known; not ours, or of somebody who was erased. */
  readonly foreign: readonly Report[]
}

/**
 * A hand-over is recorded within seconds; who comes later is about a message of another program. After an outage both are
 * late, so that each is looked at twice.
 */
const earlyMs = 15 * 60_000

export async function takeReports(
  db: Db,
  reports: readonly Report[],
  now: Date,
  isFirstLook = false,
): Promise<Taken> {
  const keys = reports.map(({ messageId = null, providerId = null }) => ({ messageId, providerId }))
  const messages = await findMessages(db, keys)
  const customers = await customersOf(db, reports, messages)
  const names = await identifiersOf(db, [...new Set(customers.filter(id => id !== null))])
  const taken = {
    events: [] as Event[],
    reports: [] as Report[],
    early: [] as Report[],
    foreign: [] as Report[],
  }
  const bursts = burstsIn(reports)
  for (const [n, report] of reports.entries()) {
    const message = messages[n] ?? null
    const known: Identifiers = names.get(customers[n] ?? '') ?? {}
    if (!message && mayBeEarly(report) && (isFirstLook || isRecent(report, now))) taken.early.push(report)
    else {
      const event = eventOf(report, message, known, bursts.has(report))
      if (event) taken.events.push(event)
      taken[event ? 'reports' : 'foreign'].push(report)
    }
  }
  return taken
}

/** By the message; else by whom a link names; else by the address, where that counts without a message. */
async function customersOf(
  db: Db,
  reports: readonly Report[],
  messages: readonly (ReportedMessage | null)[],
): Promise<(string | null)[]> {
  const left = reports.filter((_, n) => !messages[n])
  const present = await presentCustomers(db, [...new Set(left.flatMap(({ customerId }) => customerId ?? []))])
  const addressed = left.flatMap(({ channel, address, customerId, type }) =>
    address !== undefined && customerId === undefined && isOfAddress(type) ? [{ channel, address }] : [],
  )
  const found = await customersAt(db, addressed)
  const byAddress = new Map(addressed.map(({ channel, address }, n) => [`${channel} ${address}`, found[n]]))
  return reports.map(
    ({ customerId, channel, address, type }, n) =>
      messages[n]?.customerId ??
      (customerId !== undefined
        ? present.get(customerId)
        : isOfAddress(type)
          ? byAddress.get(`${channel} ${address}`)
          : null) ??
      null,
  )
}

const mayBeEarly = ({ messageId, providerId }: Report): boolean =>
  messageId === undefined && providerId !== undefined

const isRecent = ({ receivedAt }: Report, now: Date): boolean =>
  now.getTime() - Date.parse(receivedAt) < earlyMs
