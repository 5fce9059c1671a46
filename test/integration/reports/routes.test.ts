import supertest from 'supertest'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { createAuthenticator, createKey, type Scope } from '../../../src/access/index.js'
import { connect, isDatabaseAway } from '../../../src/db/index.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { listKinds, parametersOf, reportKinds, reportRoutes } from '../../../src/reports/index.js'
import { recountAll } from '../../../src/rollups/index.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { at, rowsOf } from '../rollups/rows.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
})

async function as(scope: Scope) {
  const { db } = database
  const { key } = await createKey(db, { source: 'shop', name: 'test', scopes: [scope] })
  const routers = [reportRoutes({ db, authenticator: createAuthenticator({ db }) })]
  const app = createHttp({ routers, logger: createLogger({ level: 'silent' }) })
  return supertest.agent(app).set('authorization', `Bearer ${key}`)
}

describe('GET /v1/reports', () => {
  it('names every report and list, and what each can be asked for', async () => {
    const http = await as('read')
    const { body } = await http.get('/v1/reports').expect(200)
    expect(body.reports.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining(['conversions', 'funnel', 'timing']),
    )
    const [{ parameters }] = body.reports
    expect(parameters).toContainEqual(
      expect.objectContaining({ name: 'model', default: 'last_touch', values: expect.any(Array) }),
    )
    const lists = await http.get('/v1/reports/lists').expect(200)
    expect(lists.body.lists[0]).toMatchObject({ name: 'enrollments', summary: expect.any(String) })
  })

  it('describes every parameter', () => {
    for (const kind of [...reportKinds, ...listKinds])
      for (const { name, description } of parametersOf(kind))
        expect([kind.name, name, description.length > 0]).toEqual([kind.name, name, true])
  })

  it('answers 503 while PostgreSQL is away, for it is no fault of ours', async () => {
    const { db: away, close } = connect('postgres://nobody@127.0.0.1:1/nothing', { applicationName: 'test' })
    onTestFinished(() => close())
    const { key } = await createKey(database.db, { source: 'shop', name: 'test', scopes: ['read'] })
    const authenticator = createAuthenticator({ db: database.db })
    const routers = [reportRoutes({ db: away, authenticator })]
    const http = supertest
      .agent(createHttp({ routers, isDatabaseAway, logger: createLogger({ level: 'silent' }) }))
      .set('authorization', `Bearer ${key}`)
    for (const path of ['/v1/reports/funnel', '/v1/reports/lists/orders', '/v1/customers/id:ann/explain']) {
      const { body } = await http.get(path).expect(503).expect('retry-after', '5')
      expect(body).toMatchObject({ code: 'database_unavailable' })
    }
  })

  it('answers 404 to a report or a list that is not there', async () => {
    const http = await as('read')
    const { body } = await http.get('/v1/reports/weather').expect(404)
    expect(body).toMatchObject({ code: 'report_not_found', detail: expect.stringContaining('funnel') })
    await http.get('/v1/reports/lists/weather').expect(404)
    await http.post('/v1/reports').expect(405)
  })
})

