// Whatever trials end how and when, in any order: a breaker that was left alone for its longest pause lets one message try, and
// while it is open never two at once.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { breaker, type Lesson, type Trial } from '../../../../src/dispatch/pacing/breaker.js'

const longestPauseMs = 300_000
const lesson: fc.Arbitrary<Lesson> = fc.constantFrom(
  { kind: 'works' as const },
  { kind: 'fails' as const },
  { kind: 'fails' as const, pauseMs: 0 },
  { kind: 'fails' as const, pauseMs: 900_000 },
  { kind: 'nothing' as const },
)
const act = fc.oneof(
  fc.constant({ kind: 'begin' as const }),
  fc.record({ kind: fc.constant('end' as const), nth: fc.nat(9), lesson }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(longestPauseMs) }),
)

it('is never shut for ever, and never lets a crowd through while it is open', () => {
  fc.assert(
    fc.property(fc.array(act, { maxLength: 60 }), acts => {
      let now = 0
      let isOpen = false
      const health = breaker({ stopwatch: () => now, onChange: open => (isOpen = open) })
      const open: Trial[] = []
      for (const one of acts) {
        if (one.kind === 'wait') now += one.ms
        else if (one.kind === 'end') open.splice(one.nth % Math.max(1, open.length), 1)[0]?.end(one.lesson)
        else {
          const waitMs = health.waitMs()
          const trial = health.begin()
          if (waitMs > 0) expect(trial).toBeNull()
          if (trial) open.push(trial)
          if (trial && isOpen) expect(health.begin()).toBeNull()
        }
      }
      for (const trial of open) trial.end({ kind: 'nothing' })
      now += longestPauseMs
      expect(health.waitMs()).toBe(0)
      const last = health.begin()
      expect(last).not.toBeNull()
      last?.end({ kind: 'works' })
      expect(isOpen).toBe(false)
    }),
    { numRuns: 3_000 },
  )
})
