// Messages in every state, and reports on them through lookup and pipeline: what start-feedback does, one step at a time.
import { sql } from 'kysely'
import { inTransaction } from '../../../src/db/index.js'
import { type Taken, takeReports } from '../../../src/feedback/take-reports.js'
import type { Event } from '../../../src/model/event.js'
import type { Report } from '../../../src/model/report.js'
import { processEvents } from '../../../src/pipeline/index.js'
import { journeySet } from '../../support/builders.js'
import { anOutbox, type Outbox } from '../dispatch/outbox.js'

export const receivedAt = '2026-11-20T10:00:00.000Z'

let count = 0

/** A delivery of a mail to Ann, told once, unless said otherwise. */
export function aReport(change: Partial<Report> = {}): Report {
  count++
  return {
    type: 'email_delivered',
    channel: 'email',
    provider: 'sendgrid',
    id: `report-${count}`,
    occurredAt: receivedAt,
    receivedAt,
    address: 'ann@example.com',
    properties: {},
    ...change,
  }
}

export interface ReportWorld {
  readonly outbox: Outbox
  readonly ann: string
  /** A mail to Ann in this state. */
  aMessage(state?: object): Promise<string>
  aCustomer(email: string): Promise<string>
  /** At the moment they arrived, or later. */
  tell(reports: readonly Report[], afterMs?: number): Promise<Taken>
  post(...events: Event[]): Promise<void>
  /** What a message is now. */
  state(id: string): Promise<{ status: unknown; delivery: unknown; reason: unknown }>
  customer(id?: string): Promise<{ email: unknown; consent: unknown }>
  suppressions(): Promise<string[]>
  /** Types of events that were stored. */
  stored(): Promise<string[]>
}

export async function aReportWorld(): Promise<ReportWorld> {
  const outbox = await anOutbox()
  const { db } = outbox
  const post = async (...events: Event[]): Promise<void> => {
    await inTransaction(db, trx => processEvents(trx, async () => journeySet([]), events))
  }
  const aCustomer = async (email: string): Promise<string> => {
    const id = await outbox.aCustomer({ email, phone: null })
    await sql`insert into identities (kind, value, customer_id, part, created_at)
      select kind, value, id, part, now() from customers, (values ('email', ${email}), ('id', ${email})) as x(kind, value)
      where id = ${id}`.execute(db)
    return id
  }
  const ann = await aCustomer('ann@example.com')
  return {
    outbox,
    ann,
    aCustomer,
    post,
    aMessage: async (state = {}) => {
      const id = await outbox.aMessage({ customerId: ann })
      await db
        .updateTable('messages')
        .set({ status: 'sent', wire_at: new Date(receivedAt), attempts: 1, ...state })
        .where('id', '=', id)
        .execute()
      return id
    },
    tell: async (reports, afterMs = 0) => {
      const taken = await takeReports(db, reports, new Date(Date.parse(receivedAt) + afterMs))
      await post(...taken.events)
      return taken
    },
    state: async id => {
      const { status, delivery, reason } = await outbox.row(id)
      return { status, delivery, reason }
    },
    customer: async (id = ann) => {
      const row = await db
        .selectFrom('customers')
        .select(['email', 'email_consent as consent'])
        .where('id', '=', id)
        .executeTakeFirstOrThrow()
      return row
    },
    suppressions: async () => {
      const rows = await db.selectFrom('suppressions').selectAll().orderBy('address').execute()
      return rows.map(({ channel, address, reason }) => `${channel} ${address} ${reason}`)
    },
    stored: async () => {
      const rows = await db.selectFrom('events').select('type').orderBy('type').execute()
      return rows.map(({ type }) => type)
    },
  }
}
