// In whatever order, however often and however late reports come, and whatever shares their batches: messages, consent and
// suppressions end up the same. Looks for counterexamples, through the real pipeline.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Report } from '../../../src/model/report.js'
import { anEvent } from '../../support/builders.js'
import { aReport, aReportWorld, type ReportWorld, receivedAt } from './a-report-world.js'

const minute = 60_000
const after = (minutes: number): string => new Date(Date.parse(receivedAt) + minutes * minute).toISOString()

/** Everything that is told of two messages to one customer, and what the customer says in the shop meanwhile. */
async function aStory(world: ReportWorld, address: string): Promise<Story> {
  const customerId = await world.aCustomer(address)
  const state = { status: 'unknown', reason: 'timeout', customer_id: customerId }
  const [first, second] = [await world.aMessage(state), await world.aMessage({ ...state, status: 'sent' })]
  const told = (minutes: number, messageId: string, type: Report['type'], change: Partial<Report> = {}) => [
    aReport({ occurredAt: after(minutes), messageId, type, address, ...change }),
  ]
  const steps: readonly (readonly Report[] | 'yes')[] = [
    told(1, first, 'email_accepted'),
    told(2, first, 'email_deferred'),
    told(3, first, 'email_delivered'),
    told(4, first, 'email_opened'),
    told(6, first, 'email_bounced', { properties: { kind: 'soft' } }),
    told(5, first, 'email_bounced', { properties: { kind: 'soft' } }),
    told(2, second, 'email_delivered'),
    told(6, second, 'email_unsubscribed', { properties: { topic: 'newsletter' } }),
    told(7, second, 'email_unsubscribed'),
    'yes',
    told(3, second, 'email_bounced', { properties: { kind: 'hard' }, address: `old-${address}` }),
    told(9, second, 'email_clicked'),
  ]
  return { customerId, address, messages: [first, second], steps }
}

interface Story {
  readonly customerId: string
  readonly address: string
  readonly messages: readonly string[]
  readonly steps: readonly (readonly Report[] | 'yes')[]
}

async function play(world: ReportWorld, story: Story, batches: readonly (readonly number[])[]) {
  for (const [n, batch] of batches.entries()) {
    const steps = batch.map(index => story.steps[index]!)
    await world.tell(
      steps.flatMap(step => (step === 'yes' ? [] : step)),
      n * 7 * minute,
    )
    if (steps.includes('yes'))
      await world.post(
        anEvent({
          type: 'consent_changed',
          id: `yes of ${story.address}`,
          occurredAt: new Date(after(8)),
          customer: { email: story.address },
          properties: { channel: 'email', status: 'subscribed' },
        }),
      )
  }
  const { db } = world.outbox
  const messages = []
  for (const id of story.messages) {
    const { status, delivery, delivery_at, sent_at, reason } = await world.outbox.row(id)
    messages.push({ status, delivery, delivery_at, sent_at, reason })
  }
  const { email_consent, topic_consents } = await db
    .selectFrom('customers')
    .select(['email_consent', 'topic_consents'])
    .where('id', '=', story.customerId)
    .executeTakeFirstOrThrow()
  const suppressions = await db
    .selectFrom('suppressions')
    .select(['address', 'reason'])
    .where('address', 'like', `%${story.address}`)
    .orderBy('address')
    .execute()
  return {
    messages,
    email_consent,
    topic_consents,
    suppressions: suppressions.map(({ address, reason }) => [address.replace(story.address, 'X'), reason]),
  }
}

it('ends up the same', { timeout: 120_000 }, async () => {
  const world = await aReportWorld()
  let count = 0
  const next = () => aStory(world, `ann-${++count}@example.com`)
  const told = await next()
  const all = told.steps.map((_, index) => index)
  const expected = await play(
    world,
    told,
    all.map(index => [index]),
  )
  expect(expected).toMatchObject({
    messages: [
      { status: 'sent', delivery: 'bounced', reason: null },
      { status: 'sent', delivery: 'bounced' },
    ],
    email_consent: 'subscribed',
    topic_consents: { email: { newsletter: { status: 'unsubscribed' } } },
    suppressions: [['old-X', 'hard_bounce']],
  })
  const orders = fc
    .tuple(
      fc.shuffledSubarray(all, { minLength: all.length }),
      fc.array(fc.nat(all.length - 1), { maxLength: 6 }),
    )
    .chain(([order, again]) =>
      fc.tuple(
        fc.constant([...order, ...again]),
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 17, maxLength: 17 }),
      ),
    )
    .map(([order, sizes]) => cut(order, sizes))
  await fc.assert(
    fc.asyncProperty(orders, async batches => {
      expect(await play(world, await next(), batches)).toEqual(expected)
    }),
    { numRuns: 10 },
  )
})

function cut(order: readonly number[], sizes: readonly number[]): number[][] {
  const batches: number[][] = []
  for (let at = 0; at < order.length; at += sizes[batches.length - 1]!)
    batches.push(order.slice(at, at + sizes[batches.length]!))
  return batches
}
