// Findings over time on a real PostgreSQL: one turn each from beginning to end, and one event for either, however often the
// audits run and whatever breaks in between.
import supertest from 'supertest'
import { describe, expect, test } from 'vitest'
import { createAuthenticator, createKey } from '../../../src/access/index.js'
import { auditRoutes, findAll, openFindings, startRefusalNotes } from '../../../src/audits/index.js'
import type { Db } from '../../../src/db/tables.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { newId } from '../../../src/platform/new-id.js'
import { cli, giveServers } from '../../support/cli.js'
import { aJourney, anEmail } from '../../support/workspace-files.js'
import { anAuditedShop, hoursAgo, noon } from './world.js'

const alerts = { reports: { alerts: { email: 'ops@example.com' } }, coupons: { SAVE10: {} } }
const giving = {
  'welcome.journey.json': aJourney({
    steps: [
      { id: 'code', coupon: 'SAVE10', expires: '2d' },
      { id: 'hello', send: 'email', template: 'hello' },
    ],
  }),
}
const addCode = (db: Db) => db.insertInto('coupons').values({ pool: 'SAVE10', code: 'A' }).execute()

/** All journeys, for forty days; what brings customers in was seen when they had begun, and thirty times today. */
async function openForLong({ db, events }: Pick<Awaited<ReturnType<typeof anAuditedShop>>, 'db' | 'events'>) {
  const begun = hoursAgo(40 * 24)
  await db.updateTable('journey_versions').set({ published_at: begun }).execute()
  await db.updateTable('journeys').set({ opened_at: begun }).execute()
  await events({ type: 'product_added', at: hoursAgo(34 * 24) })
  await events({ type: 'product_added', at: hoursAgo(5), count: 30 })
}

describe('a finding', () => {
  test('is one turn until it ends, and each turn is told once', async () => {
    const { db, publish, audit, accepted, logged, clock } = await anAuditedShop()
    await publish(giving, alerts)
    await audit()
    await audit()
    expect(accepted.map(({ type }) => type)).toEqual(['audit_failed'])
    expect(accepted[0]).toMatchObject({
      source: 'triggerfish',
      customer: { email: 'ops@example.com' },
      properties: { area: 'messages', code: 'coupons_empty', subject: 'SAVE10', severity: 'error' },
    })
    await addCode(db)
    await clock(hoursAgo(-1))
    await audit()
    await audit()
    expect(accepted.map(({ type }) => type)).toEqual(['audit_failed', 'audit_recovered'])
    expect(accepted[1]!.properties.since).toBe(accepted[0]!.properties.since)
    await db.deleteFrom('coupons').execute()
    await audit()
    expect(accepted.map(({ type }) => type)).toEqual(['audit_failed', 'audit_recovered', 'audit_failed'])
    expect(new Set(accepted.map(({ id }) => id)).size).toBe(3)
    expect(logged).toHaveLength(3)
    expect(JSON.stringify(logged)).not.toContain('@')
  })

  test('that one round does not find and the next one does again is the same turn', async () => {
    const { db, publish, audit, accepted } = await anAuditedShop()
    await publish(giving, alerts)
    await audit()
    for (let round = 0; round < 3; round++) {
      await addCode(db)
      await audit()
      await db.deleteFrom('coupons').execute()
      await audit()
    }
    expect(accepted.map(({ type }) => type)).toEqual(['audit_failed'])
    expect(await openFindings(db)).toHaveLength(1)
  })

  test('whose event was accepted but not noted is told again as the same event', async () => {
    const { db, publish, audit, accepted } = await anAuditedShop()
    await publish(giving, alerts)
    await audit()
    await db.updateTable('audit_findings').set({ failed_told_at: null }).execute()
    await audit()
    expect(accepted).toHaveLength(2)
    expect(accepted[1]!.id).toBe(accepted[0]!.id)
  })

  test('whose facts change stays the turn it is', async () => {
    const { db, publish, audit, accepted } = await anAuditedShop()
    await publish(giving, alerts)
    await audit()
    const [before] = await openFindings(db)
    await db
      .insertInto('coupons')
      .values({ pool: 'SAVE10', code: 'B', claim: newId(), claimed_at: hoursAgo(1) })
      .execute()
    await audit()
    const [after, ...others] = await openFindings(db)
    expect(others).toEqual([])
    expect(after).toMatchObject({ id: before!.id, message: 'The pool SAVE10 has no codes left.' })
    expect(accepted).toHaveLength(1)
  })

  test('is kept and logged where nobody is to be told', async () => {
    const { db, publish, audit, accepted, logged } = await anAuditedShop()
    await publish(giving, { coupons: { SAVE10: {} } })
    await audit()
    expect(accepted).toEqual([])
    expect(logged).toMatchObject([{ area: 'messages', code: 'coupons_empty', subject: 'SAVE10' }])
    expect(await openFindings(db)).toHaveLength(1)
  })
})

