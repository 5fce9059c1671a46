// The pages of /u/ on a port, with everything behind them: queue of reports, worker, pipeline, dispatch. The pages reach the
// database by a way of their own, which can be cut.
import { sql } from 'kysely'
import { connect } from '../../../src/db/index.js'
import { createReportIntake, startFeedback, unsubscribeRoutes } from '../../../src/feedback/index.js'
import { createEventIntake } from '../../../src/ingest/index.js'
import { createMetrics } from '../../../src/metrics.js'
import { partOf } from '../../../src/model/ids.js'
import type { Report } from '../../../src/model/report.js'
import { startPipeline } from '../../../src/pipeline/index.js'
import { systemClock } from '../../../src/platform/clock.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { journeySet } from '../../support/builders.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { anOutbox, type Outbox, type OutboxOptions } from '../dispatch/outbox.js'
import { aWayTo } from '../queue/cut-off.js'

export interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

export interface Site {
  readonly outbox: Outbox
  readonly url: string
  readonly customerId: string
  readonly reports: Report[]
  readonly logged: string[]
  /** Follows no redirect. */
  call(method: string, path: string, form?: Form): Promise<Answer>
  set(changes: { now?: Date; isQueueAway?: boolean }): void
  /** The database is away from here on, for the pages. */
  cut(): Promise<void>
  /** Takes reports and events from here on. */
  work(): void
  /** The path of the link of a marketing mail that was sent to the customer, and its List-Unsubscribe. */
  mail(change?: { topic?: string; category?: 'marketing' | 'transactional' }): Promise<Mail>
  customer(): Promise<Record<string, unknown>>
}

export interface Mail {
  readonly id: string
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
}

export interface Form {
  readonly body?: string | FormData | URLSearchParams
  readonly headers?: Record<string, string>
}

const content = {
  subject: 'Hello',
  preheader: '',
  html: '<p>Hello</p>',
  text: 'Hello',
}

export async function aSite(options: OutboxOptions = {}): Promise<Site> {
  const outbox = await anOutbox({ emailContent: content, ...options })
  const way = await aWayTo(outbox.url)
  const near = connect(way.url, { max: 3 })
  untilOver(() => near.close())
  let now: Date | null = null
  let isQueueAway = false
  const reports: Report[] = []
  const logged: string[] = []
  const logger = createLogger({ level: 'trace', destination: { write: line => void logged.push(line) } })
  const intake = createReportIntake({ broker: outbox.broker })
  const routes = unsubscribeRoutes({
    db: near.db,
    intake: {
      accept: async given => {
        if (isQueueAway) throw new BrokerUnavailable('away')
        reports.push(...given)
        await intake.accept(given)
      },
    },
    clock: { now: () => now ?? new Date() },
    logger,
  })
  const server = await listen(createHttp({ routers: [routes], logger }), { port: 0 })
  untilOver(() => server.close())
  const customerId = await outbox.aCustomer({ email: 'ann@example.com', attributes: {} })
  await aName(outbox, customerId, 'ann@example.com')
  return {
    outbox,
    url: server.url,
    customerId,
    reports,
    logged,
    call: async (method, path, form = {}) => {
      const answer = await fetch(`${server.url}${path}`, { method, redirect: 'manual', ...form })
      return { status: answer.status, text: await answer.text(), headers: answer.headers }
    },
    set: changes => {
      now = changes.now ?? now
      isQueueAway = changes.isQueueAway ?? isQueueAway
    },
    cut: way.cut,
    work: () => work(outbox),
    mail: change => send(outbox, customerId, change),
    customer: async () => {
      const { rows } = await sql<Record<string, unknown>>`
        select email_consent, sms_consent, topic_consents from customers where id = ${customerId}`.execute(
        outbox.db,
      )
      return rows[0] ?? {}
    },
  }
}

export async function aName({ db }: Outbox, customerId: string, email: string): Promise<void> {
  await sql`insert into identities (kind, value, customer_id, part, created_at)
    values ('email', ${email}, ${customerId}, ${partOf(customerId)}, now())`.execute(db)
}

function work({ db, broker }: Outbox): void {
  const logger = createLogger({ level: 'silent' })
  const events = createEventIntake({ broker })
  const feedback = startFeedback({
    db,
    broker,
    clock: systemClock,
    logger,
    accept: given => events.accept(given),
  })
  const pipeline = startPipeline({
    db,
    broker,
    journeysOf: async () => journeySet([]),
    logger,
    metrics: createMetrics(),
    timerPollMs: 50,
  })
  untilOver(async () => {
    await feedback.close()
    await pipeline.close()
  })
}

async function send(
  outbox: Outbox,
  customerId: string,
  { category = 'marketing' }: { category?: 'marketing' | 'transactional' } = {},
): Promise<Mail> {
  const id = await outbox.aMessage({ customerId, category })
  const dispatch = outbox.start({ publicUrl: 'https://t.example' })
  await outbox.publish(id)
  await eventually(async () => outbox.email.outbox.some(mail => mail.id === id))
  await dispatch.close()
  const { headers = {} } = outbox.email.outbox.find(mail => mail.id === id)!
  const path = /<https:\/\/t\.example(\/u\/[\w.-]+)>/.exec(headers['List-Unsubscribe'] ?? '')?.[1] ?? ''
  return { id, path, headers }
}
