// What an audit finds, told to a journey: through the pipeline itself, from the first round that finds it to the task of a team.
import { expect, test } from 'vitest'
import { auditRound } from '../../../src/audits/index.js'
import type { Event } from '../../../src/model/event.js'
import { aWorld } from '../../support/pipeline-world.js'

const alert = {
  id: 'data-alert',
  name: 'Tell us when something breaks',
  trigger: { event: 'audit_failed', where: { severity: 'error' } },
  key: 'subject',
  entry: { reenter: 'always' },
  exit: [{ on: 'audit_recovered', as: 'exited' }],
  steps: [
    { id: 'mail', send: 'email', template: 'alert', category: 'transactional' },
    { id: 'still', wait: '30m' },
    { id: 'look', task: 'An audit has found something', team: 'ops', with: { what: { path: 'message' } } },
  ],
}
const settings = {
  reports: { alerts: { email: 'ops@example.com' } },
  coupons: { SAVE10: {} },
  teams: { ops: { email: 'ops@example.com' } },
}

test('a pool that is empty writes to whom the settings name, and ends with the first code', async () => {
  const world = await aWorld({ journeys: [alert], settings })
  const { db } = world
  const workspace = {
    brand: { name: 'Shop', url: 'https://shop.example', postalAddress: 'Street 1' },
    senders: { email: { from: 'hello@shop.example', name: 'Shop' } },
    currency: 'EUR',
    timeZone: 'UTC',
    lateEvents: '24h',
    caps: {},
    ...settings,
  }
  await db
    .insertInto('workspace')
    .values({ revision: 1, settings: JSON.stringify(workspace), published_at: new Date() })
    .execute()
  const gift = {
    id: 'gift',
    name: 'Gift',
    trigger: { event: 'product_added' },
    entry: {},
    steps: [{ id: 'code', coupon: 'SAVE10' }],
  }
  await db
    .insertInto('journey_versions')
    .values({
      ...{ journey_id: 'gift', version: 1, hash: 'gift', published_at: new Date() },
      definition: JSON.stringify({ journey: gift, segments: {} }),
    })
    .execute()
  await db
    .insertInto('journeys')
    .values({ id: 'gift', status: 'active', version: 1, reviewed: null })
    .execute()
  const audit = async () => {
    const events: Event[] = []
    await auditRound({
      db,
      accept: async told => void events.push(...told),
      logger: { warn: () => {}, info: () => {} } as never,
    })
    if (events.length > 0) await world.post(...events)
    // A crash after the queue took them delivers them again.
    if (events.length > 0) await world.post(...events)
  }
  await audit()
  expect(await db.selectFrom('messages').select(['channel', 'category', 'status']).execute()).toEqual([
    { channel: 'email', category: 'transactional', status: 'queued' },
  ])
  expect(await db.selectFrom('customers').select('email').execute()).toEqual([{ email: 'ops@example.com' }])
  await db.insertInto('coupons').values({ pool: 'SAVE10', code: 'A' }).execute()
  await audit()
  await audit()
  expect(await db.selectFrom('enrollments').select('status').execute()).toEqual([{ status: 'exited' }])
})
