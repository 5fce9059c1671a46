// What pages post, over HTTP and on the queue: from any origin, with a public key only, in text or JSON.
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { mayDo } from '../../../src/access/scope.js'
import type { Broker } from '../../../src/platform/queue/index.js'
import { BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { aWayTo } from '../queue/cut-off.js'
import { anonymousId, aPageEvent, aScriptServer, problemOf, receivedAt } from './a-script-server.js'
import { drained } from './an-ingest-server.js'

const noBroker = {
  publish: () => Promise.reject(new BrokerUnavailable('Redis is away')),
} as unknown as Broker

describe('POST /v1/script/events', () => {
  test('good events are on the queue, bad ones in the answer', async () => {
    const { broker, post, answers } = await aScriptServer()
    const answer = await post([
      aPageEvent({ name: 'Product Viewed', properties: { product: { productId: 4, price: 9.5 } } }),
      aPageEvent({ id: 'e-2', name: 'order_refunded' }),
    ])
    expect(answer.status).toBe(202)
    expect(answer.body).toEqual({
      accepted: 1,
      rejected: [
        { index: 1, errors: [{ path: 'name', message: expect.stringContaining('order_refunded') }] },
      ],
    })
    const refused = [{ type: 'order_refunded', faults: [{ path: 'name', fault: 'wrong' }] }]
    expect(answers).toEqual([{ source: 'shop-de', accepted: 1, rejected: 1, refused }])
    expect(await drained(broker)).toEqual([
      {
        source: 'shop-de',
        id: expect.stringMatching(/^script:[\w-]{22}:e-1$/),
        type: 'product_viewed',
        occurredAt: '2026-11-20T09:59:59.000Z',
        receivedAt: receivedAt.toISOString(),
        customer: { anonymousId },
        properties: { product: { productId: '4', price: '9.5' } },
      },
    ])
  })

  test('any origin may post, without credentials, and read when to try again', async () => {
    const { url, post, send } = await aScriptServer()
    const asked = await fetch(`${url}/v1/script/events`, {
      method: 'OPTIONS',
      headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
    })
    expect(asked.status).toBe(204)
    expect(asked.headers.get('access-control-allow-methods')).toBe('POST')
    expect(asked.headers.get('access-control-allow-headers')).toBe('Content-Type')
    for (const { headers } of [asked, await post([aPageEvent()]), await send('{')]) {
      expect(headers.get('access-control-allow-origin')).toBe('*')
      expect(headers.get('access-control-expose-headers')).toBe('Retry-After')
      expect(headers.get('access-control-allow-credentials')).toBeNull()
    }
  })

  test('application/json is read as well as text', async () => {
    const { key, send } = await aScriptServer()
    const body = JSON.stringify({ key, sentAt: receivedAt.getTime(), events: [aPageEvent()] })
    expect((await send(body, { 'content-type': 'application/json' })).status).toBe(202)
  })

  test('a secret key is refused, whatever else it may', async () => {
    for (const scopes of [['ingest'], ['admin']] as const) {
      const { post } = await aScriptServer({ scopes: [...scopes] })
      const { status, body } = await post([aPageEvent()])
      expect([status, body.code]).toEqual([403, 'key_not_public'])
      expect(body.detail).toContain('--scope script')
    }
  })

  test('a key that nobody knows is refused', async () => {
    const { post } = await aScriptServer()
    const { status, body } = await post([aPageEvent()], { key: 'tf_wrong' })
    expect([status, body.code]).toEqual([401, 'key_invalid'])
  })

  test('what cannot be read is answered with what is wrong', async () => {
    const { send } = await aScriptServer()
    const bodies: readonly (readonly [string, number, string])[] = [
      ['{', 400, 'invalid_json'],
      ['{"__proto__":1}', 400, 'script_post_invalid'],
      ['[]', 400, 'script_post_invalid'],
      ['null', 400, 'script_post_invalid'],
      [`{"key":"k","sentAt":${'9'.repeat(400)},"events":[]}`, 400, 'script_post_invalid'],
      ['['.repeat(100_000), 400, 'invalid_json'],
      [JSON.stringify({ key: 'k', sentAt: 1, events: Array(101).fill({}) }), 413, 'batch_too_large'],
      [`"${'x'.repeat(256 * 1024)}"`, 413, 'body_too_large'],
    ]
    for (const [body, status, code] of bodies) {
      const answer = await send(body)
      expect([answer.status, (await problemOf(answer)).code], body.slice(0, 40)).toEqual([status, code])
    }
  })

  test('a compressed body is not unpacked', async () => {
    const { url } = await aScriptServer()
    const answer = await fetch(`${url}/v1/script/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', 'content-encoding': 'gzip' },
      body: gzipSync('{}'),
    })
    expect(answer.status).toBe(415)
  })

  test('Redis away: 503, and when to try again', async () => {
    const { post } = await aScriptServer({ broker: noBroker })
    const { status, headers, body } = await post([aPageEvent()])
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'queue_unavailable', '5'])
  })

  test('PostgreSQL away: a key that is remembered goes on, another is to come again', async () => {
    let cut = async () => {}
    const { post } = await aScriptServer({
      way: async url => {
        const way = await aWayTo(url)
        cut = way.cut
        return way.url
      },
    })
    expect((await post([aPageEvent()])).status).toBe(202)
    await cut()
    expect((await post([aPageEvent()])).status).toBe(202)
    const { status, headers, body } = await post([aPageEvent()], { key: `tf_${'x'.repeat(43)}` })
    expect([status, body.code, headers.get('retry-after')]).toEqual([503, 'keys_unavailable', '5'])
  })

  test('a public key opens nothing else', () => {
    for (const scope of ['ingest', 'read', 'write', 'admin'] as const)
      expect(mayDo({ source: 'shop', scopes: ['script'] }, scope)).toBe(false)
  })
})

describe('GET /triggerfish.js', () => {
  /** fetch would unpack it. */
  const get = (url: string, headers: Record<string, string> = {}) =>
    new Promise<{ status?: number; headers: Record<string, unknown>; length: number }>((resolve, reject) => {
      request(`${url}/triggerfish.js`, { headers }, answer => {
        let length = 0
        answer.on('data', (chunk: Buffer) => {
          length += chunk.length
        })
        answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, length }))
      })
        .on('error', reject)
        .end()
    })

  test('any page may have it, for an hour', async () => {
    const { url } = await aScriptServer()
    const { status, headers, length } = await get(url)
    expect(status).toBe(200)
    expect(headers).toMatchObject({
      'content-type': 'text/javascript; charset=utf-8',
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=3600, stale-while-revalidate=86400',
      vary: 'Accept-Encoding',
    })
    expect(headers['content-encoding']).toBeUndefined()
    expect(length).toBe(1020)
  })

  test('compressed where that is understood, and not at all where it is known', async () => {
    const { url } = await aScriptServer()
    const { headers, length } = await get(url, { 'accept-encoding': 'br, gzip' })
    expect(headers['content-encoding']).toBe('gzip')
    expect(length).toBeLessThan(200)
    const again = await get(url, { 'if-none-match': String(headers.etag) })
    expect([again.status, again.length]).toEqual([304, 0])
  })

  test('the built script is below 6 kB, and one function', () => {
    const built = readFileSync('dist/storefront/triggerfish.js')
    expect(gzipSync(built).length).toBeLessThan(6_144)
    expect(built.toString()).toMatch(/^\/\* .* \*\/\n\(function \(\) \{\n'use strict';[\s\S]*\}\)\(\);\n$/)
    expect(built.toString()).not.toMatch(/^(import|export) /m)
  })
})
