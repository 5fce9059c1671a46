// What steps do besides waiting and deciding, as rows: calls, audiences, messages of every kind, facts of the catalog.
import { describe, expect, it } from 'vitest'
import { processEvents } from '../../../src/pipeline/index.js'
import { at, aWorld, cart, noon, posted, subscribe, type World } from '../../support/pipeline-world.js'

const journey = (steps: object[], rest: object = {}) => ({
  id: 'j',
  name: 'J',
  trigger: { event: 'product_added' },
  key: 'cart.id',
  steps,
  ...rest,
})
const calls = ({ db }: World) => db.selectFrom('calls').selectAll().orderBy('step_id').execute()
const members = async ({ db }: World) =>
  (await db.selectFrom('audience_members').select('audience').orderBy('audience').execute()).map(
    ({ audience }) => audience,
  )
const messages = ({ db }: World) =>
  db
    .selectFrom('messages')
    .select(['channel', 'category', 'content', 'status', 'reason'])
    .orderBy('step_id')
    .execute()
const passes = async ({ db }: World) =>
  (await db.selectFrom('enrollments').select(['key', 'status']).orderBy('key').execute()).map(
    ({ key, status }) => `${key} ${status}`,
  )

async function rolledBack(world: World, ...events: Parameters<World['post']>): Promise<void> {
  await world.db
    .transaction()
    .execute(async trx => {
      await processEvents(trx, world.journeysOf, events)
      throw new Error('the power goes')
    })
    .catch(() => undefined)
}

describe('a webhook or task step', () => {
  const settings = {
    webhooks: { crm: { url: 'https://crm.example/hook', secret: 'TRIGGERFISH_SECRET_CRM' } },
    teams: { care: { email: 'care@fern.example' } },
  }
  const asking = journey([
    { id: 'a-call', webhook: 'crm', with: { cart: { path: 'cart.id' } }, answerWithin: '1h' },
    { id: 'b-task', task: 'Call them', team: 'care' },
  ])

  it('leaves a call that is due now, once, however often its event comes', async () => {
    const world = await aWorld({ journeys: [asking], settings })
    const event = posted('product_added', cart())
    await rolledBack(world, event)
    expect(await calls(world)).toEqual([])
    await world.post(event)
    await world.post(event)
    const [call, ...others] = await calls(world)
    expect(others).toEqual([])
    expect(call).toMatchObject({
      kind: 'webhook',
      target: 'crm',
      title: null,
      payload: { cart: 'cart-1' },
      answers: true,
      status: 'queued',
      attempts: 0,
      pass: 1,
    })
    expect(call!.due_at.getTime()).toBeGreaterThanOrEqual(noon.getTime())
    expect(call!.due_at).toEqual(call!.created_at)
  })

  it('asks the team when the answer has not come, from the timer', async () => {
    const world = await aWorld({ journeys: [asking], settings })
    await world.post(posted('product_added', cart()))
    await world.setTime(at(61))
    await world.timers()
    expect((await calls(world)).map(({ kind, title }) => [kind, title])).toEqual([
      ['webhook', null],
      ['task', 'Call them'],
    ])
  })

  it('hears the answer as an event, and keeps it for later steps', async () => {
    const world = await aWorld({ journeys: [asking], settings })
    await world.post(posted('product_added', cart()))
    const [call] = await calls(world)
    const answer = {
      enrollment: call!.enrollment_id,
      step: 'a-call',
      pass: 1,
      status: 200,
      body: { ok: true },
    }
    await world.post(posted('webhook_answered', answer, { source: 'triggerfish' }))
    const { outputs } = await world.db.selectFrom('enrollments').select('outputs').executeTakeFirstOrThrow()
    expect(outputs).toMatchObject({ 'a-call': { status: 200, body: { ok: true } } })
    expect(await passes(world)).toEqual(['cart-1 completed'])
  })
})

