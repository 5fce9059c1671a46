// Mails per second through dispatch: claim with its last checks, rendering, SMTP, record; held against nodemailer's own pool,
// which sends a ready mail of the same size to the same sink, in the same run, before and after.
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { createTransport } from 'nodemailer'
import { connect, type Database, migrate } from '../src/db/index.js'
import { publishFolder } from '../src/journeys/workspace/index.js'
import { partOf } from '../src/model/ids.js'
import { connectBroker } from '../src/platform/queue/index.js'
import { messageQueues } from '../src/queues.js'
import { inBatches } from './events.js'
import type { SinkSays } from './mail-sink.js'
import { startProgram } from './pipeline.js'

export interface DispatchFigures {
  readonly mails: number
  readonly perSecond: number
  readonly poolPerSecond: number
  readonly poolBefore: number
  readonly poolAfter: number
}

/** Sent first, and not counted: Node compiles the program meanwhile. */
const warmUp = 2_000
const connections = 20

export async function benchDispatch(
  servers: { databaseUrl: string; redisUrl: string },
  dataDir: string,
  { mails, say }: { mails: number; say: (line: string) => void },
): Promise<DispatchFigures> {
  const { db, close } = await aWorkspace(servers.databaseUrl, dataDir)
  const sink = await startSink()
  try {
    const mail = await readyMail(db)
    await poolRate(sink, mail, warmUp)
    const before = await poolRate(sink, mail, mails)
    say("nodemailer's pool measured, now dispatch")
    const perSecond = await dispatchRate(servers, db, sink, join(dataDir, 'journeys'), mails)
    say('dispatch measured, now the pool again')
    const after = await poolRate(sink, mail, mails)
    return { mails, perSecond, poolPerSecond: (before + after) / 2, poolBefore: before, poolAfter: after }
  } finally {
    sink.stop()
    await close()
  }
}

export function dispatchLines(figures: DispatchFigures): string[] {
  const { mails, perSecond, poolPerSecond, poolBefore, poolAfter } = figures
  return [
    `${mails} mails                                                mails/s     ratio`,
    `dispatch: claim, checks, render, SMTP, record          ${rate(perSecond)}${(perSecond / poolPerSecond).toFixed(2).padStart(10)}`,
    `nodemailer's pool, a ready mail, the same sink         ${rate(poolPerSecond)}      1.00`,
    `  before and after: ${Math.round(poolBefore)}, ${Math.round(poolAfter)}`,
  ]
}

const rate = (perSecond: number): string => Math.round(perSecond).toLocaleString('en').padStart(8)

/** The example's, without quiet hours, in which nothing could be measured. */
async function aWorkspace(databaseUrl: string, dataDir: string) {
  const folder = join(dataDir, 'journeys')
  await cp('journeys', folder, { recursive: true })
  const file = join(folder, 'settings.json')
  const settings = JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>
  await writeFile(file, JSON.stringify({ ...settings, quietHours: undefined }))
  await migrate(databaseUrl)
  const connection = connect(databaseUrl, { max: 4 })
  await publishFolder(connection.db, folder)
  return connection
}

interface Sink {
  readonly port: number
  taken(): Promise<number>
  stop(): void
}

async function startSink(): Promise<Sink> {
  const child = fork(new URL('./mail-sink.js', import.meta.url))
  const { port } = (await said(child)) as { port: number }
  return {
    port,
    async taken() {
      const answer = said(child)
      child.send('taken')
      return ((await answer) as { taken: number }).taken
    },
    stop: () => child.kill(),
  }
}

const said = async (child: ChildProcess): Promise<SinkSays> =>
  ((await once(child, 'message')) as [SinkSays])[0]

interface Mail {
  readonly subject: string
  readonly html: string
  readonly text: string
}

async function readyMail(db: Kysely<Database>): Promise<Mail> {
  const { rows } = await sql<Mail>`
    select content ->> 'subject' as subject, content ->> 'html' as html, content ->> 'text' as text
    from templates where name = ${template} and channel = 'email' and current`.execute(db)
  return rows[0]!
}

const journey = 'cart-recovery'
const template = 'cart-reminder'
const step = 'remind'

