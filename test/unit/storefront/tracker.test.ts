// The commands of a page, and when what they say is stored and sent.
import { describe, expect, test } from 'vitest'
import { aBrowser, aDisk, idsOf, namesOf } from './a-browser.js'

const waiting = (disk: ReturnType<typeof aDisk>) =>
  [...disk.all.keys()].filter(name => name.startsWith('triggerfish.e.')).length

describe('sending', () => {
  test('after two seconds, all that has come, in order, with times that are never the same', async () => {
    const disk = aDisk()
    const { run, posts, pass } = aBrowser({ disk })
    run('track', 'one')
    run('track', 'two', { n: 2 })
    await pass(1_999)
    expect(posts).toEqual([])
    expect(waiting(disk)).toBe(2)
    await pass(1)
    expect(namesOf(posts)).toEqual([['one', 'two']])
    const [one, two] = posts[0]!.events
    expect(two!.at).toBe(one!.at + 1)
    expect(posts[0]).toMatchObject({ key: 'tf_page', sentAt: one!.at + 2_000 })
    expect(waiting(disk)).toBe(0)
    await pass(60_000)
    expect(posts).toHaveLength(1)
  })

  test('at once with twenty', async () => {
    const { run, posts, settled } = aBrowser()
    for (let n = 0; n < 20; n++) run('track', `e-${n}`)
    await settled()
    expect(namesOf(posts).flat()).toHaveLength(20)
  })

  test.each([
    { status: 500, retryAfter: 0 },
    { status: 429, retryAfter: 0 },
    { status: 408, retryAfter: 0 },
    'none',
  ] as const)('after %j the same events again, a second later, then two', async answer => {
    const { run, posts, pass } = aBrowser({ answers: [answer, answer] })
    run('track', 'one')
    await pass(2_000)
    expect(posts).toHaveLength(1)
    run('track', 'two')
    await pass(1_000)
    expect(posts).toHaveLength(2)
    await pass(1_999)
    expect(posts).toHaveLength(2)
    await pass(1)
    expect(namesOf(posts)).toEqual([['one'], ['one', 'two'], ['one', 'two']])
    expect(new Set(idsOf(posts).map(([first]) => first)).size).toBe(1)
  })

  test('the server says when, but not for longer than a minute', async () => {
    const { run, posts, pass } = aBrowser({
      answers: [
        { status: 503, retryAfter: 5 },
        { status: 503, retryAfter: 86_400 },
      ],
    })
    run('track', 'one')
    await pass(2_000 + 4_999)
    expect(posts).toHaveLength(1)
    await pass(1)
    expect(posts).toHaveLength(2)
    await pass(60_000)
    expect(posts).toHaveLength(3)
  })

  test('at once when the network is back, however long the pause was going to be', async () => {
    const { run, posts, pass, sender, settled } = aBrowser({ answers: Array(6).fill('none') })
    run('track', 'one')
    await pass(40_000)
    const before = posts.length
    sender.retry()
    await settled()
    expect(posts).toHaveLength(before + 1)
  })

  const aboutTheKey = ': is data-key one of --scope script?'
  test.each([
    [400, ''],
    [401, aboutTheKey],
    [403, aboutTheKey],
    [413, ''],
  ])('after %i the events are given up, with a word to the page', async (status, remedy) => {
    const disk = aDisk()
    const { run, pass, posts, warnings } = aBrowser({ disk, answers: [{ status, retryAfter: 0 }] })
    run('track', 'one')
    await pass(100_000)
    expect(posts).toHaveLength(1)
    expect(waiting(disk)).toBe(0)
    expect(warnings).toEqual([`the server refused 1 events with ${status}${remedy}`])
  })

  test('five hundred are kept, the oldest make room, and they go in portions', async () => {
    const disk = aDisk()
    const { run, posts, pass, sender, settled } = aBrowser({ disk, answers: ['none'] })
    for (let n = 0; n < 520; n++) run('track', `e-${n}`)
    await settled()
    expect(waiting(disk)).toBe(500)
    posts.length = 0
    sender.retry()
    await pass(100_000)
    expect(posts.map(({ events }) => events.length)).toEqual([100, 100, 100, 100, 100])
    expect(namesOf(posts).flat()).toEqual(Array.from({ length: 500 }, (_, n) => `e-${n + 20}`))
  })

  test('portions are small enough for a beacon', async () => {
    const { run, posts, pass } = aBrowser()
    for (let n = 0; n < 3; n++) run('track', `e-${n}`, { text: 'x'.repeat(30_000) })
    await pass(2_000)
    expect(namesOf(posts)).toEqual([['e-0'], ['e-1'], ['e-2']])
  })
})

describe('leaving the page', () => {
  test('sends by a beacon once, and the next page makes sure with the same ids', async () => {
    const disk = aDisk()
    const first = aBrowser({ disk })
    first.run('track', 'one')
    first.sender.leave()
    first.sender.leave()
    expect(namesOf(first.beaconed)).toEqual([['one']])
    const second = aBrowser({ disk })
    await second.pass(2_000)
    expect(idsOf(second.posts)).toEqual(idsOf(first.beaconed))
    expect(waiting(disk)).toBe(0)
  })

  test('what no beacon takes stays for the next page', () => {
    const disk = aDisk()
    const { run, sender } = aBrowser({ disk, beacons: false })
    run('track', 'one')
    sender.leave()
    expect(waiting(disk)).toBe(1)
  })
})

