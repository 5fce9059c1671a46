// When a sender is left alone, and how it comes back.
import { expect, it } from 'vitest'
import { breaker } from '../../../../src/dispatch/pacing/breaker.js'

function aBreaker() {
  let now = 0
  const changes: boolean[] = []
  const it = breaker({ stopwatch: () => now, onChange: open => changes.push(open) })
  const end = (kind: 'works' | 'fails' | 'nothing', pauseMs?: number): boolean => {
    const trial = it.begin()
    trial?.end(kind === 'fails' ? { kind, pauseMs } : { kind })
    return trial !== null
  }
  const failing = (times: number) => {
    for (let n = 0; n < times; n++) end('fails')
  }
  return { ...it, changes, end, failing, pass: (ms: number) => (now += ms) }
}

it('five failures in a row open it; a success between them does not let it come to that', () => {
  const one = aBreaker()
  one.failing(4)
  one.end('works')
  one.failing(4)
  expect(one.waitMs()).toBe(0)
  one.failing(1)
  expect(one.waitMs()).toBe(30_000)
  expect(one.begin()).toBeNull()
  expect(one.changes).toEqual([true])
})

it('what teaches nothing neither opens nor closes it', () => {
  const one = aBreaker()
  one.failing(4)
  one.end('nothing')
  one.failing(1)
  expect(one.begin()).toBeNull()
})

it('after the pause one message tries; while it does, no other', () => {
  const one = aBreaker()
  one.failing(5)
  one.pass(29_999)
  expect(one.begin()).toBeNull()
  one.pass(1)
  const trial = one.begin()
  expect(trial).not.toBeNull()
  expect(one.begin()).toBeNull()
  expect(one.waitMs()).toBe(1_000)
  trial!.end({ kind: 'works' })
  expect(one.changes).toEqual([true, false])
  expect([one.end('works'), one.end('works')]).toEqual([true, true])
})

it('a trial that fails doubles the pause, up to five minutes', () => {
  const one = aBreaker()
  one.failing(5)
  const pauses = [30_000, 60_000, 120_000, 240_000, 300_000, 300_000]
  for (const pause of pauses) {
    expect(one.waitMs()).toBe(pause)
    one.pass(pause)
    one.end('fails')
  }
  expect(one.changes).toEqual([true])
})

it('a trial that teaches nothing lets the next one try at once', () => {
  const one = aBreaker()
  one.failing(5)
  one.pass(30_000)
  expect(one.end('nothing')).toBe(true)
  expect(one.end('works')).toBe(true)
  expect(one.waitMs()).toBe(0)
})

it('after it has worked again the first pause is short again', () => {
  const one = aBreaker()
  one.failing(5)
  one.pass(30_000)
  one.end('fails')
  one.pass(60_000)
  one.end('works')
  one.failing(5)
  expect(one.waitMs()).toBe(30_000)
})

it('what began before it opened says nothing about now', () => {
  const one = aBreaker()
  const early = [one.begin(), one.begin(), one.begin()]
  one.failing(5)
  early[0]!.end({ kind: 'works' })
  early[1]!.end({ kind: 'fails' })
  expect(one.waitMs()).toBe(30_000)
  one.pass(30_000)
  early[2]!.end({ kind: 'nothing' })
  expect(one.end('works')).toBe(true)
})

it('a provider that asks for a pause gets it at once, for five minutes at most', () => {
  const one = aBreaker()
  one.end('fails', 7_000)
  expect(one.waitMs()).toBe(7_000)
  one.pass(7_000)
  one.end('fails', 3_600_000)
  expect(one.waitMs()).toBe(300_000)
})

it('who asks for a second again and again is left alone for longer all the same, and no more so once it works', () => {
  const one = aBreaker()
  const pauses = [1_000, 1_000, 1_000, 1_000, 30_000, 60_000, 120_000]
  for (const pause of pauses) {
    one.end('fails', 1_000)
    expect(one.waitMs()).toBe(pause)
    one.pass(pause)
  }
  one.end('works')
  one.end('fails', 1_000)
  expect(one.waitMs()).toBe(1_000)
})

it('a trial ends once', () => {
  const one = aBreaker()
  const trial = one.begin()!
  for (let n = 0; n < 9; n++) trial.end({ kind: 'fails' })
  expect(one.waitMs()).toBe(0)
})
