// What the routes really answer is what GET /openapi.json says of them, to the last property; and the scopes they ask for.
import supertest from 'supertest'
import { expect, it, onTestFinished } from 'vitest'
import { createKey, type Scope } from '../../../src/access/index.js'
import { connect } from '../../../src/db/index.js'
import { parseWorkspace, publishWorkspace } from '../../../src/journeys/workspace/index.js'
import type { JsonSchema } from '../../../src/journeys/workspace/json-schemas.js'
import { listKinds, reportKinds } from '../../../src/reports/index.js'
import { recountAll } from '../../../src/rollups/index.js'
import { isValid } from '../../support/json-schema.js'
import { aWorld, noon } from '../../support/pipeline-world.js'
import { wire } from '../../support/wired-routes.js'
import { aJourney, aWorkspace } from '../../support/workspace-files.js'
import { aLife } from '../privacy/a-life.js'
import { aWayTo } from '../queue/cut-off.js'
import { rowsOf } from '../rollups/rows.js'

type Schemas = Readonly<Record<string, JsonSchema>>
interface Answer {
  readonly $ref?: string
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>
}
interface Operation {
  readonly security: readonly Readonly<Record<string, readonly string[]>>[]
  readonly responses: Readonly<Record<string, Answer>>
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>
  readonly components: { readonly schemas: Schemas; readonly responses: Readonly<Record<string, Answer>> }
}

const world = await aWorld()
const { db } = world

async function served(near = db) {
  const wired = wire({ db: near })
  onTestFinished(wired.close)
  const http = supertest(wired.http)
  const { body } = await http.get('/openapi.json').expect(200)
  return { http, document: body as Document }
}

const aKey = async (...scopes: Scope[]): Promise<string> =>
  (await createKey(db, { source: 'shop', name: 'test', scopes })).key