describe('GET /v1/reports/:name', () => {
  const path = '/v1/reports/conversions'
  const period = { from: '2026-11-01', to: '2026-12-01T00:00:00Z' }

  it('answers with JSON, CSV, and a line of JSON for each row', async () => {
    const http = await as('read')
    await rowsOf(database.db).conversion({ value: '12.5' }, { journey_id: 'cart-recovery' })
    await recountAll(database.db)
    const json = await http.get(path).query(period).expect(200)
    expect(json.body).toMatchObject({
      report: 'conversions',
      from: '2026-11-01',
      to: '2026-12-01',
      timeZone: 'UTC',
      currency: 'EUR',
      journey: null,
      parameters: { by: 'journey', model: 'last_touch', goal: 'primary', basis: 'order', convert: 'yes' },
      countedTo: expect.any(String),
      rows: [{ id: 'cart-recovery', conversions: 1, revenue: '12.50' }],
      total: { conversions: 1, revenue: '12.50' },
    })
    const csv = await http
      .get(path)
      .query({ ...period, format: 'csv', by: 'channel' })
      .expect(200)
    expect(csv.headers['content-type']).toContain('text/csv')
    expect(csv.headers['content-disposition']).toContain('conversions.csv')
    const [header, line] = csv.text.split('\r\n')
    expect(header).toMatch(
      /^channel,entered,messages,conversions,revenue,share,revenue_share,currency,other_revenue,last_touch_conversions,/,
    )
    expect(line).toMatch(/^email,,0,1,12\.50,,,EUR,,1,12\.50,,,1,12\.50,,,/)
    const ndjson = await http.get(path).query({ ...period, format: 'ndjson' })
    expect(ndjson.headers['content-type']).toContain('application/x-ndjson')
    expect(
      ndjson.text
        .trimEnd()
        .split('\n')
        .map(row => JSON.parse(row).id),
    ).toEqual(['cart-recovery'])
  })

  it('names every bad parameter', async () => {
    const http = await as('read')
    const { body } = await http.get(path).query({ by: 'moon', from: 'x' }).expect(400)
    expect(body).toMatchObject({
      code: 'report_parameters_invalid',
      errors: [{ path: 'from' }, { path: 'by' }],
    })
    await http.get(`${path}?by=day&by=channel`).expect(400)
    await http.get(`${path}?format=xml`).expect(400)
  })

  it('is not for keys that may only bring events', async () => {
    const http = await as('ingest')
    for (const closed of ['/v1/reports', path, '/v1/reports/lists', '/v1/reports/lists/orders'])
      await http.get(closed).expect(403)
    await http.get('/v1/customers/id:ann/explain').expect(403)
  })
})

describe('GET /v1/reports/lists/:list', () => {
  it('goes on page by page, and gives all of it as CSV and NDJSON', async () => {
    const http = await as('read')
    const rows = rowsOf(database.db)
    await rows.version(1, {})
    // Several of one moment, too.
    for (const second of ['00', '01', '01', '01', '02'])
      await rows.pass({ entered_at: at(`10T12:00:${second}`) })
    const path = '/v1/reports/lists/enrollments'
    const period = { from: '2026-11-01', to: '2026-12-01' }
    const times: string[] = []
    const ids = new Set<string>()
    for (let after: string | null | undefined; after !== null; ) {
      const { body } = await http
        .get(path)
        .query({ ...period, limit: 2, ...(after && { after }) })
        .expect(200)
      times.push(...body.rows.map((row: { enteredAt: string }) => row.enteredAt.slice(17, 19)))
      for (const { enrollment } of body.rows) ids.add(enrollment)
      after = body.next
    }
    expect(times).toEqual(['02', '01', '01', '01', '00'])
    expect(ids.size).toBe(5)
    const csv = await http
      .get(path)
      .query({ ...period, format: 'csv' })
      .expect(200)
    expect(csv.text.split('\r\n')).toHaveLength(7)
    expect(csv.text).toMatch(/^entered_at,customer,journey,.*\r\n2026-11-10T12:00:02.000Z,/)
    const ndjson = await http
      .get(path)
      .query({ ...period, format: 'ndjson' })
      .expect(200)
    expect(ndjson.text.trimEnd().split('\n')).toHaveLength(5)
  })

  it('names what it does not understand', async () => {
    const http = await as('read')
    const { body } = await http
      .get('/v1/reports/lists/messages')
      .query({ stauts: 'sent', limit: '0', after: 'nothing' })
      .expect(400)
    expect(body.errors).toMatchObject([
      { path: 'limit', message: 'must be a whole number from 1 to 1000' },
      { path: 'after', message: 'must be as "next" of the page before has it' },
      { path: 'stauts', message: 'is no parameter here; did you mean "status"?' },
    ])
    await http.get('/v1/reports/lists/events').query({ journey: 'cart' }).expect(400)
  })
})

describe('GET /v1/customers/:key/explain', () => {
  it('answers 404 for somebody unknown and 400 for what names nobody', async () => {
    const http = await as('read')
    await http.get('/v1/customers/email:nobody%40example.com/explain').expect(404)
    await http.get('/v1/customers/nobody/explain').expect(400)
  })
})
