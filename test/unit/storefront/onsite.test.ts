// When the script asks for messages on the site, and what it says of them.
import { expect, test } from 'vitest'
import { createOnsite, type OnsiteMessage, type Show } from '../../../src/storefront/onsite.js'

const message: OnsiteMessage = { id: 'm-1', journey: 'cart', step: 'hint', text: 'Hello' }

function aPage(off = false) {
  let now = 1_000_000
  let timers: { at: number; work: () => void }[] = []
  const page = {
    who: 'a-browser' as string | null,
    visible: true,
    answers: [] as (readonly OnsiteMessage[] | 'none')[],
    asked: [] as string[],
    told: [] as string[],
    shown: [] as Parameters<Show>[],
  }
  const onsite = createOnsite(
    {
      who: () => page.who,
      ask: async who => {
        page.asked.push(who)
        const answer = page.answers.shift() ?? []
        if (answer === 'none') throw new Error('offline')
        return answer
      },
      track: (type, properties) => void page.told.push(`${type} ${JSON.stringify(properties)}`),
      show: (...shown) => void page.shown.push(shown),
      visible: () => page.visible,
      now: () => now,
      later: (work, ms) => timers.push({ at: now + ms, work }),
    },
    off,
  )
  const pass = async (ms: number) => {
    now += ms
    const due = timers.filter(({ at }) => at <= now)
    timers = timers.filter(({ at }) => at > now)
    for (const { work } of due) work()
    await new Promise(resolve => setImmediate(resolve))
  }
  return { page, onsite, pass }
}

test('a message is shown, and what became of it is told as events', async () => {
  const { page, onsite, pass } = aPage()
  page.answers.push([message])
  onsite.soon(0)
  await pass(0)
  expect(page.asked).toEqual(['a-browser'])
  const [[shown, report]] = page.shown as [Parameters<Show>]
  report('shown')
  expect(shown).toEqual(message)
  expect(page.told).toEqual(['onsite_shown {"messageId":"m-1","journey":"cart","step":"hint"}'])
})

test('it asks no oftener than every ten seconds, and not while one is shown', async () => {
  const { page, onsite, pass } = aPage()
  onsite.soon(0)
  await pass(0)
  page.answers.push([message])
  onsite.soon(1_500)
  onsite.soon(0)
  await pass(9_999)
  expect(page.asked).toHaveLength(1)
  await pass(1)
  expect([page.asked.length, page.shown.length]).toEqual([2, 1])
  onsite.soon(0)
  await pass(60_000)
  expect(page.asked).toHaveLength(2)
  page.shown[0]![2]()
  await pass(0)
  expect(page.asked).toHaveLength(3)
})

test.each([
  ['before the shopper has agreed', { who: null }],
  ['in the background', { visible: false }],
])('nothing is asked %s', async (_, change) => {
  const { page, onsite, pass } = aPage()
  Object.assign(page, change)
  onsite.soon(0)
  await pass(60_000)
  expect(page.asked).toEqual([])
})

test('nothing is asked where the tag or the page turns it off', async () => {
  const off = aPage(true)
  off.onsite.soon(0)
  await off.pass(60_000)
  const { page, onsite, pass } = aPage()
  onsite.use(false)
  onsite.soon(0)
  await pass(60_000)
  expect([off.page.asked, page.asked]).toEqual([[], []])
})

test('a page may show messages itself', async () => {
  const { page, onsite, pass } = aPage(true)
  page.answers.push([message])
  const own: string[] = []
  onsite.use((one: OnsiteMessage, report: (what: 'clicked') => void, done: () => void) => {
    own.push(one.id)
    report('clicked')
    done()
  })
  await pass(0)
  expect([own, page.shown, page.told.length]).toEqual([['m-1'], [], 1])
})

test('no answer is no message; the next occasion asks again', async () => {
  const { page, onsite, pass } = aPage()
  page.answers.push('none', [message])
  onsite.soon(0)
  await pass(0)
  onsite.soon(0)
  await pass(10_000)
  expect([page.asked.length, page.shown.length]).toEqual([2, 1])
})
