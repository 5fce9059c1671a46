// The app around the routes: what clients see when something is wrong, and what they never see.
import { Writable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { Router } from 'express'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import {
  type Answer,
  allow,
  createHttp,
  jsonBody,
  Problem,
  ReaderGone,
  unavailable,
} from '../../../../src/platform/http/index.js'
import { createLogger } from '../../../../src/platform/logger.js'

function anApp(onAnswer?: (answer: Answer) => void, level: 'info' | 'debug' = 'info') {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const router = Router()
  router
    .route('/echo')
    .post(jsonBody(), (req, res) => void res.json(req.body))
    .all(allow('POST'))
  router.get('/customers/:key', (req, res) => void res.json(req.params))
  router.get('/boom', async () => {
    throw new Error('password of ann@example.com is tf_0123456789abcdefghijkl')
  })
  router.get('/long', async (_req, res) => {
    res.write('{')
    throw new ReaderGone('The reader has gone')
  })
  router.get('/away', () => {
    throw unavailable('queue_unavailable', 'Try again', 5, new Error('redis is gone'))
  })
  router.get('/rows', async () => {
    throw new Error('Connection terminated')
  })
  router.get('/teapot', () => {
    throw new Problem({
      status: 418,
      code: 'teapot',
      title: 'No coffee',
      errors: [{ path: 'kind', message: 'is tea' }],
      more: { rejected: [] },
    })
  })
  const app = createHttp({
    routers: [router],
    logger: createLogger({ level, destination }),
    isDatabaseAway: error => error instanceof Error && error.message === 'Connection terminated',
    onAnswer,
  })
  return { app, lines }
}

describe('answers to what is wrong', () => {
  test('a problem thrown by a route is the answer, with its code', async () => {
    const answer = await request(anApp().app).get('/teapot').expect(418)
    expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
    expect(JSON.parse(answer.text)).toEqual({
      type: 'about:blank',
      title: 'No coffee',
      status: 418,
      code: 'teapot',
      errors: [{ path: 'kind', message: 'is tea' }],
      rejected: [],
    })
  })

  test.each([
    ['an unknown path', () => request(anApp().app).get('/nowhere'), 404, 'not_found'],
    ['a wrong method', () => request(anApp().app).get('/echo'), 405, 'method_not_allowed'],
    [
      'bad JSON',
      () => request(anApp().app).post('/echo').set('Content-Type', 'application/json').send('{"a":'),
      400,
      'invalid_json',
    ],
    [
      'another content type',
      () => request(anApp().app).post('/echo').set('Content-Type', 'text/plain').send('{}'),
      415,
      'not_json',
    ],
    ['no body', () => request(anApp().app).post('/echo'), 415, 'not_json'],
    [
      'a body above 5 MB',
      () =>
        request(anApp().app)
          .post('/echo')
          .send({ text: 'x'.repeat(5 * 1024 * 1024) }),
      413,
      'body_too_large',
    ],
    [
      'a small body that unpacks to more than 5 MB',
      () =>
        request(anApp().app)
          .post('/echo')
          .set('Content-Type', 'application/json')
          .set('Content-Encoding', 'gzip')
          .serialize(body => body as string)
          .send(gzipSync(JSON.stringify('x'.repeat(6 * 1024 * 1024)))),
      413,
      'body_too_large',
    ],
    [
      'a path that cannot be decoded',
      () => request(anApp().app).get('/customers/%E0%A4%A'),
      400,
      'invalid_request',
    ],
    ['something that is away', () => request(anApp().app).get('/away'), 503, 'queue_unavailable'],
    ['a database that is away', () => request(anApp().app).get('/rows'), 503, 'database_unavailable'],
    ['a bug', () => request(anApp().app).get('/boom'), 500, 'internal_error'],
  ])('%s', async (_name, send, status, code) => {
    const answer = await send()
    expect({ status: answer.status, code: JSON.parse(answer.text).code }).toEqual({ status, code })
    expect(answer.headers['content-type']).toContain('application/problem+json')
  })

  test('405 names what is possible, 503 when to try again', async () => {
    expect((await request(anApp().app).put('/echo')).headers.allow).toBe('POST')
    for (const path of ['/away', '/rows'])
      expect((await request(anApp().app).get(path)).headers['retry-after']).toBe('5')
  })

  test('a bug is logged without addresses and keys, and the client learns nothing of it', async () => {
    const { app, lines } = anApp()
    const answer = await request(app).get('/boom').expect(500)
    expect(answer.text).not.toContain('ann')
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      code: 'internal_error',
      err: { message: 'password of [email] is [key]' },
    })
    expect(lines[0]).not.toMatch(/ann@|tf_0123/)
  })

  test('a reader who breaks off is logged for those who look closely only, without a stack', async () => {
    for (const [level, count] of [
      ['info', 0],
      ['debug', 1],
    ] as const) {
      const { app, lines } = anApp(undefined, level)
      await expect(request(app).get('/long')).rejects.toThrow()
      expect(lines).toHaveLength(count)
      expect(lines.join('')).not.toMatch(/"error"|stack/)
    }
  })

  test("a client's fault is not logged", async () => {
    const { app, lines } = anApp()
    await request(app).get('/nowhere').expect(404)
    expect(lines).toEqual([])
  })
})

describe('every answer', () => {
  test('carries the security headers and not the name of the framework', async () => {
    const { headers } = await request(anApp().app).get('/nowhere')
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'cache-control': 'no-store' })
    expect(headers['x-powered-by']).toBeUndefined()
  })

  test('is reported by its route, never by its path', async () => {
    const answers: Answer[] = []
    const { app } = anApp(answer => answers.push(answer))
    await request(app).get('/customers/email:ann@example.com')
    await request(app).get('/nowhere')
    expect(answers.map(({ seconds: _seconds, ...answer }) => answer)).toEqual([
      { method: 'GET', route: '/customers/:key', status: 200 },
      { method: 'GET', route: 'unknown', status: 404 },
    ])
  })
})
