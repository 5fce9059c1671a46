// Marketing waits for what was accepted before it, but not for ever, and one question serves all who wait.
import { expect, it } from 'vitest'
import { type HoldOptions, marketingHold } from '../../../src/dispatch/hold-marketing.js'
import { eventually } from '../../support/eventually.js'

const quick = { askEveryMs: 10, lookEveryMs: 2 }

function aHold(oldest: (queue: string) => number | null, options: HoldOptions = quick) {
  let now = 10_000
  let questions = 0
  const broker = {
    oldest: async ({ name }: { readonly name: string }) => {
      questions++
      const time = oldest(name)
      return time === null ? null : new Date(time)
    },
  }
  const calm = marketingHold(broker, { real: { now: () => new Date(now) }, ...options })
  const stop = new AbortController()
  return {
    calm: () => calm(stop.signal),
    stop,
    setTime: (ms: number) => (now = ms),
    questions: () => questions,
  }
}
const state = async (held: Promise<void>): Promise<string> =>
  Promise.race([held.then(() => 'free'), new Promise<string>(resolve => setImmediate(resolve, 'held'))])

it('it goes at once when nothing waits', async () => {
  await aHold(() => null).calm()
})

it.each(['events', 'webhooks', 'reports'])(
  'it waits while %s do, and goes when they are done',
  async name => {
    let waiting: number | null = 0
    const hold = aHold(queue => (queue === name ? waiting : null))
    const held = hold.calm()
    expect(await state(held)).toBe('held')
    waiting = null
    await held
  },
)

it('products and wishes of shops do not hold it', async () => {
  await aHold(queue => (queue === 'shop-data' ? 0 : null)).calm()
})

it('it waits for fifteen minutes at most', async () => {
  const hold = aHold(() => 0)
  const held = hold.calm()
  expect(await state(held)).toBe('held')
  hold.setTime(16 * 60_000)
  await held
})

it('however many wait, Redis is asked once a second', async () => {
  const hold = aHold(() => 0, {})
  const held = Promise.all(Array.from({ length: 50 }, () => hold.calm()))
  await eventually(() => hold.questions() >= 3)
  expect(hold.questions()).toBe(3)
  hold.stop.abort()
  await held
})
