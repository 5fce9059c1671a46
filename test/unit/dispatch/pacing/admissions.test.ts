// Who is held back before a hand-over begins, and for how long.
import { expect, it } from 'vitest'
import { admissions } from '../../../../src/dispatch/pacing/admissions.js'
import type { Category } from '../../../../src/journeys/definition/action-schemas.js'

/** Time passes only in pauses, and those end when the test lets it pass. */
function aDoor(everyMs: number, waits: Partial<Record<Category, number>> = {}) {
  let now = 0
  const pausing: { until: number; resume: () => void }[] = []
  const roomAt: Record<Category, number> = { transactional: 0, marketing: 0, ...waits }
  const door = admissions([{ everyMs, waitMs: category => Math.max(0, roomAt[category] - now) }], {
    pause: ms => new Promise(resolve => pausing.push({ until: now + ms, resume: resolve })),
  })
  const stop = new AbortController()
  const begun: string[] = []
  const settled = () => new Promise(resolve => setImmediate(resolve))
  return {
    ...door,
    begun,
    roomAt,
    stop,
    admit: (id: string, category: Category = 'marketing') =>
      door.admit(id, category, stop.signal).then(over => {
        if (over) begun.push(id)
        return over
      }),
    settled,
    async pass(ms: number) {
      now += ms
      for (const { resume } of pausing.filter(({ until }) => until <= now)) resume()
      await settled()
    },
  }
}

it('nobody waits where there is no limit', async () => {
  const door = aDoor(0)
  await Promise.all(['a', 'b', 'c'].map(id => door.admit(id)))
  expect(door.begun).toEqual(['a', 'b', 'c'])
})

it('as many begin at once as will find room within half a second; each that has found it lets the next one in, in order', async () => {
  const door = aDoor(200)
  for (const id of ['a', 'b', 'c', 'd']) void door.admit(id)
  await door.settled()
  expect(door.begun).toEqual(['a', 'b', 'c'])
  door.decided('a')
  await door.pass(1_000)
  expect(door.begun).toEqual(['a', 'b', 'c', 'd'])
})

it('a hand-over that ends without asking for room lets the next one in as well', async () => {
  const door = aDoor(2_000)
  const over = await door.admit('a')
  void door.admit('b')
  await door.settled()
  expect(door.begun).toEqual(['a'])
  over!()
  await door.pass(1_000)
  expect(door.begun).toEqual(['a', 'b'])
})

it('while a sender has no room nobody begins; what belongs to an order waits for its own', async () => {
  const door = aDoor(10, { marketing: 5_000 })
  void door.admit('newsletter')
  void door.admit('receipt', 'transactional')
  await door.settled()
  expect(door.begun).toEqual(['receipt'])
  for (let second = 0; second < 5; second++) await door.pass(1_000)
  expect(door.begun).toEqual(['receipt', 'newsletter'])
})

it('whoever is told to stop does not begin', async () => {
  const door = aDoor(10, { marketing: 60_000 })
  const held = [door.admit('a'), door.admit('b')]
  door.stop.abort()
  await door.pass(1_000)
  expect(await Promise.all(held)).toEqual([null, null])
  expect(door.begun).toEqual([])
})