describe('what is found', () => {
  test('events that stopped, until they come again', async () => {
    const { db, events, count, clock } = await anAuditedShop()
    for (const week of [1, 2, 3, 4])
      await events({ type: 'order_completed', at: hoursAgo(week * 168 + 10), count: 60 })
    await events({ type: 'order_completed', at: hoursAgo(34.5 * 24) })
    await count()
    const volume = async () =>
      (await findAll(db, ['data'])).filter(({ code }) => code === 'events_too_few').map(one => one.facts)
    expect(await volume()).toMatchObject([{ hours: 24, events: 0, usual: 60 }])
    await events({ type: 'order_completed', at: hoursAgo(-0.5), count: 60 })
    await clock(hoursAgo(-1.5))
    await count()
    expect(await volume()).toEqual([])
  })

  test('fields of another kind, orders without a name, and repeats', async () => {
    const { db, events, count } = await anAuditedShop()
    const order = { order: { id: 'o', total: 'many', currency: 'EUR' } }
    await events({ type: 'order_completed', at: hoursAgo(2), count: 60, properties: order })
    await db
      .insertInto('event_repeats')
      .values({ source_id: 'shop', type: 'order_completed', at: hoursAgo(2), events: 200 })
      .execute()
    await count()
    expect((await findAll(db, ['data'])).map(({ code, subject }) => `${code}: ${subject}`)).toEqual([
      'event_field_mistyped: shop order_completed order.total',
      'events_repeated: shop order_completed',
      'orders_nameless: shop order_completed',
    ])
  })

  test('a journey that nobody enters, with why, and its goal that nothing reaches', async () => {
    const { db, events, count, publish } = await anAuditedShop()
    await publish({
      'welcome.journey.json': aJourney({
        trigger: { event: 'product_added' },
        goal: { event: 'order_completed', within: '5d' },
      }),
    })
    await openForLong({ db, events })
    await db
      .insertInto('report_refusals')
      .values({ journey_id: 'welcome', day: '2026-11-20', version: 1, reason: 'no_match', times: 30 })
      .execute()
    await count()
    expect(await findAll(db, ['journeys'])).toMatchObject([
      { code: 'journey_without_entries', subject: 'welcome', facts: { reason: 'no_match', refused: 30 } },
      { code: 'goal_event_unseen', subject: 'welcome' },
    ])
  })

  test('messages that fail or wait, and links to products that were taken out', async () => {
    const { db, publish } = await anAuditedShop()
    await publish()
    await db
      .insertInto('report_messages')
      .values({
        journey_id: 'welcome',
        day: '2026-11-21',
        version: 1,
        step_id: 'hello',
        channel: 'email',
        dimension: 'all',
        value: '',
        ...{ handed_over: 100, held_out: 0, delivered: 0, opened: 0, clicked: 0, bounced: 0, complained: 0 },
        ...{ unsubscribed: 0, failed: 30, unknown: 25, skipped: 0, withdrawn: 0 },
      })
      .execute()
    const url = 'https://shop.example/shoe'
    await db
      .updateTable('templates')
      .set({ content: JSON.stringify({ subject: 'Hello', html: `<a href="${url}/">Shoe</a>` }) })
      .execute()
    const product = { id: 'shoe', data: JSON.stringify({ url }), updated_at: noon }
    await db
      .insertInto('products')
      .values({ ...product, removed_at: noon })
      .execute()
    expect((await findAll(db, ['messages'])).map(({ code }) => code)).toEqual([
      'messages_failed',
      'messages_unknown',
      'template_product_removed',
    ])
    await db.updateTable('products').set({ removed_at: null }).execute()
    await db.deleteFrom('report_messages').execute()
    expect(await findAll(db, ['messages'])).toEqual([])
  })

  test('events that the doors refused, noted without their contents', async () => {
    const { db, events, count } = await anAuditedShop()
    await events({ type: 'order_completed', at: hoursAgo(2), count: 60 })
    await count()
    const notes = startRefusalNotes({ db, logger: createLogger({ level: 'silent' }) })
    const refused = (type: string, path: string) => ({ type, faults: [{ path, fault: 'missing' as const }] })
    notes.note('shop', Array(30).fill(refused('order_completed', 'properties.order.total')))
    notes.note('shop', [refused('made_up', 'ann@example.com'), refused('Ann@example.com', '')])
    await notes.stop()
    expect(
      await db.selectFrom('report_refused').selectAll().orderBy('type').orderBy('path').execute(),
    ).toMatchObject([
      { hour: noon, type: '', path: '', events: 2 },
      { type: '', path: 'elsewhere', events: 2 },
      { type: 'order_completed', path: '', fault: '', events: 30 },
      { type: 'order_completed', path: 'properties.order.total', fault: 'missing', events: 30 },
    ])
    await db
      .updateTable('report_refused')
      .set({ hour: hoursAgo(2) })
      .execute()
    expect(await findAll(db, ['data'])).toMatchObject([
      { code: 'events_refused', subject: 'shop order_completed', facts: { refused: 30, share: 1 / 3 } },
      { code: 'orders_nameless' },
    ])
  })

  test('messages with a code that has expired by then, of templates that show it', async () => {
    const { db, publish } = await anAuditedShop()
    const shows = { 'templates/hello.mjml': anEmail({ title: 'Your code: {{ steps.code.code }}' }) }
    await publish({ ...giving, ...shows }, { coupons: { SAVE10: {} } })
    await addCode(db)
    const late = async (template: string, status: string, expiresAt: Date) => {
      const [enrollment, customer] = [newId(), newId()]
      const row = { customer_id: customer, part: 1, journey_id: 'welcome', version: 1 }
      await db
        .insertInto('enrollments')
        .values({
          ...{
            ...row,
            id: enrollment,
            key: '',
            status: 'active',
            step_id: 'hello',
            seq: 1,
            entered_at: noon,
          },
          ...{ triggered_at: noon, source_id: 'shop', event_id: newId(), data: '{}' },
          outputs: JSON.stringify({ code: { code: 'A', expiresAt: expiresAt.toISOString() } }),
        } as never)
        .execute()
      await db
        .insertInto('messages')
        .values({
          ...{ ...row, id: newId(), enrollment_id: enrollment, step_id: 'hello', pass: 1, channel: 'email' },
          ...{ template, category: 'marketing', status, created_at: hoursAgo(1), due_at: hoursAgo(-1) },
          ...(status === 'sent' && { wire_at: hoursAgo(1), sent_at: hoursAgo(1) }),
        } as never)
        .execute()
    }
    await late('hello', 'queued', noon)
    await late('hello', 'sent', hoursAgo(2))
    await late('hello', 'sent', noon)
    await late('hello', 'queued', hoursAgo(-2))
    await late('other', 'queued', hoursAgo(5))
    expect((await findAll(db, ['messages'])).filter(({ code }) => code === 'coupons_outlived')).toMatchObject(
      [{ subject: 'welcome code', severity: 'error', facts: { scheduled: 1, sent: 1 } }],
    )
  })

  test('a pool whose codes end soon, and the day after', async () => {
    const { db, publish, clock } = await anAuditedShop()
    await publish(giving, { coupons: { SAVE10: { until: '2026-11-23' } } })
    await addCode(db)
    const found = async () => (await findAll(db, ['messages'])).map(({ code, facts }) => [code, facts.days])
    expect(await found()).toEqual([['coupons_ending', 2]])
    await clock(new Date('2026-11-24T00:00:01Z'))
    expect(await found()).toEqual([['coupons_ended', undefined]])
  })

  test('a journey that has come back is not asked for its entries at once', async () => {
    const { db, events, count, publish } = await anAuditedShop()
    const journey = { 'welcome.journey.json': aJourney({ trigger: { event: 'product_added' } }) }
    await publish(journey)
    await openForLong({ db, events })
    await count()
    const found = async () =>
      (await findAll(db, ['journeys'])).filter(({ code }) => code === 'journey_without_entries')
    await publish(journey, { currency: 'USD' })
    expect(await found()).toHaveLength(1)
    await db.updateTable('journeys').set({ status: 'archived' }).execute()
    await publish(journey)
    expect(await found()).toEqual([])
  })

  test('nothing at all where nothing was published', async () => {
    const { db, count } = await anAuditedShop()
    await count()
    expect(await findAll(db)).toEqual([])
  })
})

