// Whatever stands in an address: an answer, or a word on what is wrong with it, and never a fault of the program.
import supertest from 'supertest'
import { beforeEach, describe, expect, it } from 'vitest'
import { createAuthenticator, createKey, type Scope, scopes } from '../../../src/access/index.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { listKinds, parametersOf, reportKinds, reportRoutes } from '../../../src/reports/index.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { rowsOf } from '../rollups/rows.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
  await rowsOf(database.db).publish({ currency: 'EUR', timeZone: 'Europe/Berlin' })
})

async function as(...scopes: Scope[]) {
  const { db } = database
  const { key } = await createKey(db, { source: 'shop', name: 'test', scopes })
  const routers = [reportRoutes({ db, authenticator: createAuthenticator({ db }) })]
  const app = createHttp({ routers, logger: createLogger({ level: 'silent' }) })
  return supertest.agent(app).set('authorization', `Bearer ${key}`)
}

const pathsOfAll = [
  ...reportKinds.map(kind => ({ kind, path: `/v1/reports/${kind.name}` })),
  ...listKinds.map(kind => ({ kind, path: `/v1/reports/lists/${kind.name}` })),
]

const hostile = [
  '',
  "'; drop table events; --",
  '\\%$1',
  '\u0000',
  'constructor',
  '__proto__',
  '-1',
  '9'.repeat(40),
  'x'.repeat(5_000),
  '$.steps ? (1/0)',
  '9999-12-31T23:59:59Z',
  '0001-01-01',
]
const position = (...parts: unknown[]): string => Buffer.from(JSON.stringify(parts)).toString('base64url')
const positions = [
  [],
  ['x'],
  ['2026-11-10 12:00:00+00'],
  ['2026-13-45 12:00:00+00', 'a'],
  ['2026-11-10 12:00:00+00', 'a', 'b', 'c', 'd'],
  ['2026-11-10 12:00:00+00', '\u0000'],
  ['infinity', 'a', 'b', 'c'],
].map(parts => position(...parts))

describe('hostile parameters', () => {
  it.each(pathsOfAll)('are answered or refused: $path', async ({ kind, path }) => {
    const http = await as('read')
    for (const { name } of parametersOf(kind)) {
      for (const value of name === 'after' ? [...hostile, ...positions] : hostile) {
        const { status, body } = await http.get(path).query(new URLSearchParams({ [name]: value }).toString())
        expect([name, value, status, body.code ?? null]).toEqual([
          name,
          value,
          expect.toBeOneOf([200, 400]),
          status === 200 ? null : 'report_parameters_invalid',
        ])
      }
      const twice = await http.get(path).query(`${name}=a&${name}=b`).expect(400)
      expect([name, twice.body.errors[0].message]).toEqual([name, expect.stringMatching(/^(must be|is )/)])
    }
    for (const name of ['constructor', '__proto__', 'toString', 'journey[id]'])
      await http
        .get(path)
        .query(`${encodeURIComponent(name)}=1`)
        .expect(400)
  })

  it('need the scope to read', async () => {
    const http = await as(...scopes.filter(scope => !['read', 'admin', 'script'].includes(scope)))
    for (const { path } of pathsOfAll) await http.get(path).expect(403)
  })
})
