// A database that the program before the whole language has left in the middle of its work: this one goes on with it.
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { createKey } from '../../../src/access/index.js'
import { startApp } from '../../../src/app.js'
import { migrateToLatest } from '../../../src/db/index.js'
import type { Db } from '../../../src/db/tables.js'
import { createInbox } from '../../../src/demo/inbox.js'
import { startSmtpSink } from '../../../src/demo/smtp-sink.js'
import { partOf } from '../../../src/model/ids.js'
import { systemClock } from '../../../src/platform/clock.js'
import { readConfig } from '../../../src/platform/config.js'
import { createLogger } from '../../../src/platform/logger.js'
import { newId } from '../../../src/platform/new-id.js'
import { anEmptyDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { aRedis } from '../../support/redis.js'
import { anEmail, aSettings } from '../../support/workspace-files.js'

/** As it was published, with the defaults of that time: "never" then meant never with the same key. */
const journey = {
  id: 'cart-recovery',
  name: 'Cart recovery',
  trigger: { event: 'product_added' },
  key: 'cart.id',
  entry: { reenter: 'never' },
  exit: [{ on: 'order_completed', as: 'converted' }],
  goal: { event: 'order_completed', within: '5d', value: 'order.total' },
  caps: {},
  steps: [
    { id: 'settle', wait: '1h' },
    { id: 'remind', send: 'email', template: 'reminder' },
    {
      id: 'engaged',
      waitFor: { event: 'email_clicked', within: '1d' },
      else: [{ id: 'patience', wait: '12h' }],
    },
    { id: 'last-call', send: 'email', template: 'reminder' },
  ],
}

test('timers fire, messages go out and orders count, of what was begun before', async () => {
  const { db, url } = await anEmptyDatabase()
  await migrateToFoundation(db)
  await sql`insert into workspace values (true, 3, ${JSON.stringify({ ...aSettings(), timeZone: 'UTC', caps: {}, lateEvents: '24h' })}, now())`.execute(
    db,
  )
  await sql`insert into journeys values ('cart-recovery', 'active', 1)`.execute(db)
  await sql`insert into journey_versions values
    ('cart-recovery', 1, 'as-of-then', ${JSON.stringify({ journey, segments: {} })}, now())`.execute(db)
  await sql`insert into sources (id) values ('shop')`.execute(db)
  const due = await anEnrollment(db, 'ann', 'settle', '-1 second')
  const queued = await anEnrollment(db, 'bob', 'engaged', '1 day')
  await aMessage(db, queued, 'queued')
  const written = await anEnrollment(db, 'cat', 'engaged', '1 day')
  await aMessage(db, written, 'sent')
  const timedOut = await anEnrollment(db, 'dan', 'engaged', '-1 second')
  await aMessage(db, timedOut, 'sent')

  const { inbox, post } = await start(db, url)
  await post('order_completed', 'cat', { order: { id: 'o-1', total: '20.00', currency: 'EUR' } })
  await post('product_added', 'cat', { cart: { id: 'another-cart' } })

  const addresses = () =>
    inbox
      .latest(10)
      .map(({ to }) => to)
      .sort()
  await eventually(() => expect(addresses()).toEqual(['ann@example.com', 'bob@example.com']))
  await eventually(async () =>
    expect(await enrollments(db)).toEqual([
      { name: 'ann', version: 1, step: 'engaged', status: 'active', wakes: 'in 24 h' },
      { name: 'bob', version: 1, step: 'engaged', status: 'active', wakes: 'in 24 h' },
      { name: 'cat', version: 1, step: null, status: 'converted', wakes: null },
      // Whoever comes in now is in the journey as this program has published it.
      { name: 'cat', version: 2, step: 'settle', status: 'active', wakes: 'in 1 h' },
      { name: 'dan', version: 1, step: 'patience', status: 'active', wakes: 'in 12 h' },
    ]),
  )
  const said = await sql<{ said: string }>`
    select kind || ' ' || coalesce(step_id, '') || coalesce(' ' || reason, '') as said from decisions
    where enrollment_id = ${due.id} order by n`.execute(db)
  expect(said.rows.map(row => row.said)).toEqual([
    'entered ',
    'waited settle',
    'sent remind',
    'waited engaged',
  ])
  // A job credits, some seconds later.
  await eventually(async () => {
    const credited = await sql`select enrollment_id, step_id, value from conversions`.execute(db)
    expect(credited.rows).toEqual([{ enrollment_id: written.id, step_id: 'remind', value: '20.0000' }])
  })
  expect(await db.selectFrom('failed_events').selectAll().execute()).toEqual([])
})

/** As the first release has left it. */
async function migrateToFoundation(db: Db): Promise<void> {
  await mkdir('node_modules/.cache', { recursive: true })
  const folder = await mkdtemp(join(process.cwd(), 'node_modules/.cache/migrations-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const foundation = '20261121000000-foundation.ts'
  await copyFile(join('migrations', foundation), join(folder, foundation))
  expect(await migrateToLatest(db, pathToFileURL(`${folder}/`))).toHaveLength(1)
}

interface Begun {
  readonly id: string
  readonly customerId: string
}

async function anEnrollment(db: Db, name: string, step: string, wakesIn: string): Promise<Begun> {
  const [id, customerId] = [newId(), newId()]
  const part = partOf(customerId)
  const email = `${name}@example.com`
  await sql`insert into customers (id, part, email, email_consent, created_at, updated_at)
    values (${customerId}, ${part}, ${email}, 'subscribed', now(), now())`.execute(db)
  await sql`insert into identities values ('id', ${name}, ${customerId}, ${part}, now()),
    ('email', ${email}, ${customerId}, ${part}, now())`.execute(db)
  const data = JSON.stringify({ cart: { id: 'cart-1' } })
  await sql`insert into events values ('shop', ${`evt-${name}`}, ${customerId}, ${part}, 'product_added',
    now() - interval '2 hours', now() - interval '2 hours', now() - interval '2 hours', ${data}, null)`.execute(
    db,
  )
  await sql`insert into enrollments (id, customer_id, part, journey_id, version, key, status, step_id, seq, entered_at,
      triggered_at, source_id, event_id, data)
    values (${id}, ${customerId}, ${part}, 'cart-recovery', 1, 'cart-1', 'active', ${step}, 2, now() - interval '2 hours',
      now() - interval '2 hours', 'shop', ${`evt-${name}`}, ${data})`.execute(db)
  await sql`insert into decisions values
    (${customerId}, ${part}, ${id}, 'cart-recovery', 1, 1, null, 'entered', null, '{}', now()),
    (${customerId}, ${part}, ${id}, 'cart-recovery', 1, 2, ${step}, 'waited', null, '{}', now())`.execute(db)
  await sql`insert into timers values (${id}, 2, ${customerId}, ${part}, now() + ${wakesIn}::interval)`.execute(
    db,
  )
  return { id, customerId }
}

async function aMessage(db: Db, { id, customerId }: Begun, status: 'queued' | 'sent'): Promise<void> {
  await sql`insert into messages (id, customer_id, part, enrollment_id, journey_id, version, step_id, pass, channel, template,
      status, created_at, due_at, wire_at, sent_at)
    select ${newId()}::uuid, ${customerId}::uuid, ${partOf(customerId)}, ${id}::uuid, 'cart-recovery', 1, 'remind', 1, 'email',
      'reminder', ${status}, now() - interval '1 hour', now() - interval '1 hour', handed_over, handed_over
    from (select case when ${status} = 'sent' then now() - interval '1 hour' end as handed_over) as x`.execute(
    db,
  )
}

/** The program as it is now, with the files of then. */
async function start(db: Db, databaseUrl: string) {
  const folder = await mkdtemp(join(tmpdir(), 'tf-upgrade-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const { entry: _, caps: __, ...file } = journey
  await mkdir(join(folder, 'templates'))
  await writeFile(join(folder, 'settings.json'), JSON.stringify(aSettings()))
  await writeFile(join(folder, 'cart-recovery.journey.json'), JSON.stringify(file))
  await writeFile(join(folder, 'templates/reminder.mjml'), anEmail())
  const inbox = createInbox()
  const smtp = await startSmtpSink(inbox, systemClock)
  onTestFinished(() => smtp.stop())
  const redis = aRedis()
  const config = readConfig({ PORT: '0', SMTP_URL: smtp.url, TRIGGERFISH_WORKSPACE: folder })
  const app = await startApp(
    { ...config, databaseUrl, redisUrl: redis.url },
    { logger: createLogger({ level: 'silent' }), queuePrefix: redis.prefix },
  )
  onTestFinished(() => app.stop())
  const { key } = await createKey(db, { source: 'shop', name: 'test', scopes: ['ingest'] })
  const post = async (type: string, id: string, properties: object): Promise<void> => {
    const event = {
      id: `new-${type}`,
      type,
      occurredAt: new Date().toISOString(),
      customer: { id },
      properties,
    }
    const { status } = await fetch(`${app.url}/v1/events`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify(event),
    })
    expect(status).toBe(202)
  }
  return { inbox, post }
}

async function enrollments(db: Db): Promise<unknown[]> {
  const { rows } = await sql`
    select split_part(c.email, '@', 1) as name, e.version, e.step_id as step, e.status,
      'in ' || round(extract(epoch from e.wake_at - now()) / 3600)::text || ' h' as wakes
    from enrollments e join customers c on c.id = e.customer_id order by 1, e.version`.execute(db)
  return rows
}
