// Orders that an earlier program has credited: none is lost on the way to credit that is counted anew.
import { copyFile, mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { countNow } from '../../../src/conversions/index.js'
import { migrate, migrateToLatest } from '../../../src/db/index.js'
import type { Db } from '../../../src/db/tables.js'
import { journeySchema } from '../../../src/journeys/definition/journey-schema.js'
import { newId } from '../../../src/platform/new-id.js'
import { anEmptyDatabase } from '../../support/database.js'
import { aSettings } from '../../support/workspace-files.js'

const journey = journeySchema.parse({
  id: 'cart',
  name: 'Cart',
  trigger: { event: 'product_added' },
  goal: { event: 'order_completed', within: '5d', value: 'order.total' },
  steps: [{ id: 'remind', send: 'email', template: 'x' }],
})

test('what was credited before is in the reports at once, and counted anew where its message is still kept', async () => {
  const { db, url } = await anEmptyDatabase()
  await migrateUntil(db, '20261121230000')
  const settings = { ...aSettings(), timeZone: 'UTC', caps: {}, lateEvents: '24h' }
  await sql`insert into workspace (revision, settings, published_at) values (1, ${JSON.stringify(settings)}, now())`.execute(
    db,
  )
  await sql`insert into journeys (id, status, version) values ('cart', 'active', 1)`.execute(db)
  await sql`insert into journey_versions (journey_id, version, hash, definition, published_at) values
    ('cart', 1, 'then', ${JSON.stringify({ journey, segments: {} })}, now())`.execute(db)
  const [kept, forgotten] = [await anOrder(db, 'kept'), await anOrder(db, 'forgotten')]
  await sql`delete from messages where id = ${forgotten.message}`.execute(db)
  await migrate(url)
  await countNow(db)
  const { rows } = await sql`
    select c.event_id, c.order_id, k.message_id, k.last_touch, c.entered_at = k.entered_at as same from conversions c
    join credits k using (source_id, event_id, goal) order by 1`.execute(db)
  expect(rows).toEqual([
    {
      event_id: 'forgotten',
      order_id: null,
      message_id: forgotten.message,
      last_touch: '1.00000000',
      same: true,
    },
    { event_id: 'kept', order_id: 'kept', message_id: kept.message, last_touch: '1.00000000', same: true },
  ])
  const { rows: reported } = await sql`
    select last_touch::int as orders, last_touch_value::int as value from report_orders
    where basis = 'order' and dimension = 'all' and journey_id = 'cart'`.execute(db)
  expect(reported).toEqual([{ orders: 2, value: 40 }])
  // What came of the passes was never counted before.
  const { rows: outcomes } = await sql`select enrollment_id from outcomes order by 1`.execute(db)
  expect(outcomes.map(row => (row as { enrollment_id: string }).enrollment_id).sort()).toEqual(
    [kept.pass, forgotten.pass].sort(),
  )
})

async function migrateUntil(db: Db, first: string): Promise<void> {
  await mkdir('node_modules/.cache', { recursive: true })
  const folder = await mkdtemp(join(process.cwd(), 'node_modules/.cache/migrations-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const before = (await readdir('migrations')).filter(name => name.endsWith('.ts') && name < first)
  for (const name of before) await copyFile(join('migrations', name), join(folder, name))
  await migrateToLatest(db, pathToFileURL(`${folder}/`))
}

/** A pass, its message, and an order for 20 EUR that the program before has credited to it. */
async function anOrder(db: Db, name: string): Promise<{ pass: string; message: string }> {
  const [customer, pass, message] = [newId(), newId(), newId()]
  const properties = JSON.stringify({ order: { id: name, total: '20.00', currency: 'EUR' } })
  await sql`insert into customers (id, part, created_at, updated_at) values (${customer}, 1, now(), now())`.execute(
    db,
  )
  await sql`insert into enrollments (id, customer_id, part, journey_id, version, key, status, step_id, seq, entered_at,
      triggered_at, source_id, event_id, data)
    values (${pass}, ${customer}, 1, 'cart', 1, '', 'completed', null, 2, now() - interval '3 hours',
      now() - interval '3 hours', 'shop', ${`in-${name}`}, '{}')`.execute(db)
  await sql`insert into messages (id, customer_id, part, enrollment_id, journey_id, version, step_id, pass, channel, template,
      status, created_at, due_at, wire_at, sent_at)
    values (${message}, ${customer}, 1, ${pass}, 'cart', 1, 'remind', 1, 'email', 'x', 'sent', now() - interval '2 hours',
      now(), now() - interval '2 hours', now())`.execute(db)
  await sql`insert into events (source_id, id, customer_id, part, type, occurred_at, received_at, processed_at, properties)
    values ('shop', ${name}, ${customer}, 1, 'order_completed', now() - interval '1 hour', now(), now(), ${properties})`.execute(
    db,
  )
  await sql`insert into conversions (source_id, event_id, customer_id, part, message_id, enrollment_id, journey_id, version,
      step_id, channel, occurred_at, value, currency)
    values ('shop', ${name}, ${customer}, 1, ${message}, ${pass}, 'cart', 1, 'remind', 'email', now() - interval '1 hour',
      20, 'EUR')`.execute(db)
  return { pass, message }
}
