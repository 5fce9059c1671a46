import supertest from 'supertest'
import { beforeEach, describe, expect, it } from 'vitest'
import { createAuthenticator, createKey, type Scope } from '../../../src/access/index.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { reportRoutes } from '../../../src/reports/index.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { aConversion } from './rows.js'

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

describe('GET /v1/reports/conversions', () => {
  const path = '/v1/reports/conversions'

  it('answers with JSON, and with CSV where that is wanted', async () => {
    const http = await as('read')
    const row = aConversion({ occurred_at: new Date('2026-11-10T12:00:00Z'), value: '12.5' })
    await database.db.insertInto('conversions').values(row).execute()
    const period = { from: '2026-11-01', to: '2026-12-01T00:00:00Z' }
    const json = await http.get(path).query(period).expect(200)
    expect(json.body).toMatchObject({
      from: '2026-11-01T00:00:00.000Z',
      to: '2026-12-01T00:00:00.000Z',
      by: 'journey',
      model: 'last_touch',
      rows: [{ id: 'cart-recovery', conversions: 1, revenue: '12.50' }],
      total: { conversions: 1, revenue: '12.50' },
    })
    const csv = await http
      .get(path)
      .query({ ...period, format: 'csv', by: 'channel' })
      .expect(200)
    expect(csv.headers['content-type']).toContain('text/csv')
    expect(csv.headers['content-disposition']).toContain('conversions.csv')
    expect(csv.text).toBe(
      'channel,entered,messages,conversions,revenue,currency,other_revenue\r\nemail,,0,1,12.50,EUR,\r\n',
    )
  })

  it('names every bad parameter', async () => {
    const http = await as('read')
    const { body } = await http.get(path).query({ by: 'moon', from: 'x' }).expect(400)
    expect(body).toMatchObject({
      code: 'report_parameters_invalid',
      errors: [{ path: 'from' }, { path: 'by' }],
    })
    await http.get(`${path}?by=day&by=channel`).expect(400)
  })

  it('is not for keys that may only bring events', async () => {
    const http = await as('ingest')
    await http.get(path).expect(403)
    await http.get('/v1/customers/id:ann/explain').expect(403)
  })
})

describe('GET /v1/customers/:key/explain', () => {
  it('answers 404 for somebody unknown and 400 for what names nobody', async () => {
    const http = await as('read')
    await http.get('/v1/customers/email:nobody%40example.com/explain').expect(404)
    await http.get('/v1/customers/nobody/explain').expect(400)
  })
})
