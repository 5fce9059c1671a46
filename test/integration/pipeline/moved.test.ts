// Enrollments that are moved onto another version, down to their rows: whatever the versions are, no row is written twice.
import { describe, expect, it } from 'vitest'
import { inTransaction } from '../../../src/db/index.js'
import { journeySchema } from '../../../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../../../src/journeys/definition/settings-schema.js'
import { compileJourneys, type JourneySet } from '../../../src/journeys/engine/index.js'
import type { Event } from '../../../src/model/event.js'
import { processEvents, processTimers } from '../../../src/pipeline/index.js'
import { at, aWorld, cart, posted, subscribe } from '../../support/pipeline-world.js'

const settings = settingsSchema.parse({
  brand: { name: 'Fern', url: 'https://fern.example', postalAddress: 'Street 1' },
  senders: { email: { from: 'shop@fern.example', name: 'Fern' } },
  currency: 'EUR',
  webhooks: { crm: { url: 'https://crm.example' } },
})

const parse = (file: object) =>
  journeySchema.parse({ id: 'cart', name: 'Cart', trigger: { event: 'product_added' }, ...file })
const nudge = parse({
  id: 'nudge',
  trigger: { event: 'nudged' },
  entry: { reenter: 'always' },
  steps: [{ id: 'vip', audience: { add: 'nudged' } }],
})

/** Versions of one journey, the last of them active, and another journey. */
function versions(...files: object[]): JourneySet {
  const journeys = files
    .map(parse)
    .map((journey, index) => ({ journeyId: 'cart', version: index + 1, journey, segments: {} }))
  return compileJourneys(
    settings,
    [...journeys, { journeyId: 'nudge', version: 1, journey: nudge, segments: {} }],
    new Map([
      ['cart', journeys.length],
      ['nudge', 1],
    ]),
  )
}

async function aShop(first: object) {
  const { db, setTime } = await aWorld()
  let set = versions(first)
  const journeysOf = async () => set
  return {
    db,
    setTime,
    publish: (second: object) => {
      set = versions(first, { inside: 'move', ...second })
    },
    post: (...events: Event[]) => inTransaction(db, trx => processEvents(trx, journeysOf, events)),
    timers: () => inTransaction(db, trx => processTimers(trx, journeysOf, 100)),
    decisions: async () =>
      (await db.selectFrom('decisions').select(['kind', 'step_id', 'reason']).orderBy('n').execute()).map(
        ({ kind, step_id: step, reason }) => [kind, step, reason].filter(Boolean).join(' '),
      ),
  }
}

const send = (id: string) => ({ id, send: 'email', template: 'x' })

describe('an enrollment that is moved', () => {
  it('by an event just before its timer is taken, has one timer all the same', async () => {
    const shop = await aShop({ steps: [{ id: 'settle', wait: '1h' }, send('remind')] })
    await shop.post(subscribe(), posted('product_added', cart()))
    shop.publish({ exit: [{ on: 'order_completed' }], steps: [{ id: 'settle', wait: '2h' }, send('remind')] })
    await shop.setTime(at(61))
    await shop.post(posted('product_added', cart(), { occurredAt: at(61).toISOString() }))
    expect((await shop.timers()).messages).toHaveLength(1)
  })

  it('to before a message it has got already, does not get it again (I4)', async () => {
    const shop = await aShop({ steps: [send('remind'), { id: 'settle', wait: '1h' }] })
    await shop.post(subscribe(), posted('product_added', cart()))
    shop.publish({ steps: [{ id: 'settle', wait: '1h' }, send('remind'), send('offer')] })
    await shop.setTime(at(61))
    expect((await shop.timers()).messages.map(({ stepId }) => stepId)).toEqual(['offer'])
    expect((await shop.decisions()).slice(-3)).toEqual([
      'skipped remind already_sent',
      'sent offer',
      'exited offer completed',
    ])
  })

  it('to before a call it has made already, does not make it again', async () => {
    const shop = await aShop({
      steps: [
        { id: 'tell', webhook: 'crm' },
        { id: 'settle', wait: '1h' },
      ],
    })
    await shop.post(posted('product_added', cart()))
    shop.publish({
      steps: [
        { id: 'settle', wait: '1h' },
        { id: 'tell', webhook: 'crm' },
      ],
    })
    await shop.setTime(at(61))
    expect((await shop.timers()).taken).toBe(1)
    expect(await shop.db.selectFrom('calls').select('step_id').execute()).toHaveLength(1)
  })

  it('to before an event it has made already, makes another one', async () => {
    const steps = [
      { id: 'nudge', emit: 'nudged' },
      { id: 'settle', wait: '1h' },
    ]
    const shop = await aShop({ steps })
    await shop.post(posted('product_added', cart()))
    shop.publish({ steps: steps.toReversed() })
    await shop.setTime(at(61))
    expect((await shop.timers()).taken).toBe(1)
    const nudged = shop.db.selectFrom('enrollments').select('id').where('journey_id', '=', 'nudge')
    expect(await nudged.execute()).toHaveLength(2)
  })

  it('stays where its key means something else, so that what ends it still does (I6)', async () => {
    const settle = { id: 'settle', wait: '1d' }
    const exit = [{ on: 'order_completed' }]
    const shop = await aShop({ exit, steps: [settle, send('remind')] })
    await shop.post(subscribe(), posted('product_added', cart()))
    shop.publish({ key: 'cart.id', exit, steps: [settle, send('remind')] })
    const order = { order: { id: 'o', total: '1.00', currency: 'EUR' }, ...cart() }
    await shop.post(posted('order_completed', order, { occurredAt: at(1).toISOString() }))
    expect((await shop.decisions()).at(-1)).toBe('exited settle order_completed')
  })

  it('that an older program lets rest, does not go on before its time (I7)', async () => {
    const steps = [{ id: 'settle', wait: '1h' }, send('remind')]
    const shop = await aShop({ steps })
    await shop.post(subscribe(), posted('product_added', cart()))
    await shop.db.updateTable('enrollments').set({ wake_at: null, due_at: null }).execute()
    shop.publish({ steps: [...steps, send('offer')] })
    await shop.setTime(at(30))
    await shop.post(posted('product_added', cart(), { occurredAt: at(30).toISOString() }))
    expect((await shop.timers()).messages).toEqual([])
    await shop.setTime(at(61))
    expect((await shop.timers()).messages.map(({ stepId }) => stepId)).toEqual(['remind', 'offer'])
  })
})
