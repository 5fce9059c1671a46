// What operators ask.
import express from 'express'
import request from 'supertest'
import { describe, expect, test } from 'vitest'
import { createMetrics, renderMetrics } from '../../../../src/metrics.js'
import { healthRoutes } from '../../../../src/platform/http/index.js'

const good = () => Promise.resolve()
const bad = () => Promise.reject(new Error('secret address'))
const anApp = (checks: Record<string, () => Promise<unknown>>) => {
  const metrics = createMetrics()
  metrics.eventsAccepted.inc({ source: 'shop' }, 3)
  return express().use(healthRoutes({ checks, metrics: () => renderMetrics(metrics), patienceMs: 20 }))
}

describe('health', () => {
  test('live as long as it answers', async () => {
    await request(anApp({ database: bad }))
      .get('/health/live')
      .expect(200, { status: 'live' })
  })

  test('ready when every check passes', async () => {
    await request(anApp({ database: good, queue: good }))
      .get('/health/ready')
      .expect(200, { status: 'ready' })
  })

  test('not ready, with the names of the checks that failed and nothing else', async () => {
    await request(anApp({ database: good, queue: bad, clock: bad }))
      .get('/health/ready')
      .expect(503, { status: 'not_ready', failed: ['queue', 'clock'] })
  })

  test('a check that hangs has failed', async () => {
    const hangs = () => new Promise(() => {})
    await request(anApp({ queue: hangs }))
      .get('/health/ready')
      .expect(503, { status: 'not_ready', failed: ['queue'] })
  })

  test('metrics in the text format of Prometheus', async () => {
    const answer = await request(anApp({})).get('/metrics').expect(200)
    expect(answer.headers['content-type']).toContain('text/plain')
    expect(answer.text).toContain('triggerfish_events_accepted_total{source="shop"} 3')
  })
})
