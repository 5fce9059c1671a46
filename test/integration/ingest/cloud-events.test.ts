// CloudEvents on real HTTP and Redis, in each of the three ways to post them.
import { describe, expect, test } from 'vitest'
import { anIngestServer, drained } from './an-ingest-server.js'

const aCloudEvent = (change: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: 'e-1',
  source: '/orders',
  type: 'com.example.order.completed',
  subject: 'id:c-42',
  time: '2026-11-20T09:59:00Z',
  data: { order: { id: 'o-1', total: '19.90', currency: 'EUR' } },
  ...change,
})

async function aServer() {
  const { broker, post } = await anIngestServer()
  const send = (body: unknown, headers: Record<string, string>) => post('/v1/events', body, headers)
  return { broker, send }
}

describe('a CloudEvent', () => {
  test('posted structured, in a batch and binary is three times the same event', async () => {
    const { broker, send } = await aServer()
    const { data, ...attributes } = aCloudEvent()
    const binary = Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`ce-${name}`, String(value)]),
    )
    const accepted = { status: 202, body: { accepted: 1, rejected: [] } }
    expect(await send(aCloudEvent(), { 'content-type': 'application/cloudevents+json' })).toMatchObject(
      accepted,
    )
    expect(
      await send([aCloudEvent()], { 'content-type': 'application/cloudevents-batch+json' }),
    ).toMatchObject(accepted)
    expect(await send(data, binary)).toMatchObject(accepted)
    const event = {
      source: 'shop-de',
      id: 'ce:/orders:e-1',
      type: 'order_completed',
      occurredAt: '2026-11-20T09:59:00.000Z',
      receivedAt: '2026-11-20T10:00:00.000Z',
      customer: { id: 'c-42' },
      properties: { order: { id: 'o-1', total: '19.90', currency: 'EUR' } },
    }
    expect(await drained(broker)).toEqual([event, event, event])
  })

  test('that is bad is told with its place in the batch, and the good ones are stored', async () => {
    const { broker, send } = await aServer()
    const batch = [aCloudEvent(), aCloudEvent({ id: 'e-2', specversion: '0.3' }), 7]
    expect(await send(batch, { 'content-type': 'application/cloudevents-batch+json' })).toMatchObject({
      status: 202,
      body: {
        accepted: 1,
        rejected: [
          { index: 1, errors: [{ path: 'specversion', message: 'must be "1.0"' }] },
          { index: 2, errors: [{ path: '' }] },
        ],
      },
    })
    expect(await drained(broker)).toHaveLength(1)
  })

  test('alone and bad, or too many of them: refused as events are', async () => {
    const { broker, send } = await aServer()
    const batch = { 'content-type': 'application/cloudevents-batch+json' }
    expect(await send({ order: {} }, { 'ce-id': 'e-1' })).toMatchObject({
      status: 400,
      body: { code: 'no_valid_event', rejected: [{ index: 0 }] },
    })
    expect(await send([], batch)).toMatchObject({
      status: 400,
      body: { code: 'no_valid_event', rejected: [] },
    })
    const many = Array.from({ length: 1_001 }, () => aCloudEvent())
    expect(await send(many, batch)).toMatchObject({ status: 413, body: { code: 'batch_too_large' } })
    expect(await drained(broker)).toEqual([])
  })
})
