// The last step of every webhook route: a queue that does not answer is told in time.
import { describe, expect, test } from 'vitest'
import { acceptWebhooks } from '../../../../src/ingest/webhooks/door-accept.js'
import type { Webhook } from '../../../../src/ingest/webhooks/webhook.js'

const webhook: Webhook = {
  platform: 'shopify',
  source: 'shop-de',
  topic: 'orders/create',
  key: 'w-1',
  receivedAt: '2026-11-20T10:00:05.000Z',
  triggeredAt: null,
  body: '{}',
}

function aDoor(accept: () => Promise<void>) {
  const outcomes: string[] = []
  const onWebhooks = (_platform: string, outcome: string) => void outcomes.push(outcome)
  return {
    outcomes,
    answer: acceptWebhooks({ intake: { accept }, onWebhooks, answerWithinMs: 5 }, [webhook]),
  }
}

describe('a webhook at the door', () => {
  test('is accepted once it is on the queue', async () => {
    const { answer, outcomes } = aDoor(async () => {})
    await answer
    expect(outcomes).toEqual(['accepted'])
  })

  test('is answered with 503 before the shop hangs up when Redis does not say whether it is', async () => {
    const { answer, outcomes } = aDoor(() => new Promise(() => {}))
    await expect(answer).rejects.toMatchObject({ status: 503, code: 'queue_unavailable' })
    expect(outcomes).toEqual([])
  })

  test('keeps a fault that is no outage as it is', async () => {
    const { answer } = aDoor(async () => {
      throw new TypeError('a bug')
    })
    await expect(answer).rejects.toThrow('a bug')
  })
})