describe('an audience step', () => {
  it('adds and removes the customer; the last word counts, and repetition changes nothing', async () => {
    const add = (name: string) => ({ id: `add-${name}`, audience: { add: name } })
    const remove = (name: string) => ({ id: `remove-${name}`, audience: { remove: name } })
    const world = await aWorld({ journeys: [journey([add('a'), add('b'), remove('a'), add('c')])] })
    await world.post(subscribe())
    await rolledBack(world, posted('product_added', cart()))
    expect(await members(world)).toEqual([])
    await world.post(posted('product_added', cart('one')), posted('product_added', cart('two')))
    expect(await members(world)).toEqual(['b', 'c'])
    world.publish({ journeys: [journey([remove('b'), add('c')])] })
    await world.post(posted('product_added', cart('three')))
    expect(await members(world)).toEqual(['c'])
  })
})

describe('the cap on audiences', () => {
  it('counts what was added before, in any batch, and is asked only where there is one', async () => {
    const twice = journey([
      { id: 'add-a', audience: { add: 'a' } },
      { id: 'add-b', audience: { add: 'b' } },
    ])
    const caps = { audience: { max: 3, per: '1d' } }
    const world = await aWorld({ journeys: [twice], settings: { caps } })
    await world.post(subscribe(), posted('product_added', cart('one')))
    await world.post(posted('product_added', cart('two')))
    const skipped = await world.db
      .selectFrom('decisions')
      .select(['step_id', 'reason'])
      .where('kind', '=', 'skipped')
      .execute()
    expect(skipped).toEqual([{ step_id: 'add-b', reason: 'capped' }])
    expect(await world.db.selectFrom('audience_additions').select('audience').execute()).toHaveLength(3)
  })
})

describe('platforms that are told of audiences', () => {
  const checks = ({ db }: World) => db.selectFrom('audience_checks').select('customer_id').execute()
  const audiences = { a: { platform: 'custom', url: 'https://ads.example/a' } }
  const steps = [{ id: 'add', audience: { add: 'a' } }]

  it('hear of members, of their words on consent and their new addresses, and of nobody else', async () => {
    const world = await aWorld({ journeys: [journey(steps)], settings: { audiences } })
    const other = { id: 'c-9', email: 'zoe@example.com' }
    await world.post(subscribe({ customer: other }))
    expect(await checks(world)).toEqual([])
    await world.post(subscribe(), posted('product_added', cart()))
    expect(await checks(world)).toHaveLength(1)
    await world.post(subscribe({ properties: { channel: 'email', status: 'unsubscribed' } }))
    expect(await checks(world)).toHaveLength(2)
    await world.post(posted('product_viewed'))
    expect(await checks(world)).toHaveLength(2)
    await world.post(posted('customer_updated', {}, { customer: { id: 'ann', email: 'ann@new.example' } }))
    expect(await checks(world)).toHaveLength(3)
  })

  it('are not there where the settings name none: nobody is noted', async () => {
    const world = await aWorld({ journeys: [journey(steps)] })
    await world.post(subscribe(), posted('product_added', cart()))
    expect([await members(world), await checks(world)]).toEqual([['a'], []])
  })
})