/** What is described by its properties has no others. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed)
  if (typeof schema !== 'object' || schema === null) return schema
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, closed(part)]))
  return 'properties' in schema && 'type' in schema && !('additionalProperties' in schema)
    ? { ...parts, additionalProperties: false }
    : parts
}

/** Of an answer, as the document has it for this path and status; undefined: it has nothing of it. */
function schemaOf({ paths, components }: Document, method: string, path: string, status: number) {
  const [template] = Object.keys(paths)
    .filter(one => new RegExp(`^${one.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?')[0]!))
    .sort((a, b) => a.split('{').length - b.split('{').length)
  const answer = paths[template ?? '']?.[method]?.responses[status]
  const found = answer?.$ref ? components.responses[answer.$ref.split('/').at(-1)!] : answer
  return Object.values(found?.content ?? {})[0]?.schema
}

it('is served without a key, to any page, and may be kept', async () => {
  const { http, document } = await served()
  const answer = await http.get('/openapi.json').expect(200)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'public, max-age=3600',
    'access-control-allow-origin': '*',
  })
  expect(document).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Triggerfish', version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    servers: [{ url: 'https://journeys.example.com' }],
  })
  expect((await http.post('/openapi.json').expect(405)).body.code).toBe('method_not_allowed')
})

it('names the scope that each route asks for', async () => {
  const { http, document } = await served()
  const key = await aKey('script')
  const asked: Record<string, string> = {}
  const said: Record<string, string> = {}
  for (const [template, methods] of Object.entries(document.paths))
    for (const [method, { security }] of Object.entries(methods)) {
      if (!/^\/v1\//.test(template) || method === 'options') continue
      const path = template.replace('{call}', 'track').replace(/\{\w+\}/g, 'x')
      const { body } = await http[method as 'get'](path).set('authorization', `Bearer ${key}`)
      const place = `${method} ${template}`
      asked[place] = /^The key lacks the scope "(\w+)"$/.exec(body.title)?.[1] ?? 'none'
      said[place] = security[0]?.key?.[0] ?? 'none'
    }
  expect(said).toEqual(asked)
  expect(new Set(Object.values(said))).toEqual(new Set(['ingest', 'read', 'write', 'admin', 'none']))
})

const insertFinding = () =>
  db
    .insertInto('audit_findings')
    .values({
      ...{ area: 'data', code: 'events_too_few', subject: 'shop', severity: 'error', message: 'None came.' },
      ...{ advice: 'Look.', facts: '{}', first_at: noon, last_at: noon },
    })
    .execute()

async function publishTwo(): Promise<void> {
  const way = (name: string) => ({ name, weight: 1, then: [{ id: name, send: 'email', template: 'hello' }] })
  const steps = [{ id: 'tone', split: [way('plain'), way('bold')] }]
  const journeys = {
    'welcome.journey.json': aJourney({ steps }),
    'cart-recovery.journey.json': aJourney({ id: 'cart-recovery', entry: { holdout: 0.1 } }),
  }
  const { workspace } = await parseWorkspace(aWorkspace(journeys))
  await publishWorkspace(db, workspace!)
}

/** For lift, and for what caps cost. */
async function holdSomeBack(): Promise<void> {
  const { pass, message } = rowsOf(db)
  const ofJourney = { journey_id: 'cart-recovery', version: 1, entered_at: noon }
  await pass({ ...ofJourney, held_by: 'journey' })
  const enrollment_id = await pass(ofJourney)
  const capped = { status: 'skipped', reason: 'capped', created_at: noon } as const
  await message({ journey_id: 'cart-recovery', enrollment_id, ...capped })
}

const withRows = [
  ...reportKinds.map(({ name }) => `/v1/reports/${name}`),
  // Otherwise those whose time for the goal is not over are left out.
  ...listKinds.map(
    ({ name }) =>
      `/v1/reports/lists/${name}${name === 'entrants' || name === 'claims' ? '?immature=include' : ''}`,
  ),
]

const ann = '/v1/customers/email:annabella%40example.com'
const event = {
  id: 'evt-1',
  type: 'page_viewed',
  occurredAt: '2026-11-20T10:00:00Z',
  customer: { id: 'c-42' },
}
const product = { id: 'sku-1', name: 'Trail shoe', price: '129.50', currency: 'EUR' }
const page = {
  sentAt: 1,
  events: [{ id: 'e-1', name: 'page', at: 1, names: { anonymousId: 'a-23456789012345' } }],
}
const tone = '/v1/experiments/welcome/tone'

/** In this order; `{ key }`: that of a page is put into the body. */
const questions: readonly (readonly [status: number, method: string, path: string, body?: object])[] = [
  [200, 'get', '/health/live'],
  [503, 'get', '/health/ready'],
  [202, 'post', '/v1/events', { events: [event, { ...event, id: 7 }] }],
  [400, 'post', '/v1/events', { events: [{}] }],
  [202, 'post', '/v1/journeys/welcome/calls', { customer: { id: 'c-42' } }],
  [400, 'post', '/v1/journeys/welcome/calls', {}],
  [200, 'post', '/v1/webhooks/segment/v1/track', { event: 'Cart Viewed', userId: 'c-42' }],
  [404, 'post', '/v1/webhooks/shopify/shop-de', {}],
  [404, 'post', '/v1/providers/sendgrid/events', {}],
  [202, 'post', '/v1/script/events', page],
  [200, 'post', '/v1/script/onsite', { anonymousId: 'browser-annabella' }],
  [422, 'post', '/v1/unsubscribes', {}],
  [200, 'put', '/v1/catalog/products', { products: [product, { id: 7 }] }],
  [200, 'get', '/v1/catalog/products/sku-1'],
  [404, 'get', '/v1/catalog/products/sku-2'],
  [200, 'get', '/v1/replies?all=true'],
  [201, 'put', '/v1/suppressions/email:bob%40example.com', { note: 'asked for it' }],
  [200, 'get', '/v1/suppressions/email:bob%40example.com'],
  [200, 'get', '/v1/suppressions'],
  [400, 'get', '/v1/suppressions?limit=none'],
  [200, 'delete', '/v1/suppressions/email:bob%40example.com', { note: 'asked for it' }],
  [200, 'get', '/v1/audits'],
  [200, 'get', '/v1/experiments'],
  [200, 'post', `${tone}/decide`, { variant: 'bold' }],
  [409, 'post', `${tone}/decide`, { variant: 'bold' }],
  [200, 'post', `${tone}/reopen`],
  [200, 'get', '/v1/onsite?customer=email:annabella%40example.com'],
  [400, 'get', '/v1/onsite?customer=ann'],
  [200, 'get', '/v1/reports'],
  [200, 'get', '/v1/reports/lists'],
  ...withRows.map(path => [200, 'get', path] as const),
  [400, 'get', '/v1/reports/lift?of='],
  [200, 'get', ann],
  [200, 'get', `${ann}/timeline?limit=20`],
  [200, 'get', `${ann}/explain`],
  [200, 'get', `${ann}/export`],
  [200, 'delete', ann],
  [404, 'get', ann],
]

const keys = async () => ({ key: await aKey('admin'), publicKey: await aKey('script') })

interface Answered {
  /** With the status, and whether the answer is as described, or what it is instead. */
  readonly found: [status: number, method: string, path: string, fits: true | string][]
  readonly rows: Readonly<Record<string, number>>
}

async function answered(
  { http, document }: Awaited<ReturnType<typeof served>>,
  { key, publicKey }: Awaited<ReturnType<typeof keys>>,
): Promise<Answered> {
  const schemas = closed(document.components.schemas) as Schemas
  const found: Answered['found'] = []
  const rows: Record<string, number> = {}
  for (const [, method, path, body] of questions) {
    const asked = http[method as 'post'](path).set('authorization', `Bearer ${key}`)
    const { status, body: answer } = await (path.startsWith('/v1/script/')
      ? asked.send({ key: publicKey, ...body })
      : asked.send(body))
    const schema = schemaOf(document, method, path, status)
    const fits = schema !== undefined && isValid(closed(schema) as JsonSchema, answer, schemas)
    found.push([status, method, path, fits || JSON.stringify(answer).slice(0, 600)])
    rows[path] = answer.rows?.length
  }
  return { found, rows }
}

it('answers as it says, for somebody with a row in every table', async () => {
  await publishTwo()
  await aLife(world, 'annabella')
  await holdSomeBack()
  await recountAll(db)
  await insertFinding()
  const { found, rows } = await answered(await served(), await keys())
  expect(found).toEqual(questions.map(([status, method, path]) => [status, method, path, true]))
  expect(rows).toMatchObject(
    Object.fromEntries(withRows.map(path => [path, expect.toSatisfy(count => count > 0)])),
  )
})

it('answers as it says while PostgreSQL is away: 503 wherever it is needed', async () => {
  const way = await aWayTo(world.url)
  const near = connect(way.url, { applicationName: 'test', max: 2, onError: () => undefined })
  onTestFinished(() => near.close())
  const wired = await served(near.db)
  const both = await keys()
  // So that it is remembered whose they are.
  await wired.http.get('/v1/reports').set('authorization', `Bearer ${both.key}`).expect(200)
  await wired.http
    .post('/v1/script/events')
    .send({ ...page, key: both.publicKey })
    .expect(202)
  await way.cut()
  const { found } = await answered(wired, both)
  expect(found.filter(([, , , fits]) => fits !== true)).toEqual([])
  const goesOn = found.filter(([status]) => status !== 503).map(([, method, path]) => `${method} ${path}`)
  expect(goesOn).toEqual([
    'get /health/live',
    'post /v1/events',
    'post /v1/events',
    'post /v1/journeys/welcome/calls',
    'post /v1/journeys/welcome/calls',
    'post /v1/webhooks/segment/v1/track',
    'post /v1/webhooks/shopify/shop-de',
    'post /v1/providers/sendgrid/events',
    'post /v1/script/events',
    'get /v1/suppressions?limit=none',
    'get /v1/onsite?customer=ann',
    'get /v1/reports',
    'get /v1/reports/lists',
  ])
  for (const path of ['/v1/audits', '/v1/replies', '/v1/onsite?customer=id:c-42']) {
    const { body, headers } = await wired.http
      .get(path)
      .set('authorization', `Bearer ${both.key}`)
      .expect(503)
    expect([path, body.code, headers['retry-after']]).toEqual([path, 'database_unavailable', '5'])
  }
})
