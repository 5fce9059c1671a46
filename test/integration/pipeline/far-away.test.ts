// Dates and lengths of time that are written down for "never" and "for ever": they hold up nobody, whatever the year.
import { expect, it } from 'vitest'
import { at, aWorld, posted, subscribe } from '../../support/pipeline-world.js'

const mail = { id: 'mail', send: 'email', template: 'x' }
const journey = (rest: object) => ({ id: 'a', name: 'a', trigger: { event: 'product_added' }, ...rest })
const bob = { customer: { id: 'bob' } }

it.each([
  [
    'a wait for a day after the last one there is',
    { steps: [{ id: 'w', wait: { date: 'customer.ends', after: '1d' } }, mail] },
  ],
  ['a wait of twenty thousand years', { steps: [{ id: 'w', wait: '999999w' }, mail] }],
  ['a trigger by such a date', { trigger: { date: 'customer.ends', after: '1d' }, steps: [mail] }],
])('%s rests, and its events are decided', async (_, rest) => {
  const world = await aWorld({ journeys: [journey(rest)] })
  await world.post(posted('customer_updated', { ends: '9999-12-31' }))
  await world.post(posted('customer_updated', { ends: '9999-12-31T23:59:59-05:00' }, bob))
  await world.post(posted('product_added'), posted('product_added', {}, bob))
  await world.setTime(at(10))
  expect((await world.timers()).taken).toBe(0)
  // Read again, and written again.
  await world.post(
    posted('customer_updated', { city: 'Rome' }),
    posted('customer_updated', { city: 'Rome' }, bob),
  )
  expect(await world.db.selectFrom('failed_events').select('reason').execute()).toEqual([])
})

it.each([
  ['a cap', { steps: [{ ...mail, cap: { max: 1, per: '36500d' } }] }],
  ['a dedupe', { steps: [{ ...mail, dedupe: '36500d' }] }],
  ['a condition', { entry: { if: { didNot: 'order_completed', within: '36500d' } }, steps: [mail] }],
])('%s that looks back for a hundred years looks at all there is', async (_, rest) => {
  const world = await aWorld({ journeys: [journey(rest)] })
  await world.post(subscribe())
  expect((await world.post(posted('product_added'))).messages).toHaveLength(1)
})