describe('whoever asks', () => {
  test('gets the findings that go on and those that ended lately, with a key that may read', async () => {
    const { db, publish, audit, clock } = await anAuditedShop()
    const routers = [auditRoutes({ db, authenticator: createAuthenticator({ db }) })]
    const app = createHttp({ routers, logger: createLogger({ level: 'silent' }) })
    const { key } = await createKey(db, { source: 'shop', scopes: ['read'], name: 'reader' })
    const ask = () => supertest(app).get('/v1/audits').set('authorization', `Bearer ${key}`)
    await supertest(app).get('/v1/audits').expect(401)
    expect((await ask()).body).toEqual({ auditedAt: null, findings: [], ended: [] })
    await publish(giving, alerts)
    await audit()
    expect((await ask()).body).toMatchObject({
      findings: [{ area: 'messages', code: 'coupons_empty', endedAt: null }],
      ended: [],
    })
    await addCode(db)
    await clock(hoursAgo(-1))
    await audit()
    expect((await ask()).body).toMatchObject({ findings: [{ code: 'coupons_empty' }], ended: [] })
    await audit()
    expect((await ask()).body).toMatchObject({ findings: [], ended: [{ code: 'coupons_empty' }] })
  })

  test('on the command line gets them with exit code 1, and of one area where that is said', async () => {
    const { url, publish, audit } = await anAuditedShop()
    giveServers(url)
    expect(await cli('audit')).toMatchObject({ code: 0, out: 'Nothing to look at.\n' })
    await publish(giving, alerts)
    await audit()
    const { code, out } = await cli('audit')
    expect(code).toBe(1)
    expect(out).toMatch(
      /^messages: The pool SAVE10 has no codes. \(error, coupons_empty, since 2026-11-21 12:00/,
    )
    expect((await cli('audit', '--area', 'catalog')).code).toBe(0)
    expect((await cli('audit', '--area', 'nothing')).code).toBe(2)
    const { findings } = JSON.parse((await cli('audit', '--json')).out)
    expect(findings).toMatchObject([{ area: 'messages', severity: 'error', subject: 'SAVE10' }])
  })

  test('is shown what came in within a day, beside the usual', async () => {
    const { url, events, count, publish } = await anAuditedShop()
    giveServers(url)
    expect(await cli('audit', '--events')).toMatchObject({
      code: 0,
      out: expect.stringContaining('No events'),
    })
    await publish()
    const usual = { order: { id: 'o', total: '9.00', currency: 'EUR', cartId: 'c-1' } }
    for (const week of [1, 2, 3, 4])
      await events({ type: 'order_completed', at: hoursAgo(week * 168 + 10), count: 6, properties: usual })
    await events({ type: 'order_completed', at: hoursAgo(34.5 * 24) })
    const order = { order: { id: 'o', total: 'many', currency: 'EUR' } }
    await events({ type: 'order_completed', at: hoursAgo(2), count: 4, properties: order })
    await count()
    const { code, out } = await cli('audit', '--events')
    expect(code).toBe(0)
    expect(out).toMatch(
      /shop +order_completed +4 +6 +0\.0 % +0\.0 % +order\.total 100\.0 % +order\.cartId 100\.0 %$/m,
    )
    const { events: figures } = JSON.parse((await cli('audit', '--events', '--json')).out)
    expect(figures).toMatchObject([
      {
        source: 'shop',
        events: 4,
        usual: 6,
        fields: expect.arrayContaining([
          expect.objectContaining({ path: 'order.total', mistyped: 1 }),
          expect.objectContaining({ path: 'order.cartId', missing: 1, usuallyMissing: 0 }),
        ]),
      },
    ])
    expect((await cli('audit', '--events', '--area', 'data')).code).toBe(2)
  })
})
