// Where a request comes from, as a proxy says it: believed only of those that are trusted.
import { Router } from 'express'
import request from 'supertest'
import { expect, test } from 'vitest'
import { createHttp } from '../../../../src/platform/http/index.js'
import { createLogger } from '../../../../src/platform/logger.js'

async function seenFrom(forwarded: string, trustProxy?: number | readonly string[]): Promise<string> {
  const router = Router().get('/ip', (req, res) => void res.json(req.ip))
  const app = createHttp({ routers: [router], logger: createLogger({ level: 'silent' }), trustProxy })
  const { body } = await request(app).get('/ip').set('X-Forwarded-For', forwarded)
  return String(body)
}

test('nobody is believed who was not named', async () => {
  expect(await seenFrom('203.0.113.7')).toContain('127.0.0.1')
  expect(await seenFrom('203.0.113.7', 0)).toContain('127.0.0.1')
  expect(await seenFrom('203.0.113.7', ['192.0.2.1'])).toContain('127.0.0.1')
})

test('so many proxies are believed, and nothing that was there before them', async () => {
  expect(await seenFrom('203.0.113.7', 1)).toBe('203.0.113.7')
  expect(await seenFrom('1.2.3.4, 203.0.113.7', 1)).toBe('203.0.113.7')
  expect(await seenFrom('1.2.3.4, 203.0.113.7, 10.0.0.2', 2)).toBe('203.0.113.7')
})

test('proxies of these addresses are believed, as far as they go', async () => {
  expect(await seenFrom('1.2.3.4, 203.0.113.7, 10.0.0.2', ['loopback', '10.0.0.0/8'])).toBe('203.0.113.7')
})