describe('two tabs', () => {
  test('leave each other’s events alone for ten seconds, and then lose none', async () => {
    const disk = aDisk()
    const one = aBrowser({ disk })
    await one.pass(2_000)
    const two = aBrowser({ disk, answers: ['none'] })
    await two.pass(2_000)
    one.run('track', 'of_one')
    two.run('track', 'of_two')
    one.sender.leave()
    expect(namesOf(one.beaconed)).toEqual([['of_one']])
    await two.pass(12_000)
    two.run('track', 'later')
    await two.pass(2_000)
    expect(namesOf(two.posts).flat()).toContain('of_one')
    expect(waiting(disk)).toBe(0)
  })
})

describe('who it is', () => {
  test('a browser has one name until reset, the shopper the strongest that was given', async () => {
    const { run, posts, pass } = aBrowser()
    run('track', 'before')
    run('identify', { email: 'ann@example.com', id: 42, firstName: 'Ann' })
    run('cart', 'cart-1')
    run('track', 'after')
    run('reset')
    run('track', 'somebody_else')
    await pass(2_000)
    const [before, identified, after, other] = posts[0]!.events
    const { anonymousId } = before!.names as { anonymousId: string }
    expect(before!.names).toEqual({ anonymousId })
    expect(identified).toMatchObject({
      name: 'customer_updated',
      names: { id: '42', anonymousId },
      properties: { firstName: 'Ann' },
    })
    expect(identified!.properties).toEqual({ firstName: 'Ann' })
    expect(after!.names).toEqual({ id: '42', anonymousId, cartToken: 'cart-1' })
    expect(other!.names).toEqual({ anonymousId: expect.not.stringMatching(anonymousId) })
  })

  test('page tells of the page, and what else is said', async () => {
    const { run, posts, pass } = aBrowser()
    run('page', { shelf: 'shoes' })
    await pass(2_000)
    expect(posts[0]!.events[0]).toMatchObject({
      name: 'page_viewed',
      properties: { page: { path: '/' }, shelf: 'shoes' },
    })
  })

  test('other words are no commands', () => {
    const { run, warnings } = aBrowser()
    for (const word of ['trak', 'constructor', '__proto__']) run(word, 'x')
    expect(warnings).toHaveLength(3)
  })
})

describe('consent', () => {
  test('before it nothing is stored or sent; then everything is', async () => {
    const disk = aDisk()
    const { run, posts, beaconed, pass, sender, timers } = aBrowser({ disk, agreed: false })
    for (let n = 0; n < 30; n++) run('track', `e-${n}`)
    run('identify', { id: 'c-1' })
    run('cart', 'token')
    sender.leave()
    sender.retry()
    await pass(100_000)
    expect([disk.all.size, posts.length, beaconed.length, timers()]).toEqual([0, 0, 0, 0])
    run('consent', { analytics: true })
    expect(disk.all.get('triggerfish.consent')).toBe('1')
    await pass(2_000)
    expect(namesOf(posts).flat()).toHaveLength(31)
  })

  test('a yes is remembered by the next page', async () => {
    const disk = aDisk()
    aBrowser({ disk, agreed: false }).run('consent', { analytics: true })
    const { run, posts, pass } = aBrowser({ disk, agreed: false })
    run('track', 'one')
    await pass(2_000)
    expect(namesOf(posts)).toEqual([['one']])
  })

  test('after a no nothing is left, nothing goes, and the next page asks again', async () => {
    const disk = aDisk()
    disk.setItem('the-shop', 'has its own')
    const { run, posts, beaconed, pass, sender } = aBrowser({ disk, agreed: false })
    run('consent', { analytics: true })
    run('track', 'one')
    run('consent', { analytics: false })
    run('track', 'two')
    sender.leave()
    await pass(100_000)
    expect([...disk.all.keys()]).toEqual(['the-shop'])
    expect([posts, beaconed]).toEqual([[], []])
    const next = aBrowser({ disk, agreed: false })
    next.run('track', 'three')
    await next.pass(100_000)
    expect([...disk.all.keys()]).toEqual(['the-shop'])
    expect(next.posts).toEqual([])
  })

  test.each([undefined, {}, { analytics: 'true' }, { marketing: true }])('%j is no yes', async words => {
    const { run, posts, pass } = aBrowser({ agreed: false })
    run('track', 'one')
    run('consent', words)
    await pass(2_000)
    expect(posts).toEqual([])
  })

  test('where the shop takes silence for a yes, a no is remembered', async () => {
    const disk = aDisk()
    const first = aBrowser({ disk })
    first.run('track', 'one')
    first.run('consent', { analytics: false })
    expect([...disk.all]).toEqual([['triggerfish.consent', '0']])
    const second = aBrowser({ disk })
    second.run('track', 'two')
    await second.pass(100_000)
    expect([...first.posts, ...second.posts]).toEqual([])
    second.run('consent', { analytics: true })
    second.run('track', 'three')
    await second.pass(2_000)
    expect(namesOf(second.posts)).toEqual([['three']])
  })
})

test.each([null, aDisk({ refuses: true })])('without a disk memory has to do', async disk => {
  const { run, posts, pass } = aBrowser({ disk })
  run('track', 'one')
  run('track', 'two')
  await pass(2_000)
  expect(namesOf(posts)).toEqual([['one', 'two']])
  expect(new Set(posts[0]!.events.map(({ names }) => JSON.stringify(names))).size).toBe(1)
  await pass(60_000)
  expect(posts).toHaveLength(1)
})