describe('a message', () => {
  it('is kept with its category and what it says', async () => {
    const steps = [
      { id: 'a', send: 'email', template: 'receipt', category: 'transactional' },
      { id: 'b', send: 'email', template: 'news', content: 'autumn' },
      { id: 'c', send: 'onsite', template: 'hello' },
    ]
    const world = await aWorld({ journeys: [journey(steps)] })
    const { messages: queued } = await world.post(subscribe(), posted('product_added', cart()))
    expect(await messages(world)).toEqual([
      { channel: 'email', category: 'transactional', content: 'receipt', status: 'queued', reason: null },
      { channel: 'email', category: 'marketing', content: 'autumn', status: 'queued', reason: null },
      { channel: 'onsite', category: 'marketing', content: 'hello', status: 'queued', reason: null },
    ])
    expect(queued).toHaveLength(3)
  })

  it('to somebody who is held out is recorded and counted, and given to nobody', async () => {
    const held = journey([{ id: 'mail', send: 'email', template: 'x' }], {
      entry: { holdout: 0.5 },
      caps: { journey: { max: 1, per: '1d' } },
    })
    const world = await aWorld({ journeys: [held] })
    const ids = Array.from({ length: 12 }, (_, n) => ({ id: `c${n}`, email: `c${n}@example.com` }))
    await world.post(...ids.map(customer => subscribe({ customer })))
    const first = await world.post(...ids.map(customer => posted('product_added', cart('one'), { customer })))
    const heldOut = (await messages(world)).filter(({ status }) => status === 'held_out')
    expect(heldOut.length).toBeGreaterThan(0)
    expect(first.messages).toHaveLength(12 - heldOut.length)
    // Whoever is held out walks the same way: the cap counts what they would have got.
    const second = await world.post(
      ...ids.map(customer => posted('product_added', cart('two'), { customer })),
    )
    expect([second.messages, (await messages(world)).length]).toEqual([[], 12])
    const flags = await world.db.selectFrom('enrollments').select('id').where('holdout', '=', true).execute()
    expect(flags).toHaveLength(heldOut.length * 2)
  })
})

describe('the catalog', () => {
  const inStock = journey([{ id: 'rest', wait: '1d' }], {
    entry: { if: { catalog: 'cart.items.0.productId', where: { inStock: true } } },
  })
  const item = (productId: string, id: string) => ({ cart: { id, items: [{ productId }] } })

  it('is asked for all products of a batch at once, also for customers who are new', async () => {
    const world = await aWorld({ journeys: [inStock] })
    await world.db
      .insertInto('products')
      .values([
        { id: 'shoe', data: '{"inStock":true}', updated_at: noon },
        { id: 'hat', data: '{"inStock":false}', updated_at: noon },
      ])
      .execute()
    await world.post(
      posted('product_added', item('shoe', 'one')),
      posted('product_added', item('hat', 'two')),
      posted('product_added', item('ghost', 'three'), { customer: { id: 'bob' } }),
      posted('product_added', item('shoe', 'four'), { customer: { id: 'bob' } }),
    )
    expect(await passes(world)).toEqual(['four active', 'one active'])
  })
})

describe('an enrollment', () => {
  it('comes back from the database as it went in', async () => {
    const steps = [
      { id: 'mark', set: { stage: 'cart' } },
      { id: 'rest', wait: '1h' },
      { id: 'say', emit: 'cart_rested', with: { stage: { path: 'customer.stage' } } },
    ]
    const world = await aWorld({ journeys: [journey(steps)] })
    await world.post(posted('product_added', cart()))
    const row = await world.db.selectFrom('enrollments').selectAll().executeTakeFirstOrThrow()
    expect(row).toMatchObject({ pass: 1, holdout: false, outputs: {}, step_id: 'rest' })
    expect([row.wake_at, row.due_at]).toEqual([row.due_at, row.wake_at])
    expect(row.wake_at!.getTime()).toBeGreaterThanOrEqual(at(60).getTime())
    await world.setTime(at(61))
    await world.timers()
    const after = await world.db.selectFrom('enrollments').selectAll().executeTakeFirstOrThrow()
    expect(after).toMatchObject({ status: 'completed', wake_at: null, due_at: null, step_id: null })
  })

  it('that a program from before `wake_at` left with a timer alone is woken by it', async () => {
    const world = await aWorld()
    await world.post(subscribe(), posted('product_added', cart()))
    await world.db.updateTable('enrollments').set({ wake_at: null, due_at: null }).execute()
    await world.setTime(at(61))
    expect((await world.timers()).messages).toHaveLength(1)
  })
})