/** As fast as it takes them: so many at a time as dispatch has in hand. */
async function poolRate(sink: Sink, mail: Mail, count: number): Promise<number> {
  const pool = createTransport({
    host: '127.0.0.1',
    port: sink.port,
    ignoreTLS: true,
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
  })
  const started = performance.now()
  let next = 0
  const sender = async (): Promise<void> => {
    while (next < count) {
      const to = `bench-${next++}@example.com`
      await pool.sendMail({ from: 'Shop <hello@shop.example>', to, ...mail })
    }
  }
  await Promise.all(Array.from({ length: 50 }, sender))
  const ms = performance.now() - started
  pool.close()
  return (count / ms) * 1_000
}

async function dispatchRate(
  servers: { databaseUrl: string; redisUrl: string },
  db: Kysely<Database>,
  sink: Sink,
  workspace: string,
  mails: number,
): Promise<number> {
  const app = await startProgram(servers, {
    TRIGGERFISH_WORKSPACE: workspace,
    SMTP_URL: `smtp://127.0.0.1:${sink.port}?tls=off`,
  })
  const broker = connectBroker({ redisUrl: servers.redisUrl, onError: () => {} })
  const run = async (count: number): Promise<number> => {
    const ids = await queueMessages(db, count)
    const started = performance.now()
    for (const part of inBatches(ids, 500))
      await broker.publish(
        messageQueues.email.marketing,
        part.map(messageId => ({ payload: { messageId, attempt: 0 } })),
      )
    await untilSent(db, ids)
    return (count / (performance.now() - started)) * 1_000
  }
  try {
    await run(warmUp)
    const before = await sink.taken()
    const perSecond = await run(mails)
    if ((await sink.taken()) - before !== mails) throw new Error('the sink took another number of mails')
    return perSecond
  } finally {
    await broker.close()
    await app.stop()
  }
}

/** As the pipeline would have left them, each of a customer of its own; not due for the sweep before they are all there. */
async function queueMessages(db: Kysely<Database>, count: number): Promise<string[]> {
  const rows = Array.from({ length: count }, () => {
    const customerId = randomUUID()
    return { id: randomUUID(), customerId, enrollmentId: randomUUID(), part: partOf(customerId) }
  })
  for (const part of inBatches(rows, 2_000)) await insert(db, part)
  await sql`analyze messages, customers, enrollments`.execute(db)
  return rows.map(({ id }) => id)
}

const insert = (db: Kysely<Database>, rows: readonly object[]) =>
  sql`
    with x as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json)
        as x(id uuid, "customerId" uuid, "enrollmentId" uuid, part smallint)
    ),
    people as (
      insert into customers (id, part, email, attributes, email_consent, created_at, updated_at)
      select "customerId", part, "customerId" || '@example.com', '{"firstName":"Ann"}', 'subscribed', tf_now(), tf_now() from x
    ),
    passes as (
      insert into enrollments (id, customer_id, part, journey_id, version, key, status, seq, entered_at, triggered_at,
        source_id, event_id, data, outputs)
      select "enrollmentId", "customerId", part, ${journey}, 1, "enrollmentId"::text, 'active', 1, tf_now(), tf_now(), 'bench',
        id::text, ${JSON.stringify(cart)}::jsonb, '{}' from x
    )
    insert into messages (id, customer_id, part, enrollment_id, journey_id, version, step_id, pass, channel, category,
      template, status, created_at, due_at, enqueued_at)
    select id, "customerId", part, "enrollmentId", ${journey}, 1, ${step}, 1, 'email', 'marketing', ${template}, 'queued',
      tf_now(), tf_now(), clock_timestamp() + interval '10 minutes' from x`.execute(db)

const cart = {
  cart: {
    id: 'cart-9',
    value: '129.50',
    currency: 'EUR',
    url: 'https://shop.example/cart/cart-9',
    items: [1, 2, 3].map(n => ({
      productId: `sku-${n}`,
      name: `Trail shoe ${n}`,
      quantity: n,
      price: '43.17',
      imageUrl: `https://shop.example/images/sku-${n}.jpg`,
      url: `https://shop.example/products/sku-${n}`,
    })),
  },
}

async function untilSent(db: Kysely<Database>, ids: readonly string[]): Promise<void> {
  for (;;) {
    const { rows } = await sql<{ status: string; n: number }>`
      select status, count(*)::integer as n from messages where id = any(${ids}::uuid[]) group by status`.execute(
      db,
    )
    const other = rows.find(({ status }) => !['queued', 'claimed', 'on_wire', 'sent'].includes(status))
    if (other) throw new Error(`${other.n} mails became ${other.status}`)
    if (rows.length === 1 && rows[0]?.status === 'sent') return
    await pause(50)
  }
}
