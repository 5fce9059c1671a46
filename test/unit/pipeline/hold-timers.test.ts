// Timers wait for events that were accepted before, but not for ever.
import { expect, it } from 'vitest'
import { timerHold } from '../../../src/pipeline/hold-timers.js'

const minute = 60_000

function aHold(oldest: (queue: string) => number | null | Error) {
  let now = 0
  const broker = {
    oldest: async ({ name }: { readonly name: string }) => {
      const time = oldest(name)
      if (time instanceof Error) throw time
      return time === null ? null : new Date(time)
    },
  }
  const mustWait = timerHold(broker, { now: () => new Date(now) })
  return { mustWait, setTime: (ms: number) => (now = ms) }
}

it('timers do not wait when no event does, or only for a moment', async () => {
  const quiet = aHold(() => null)
  expect(await quiet.mustWait()).toBe(false)
  const busy = aHold(() => 9_000)
  busy.setTime(10_000)
  expect(await busy.mustWait()).toBe(false)
})

it('timers wait while events wait for seconds', async () => {
  const hold = aHold(() => 0)
  hold.setTime(10_000)
  expect(await hold.mustWait()).toBe(true)
})

it('timers wait while webhooks do: what they tell is not among the events yet', async () => {
  const hold = aHold(queue => (queue === 'webhooks' ? 0 : null))
  hold.setTime(10_000)
  expect(await hold.mustWait()).toBe(true)
  const other = aHold(queue => (queue === 'shop-data' ? 0 : null))
  other.setTime(10_000)
  expect(await other.mustWait()).toBe(false)
})

it('timers wait while reports do, but not for those on messages that nobody knows', async () => {
  const hold = aHold(queue => (queue === 'reports' ? 0 : null))
  hold.setTime(10_000)
  expect(await hold.mustWait()).toBe(true)
  const early = aHold(queue => (queue === 'early-reports' ? 0 : null))
  early.setTime(10_000)
  expect(await early.mustWait()).toBe(false)
})

it('timers wait five minutes at most, and after a quiet moment five minutes again', async () => {
  let oldest: number | null = 0
  const hold = aHold(() => oldest)
  hold.setTime(minute)
  expect(await hold.mustWait()).toBe(true)
  hold.setTime(6 * minute)
  expect(await hold.mustWait()).toBe(false)
  oldest = null
  expect(await hold.mustWait()).toBe(false)
  oldest = 6 * minute
  hold.setTime(7 * minute)
  expect(await hold.mustWait()).toBe(true)
})

it('timers do not wait for a Redis that is away', async () => {
  const hold = aHold(() => new Error('away'))
  hold.setTime(minute)
  expect(await hold.mustWait()).toBe(false)
})
