// Laws that hold for any condition and any customer.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Condition, conditionSchema } from '../../../../src/journeys/definition/condition-schema.js'
import {
  type Because,
  compileCondition,
  type Scope,
  type Truth,
} from '../../../../src/journeys/engine/condition.js'
import { condition, scope, segments } from './any-condition.js'

const truthOf = (condition: Condition, scope: Scope): Truth =>
  compileCondition(condition, segments)(scope, null)

const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 500) }

it('what is tested here is what marketers may write', () => {
  fc.assert(fc.property(condition, one => conditionSchema.safeParse(one).success))
})

describe('three-valued logic', () => {
  it('not not a is a', () => {
    fc.assert(
      fc.property(condition, scope, (a, given) => {
        expect(truthOf({ not: { not: a } }, given)).toBe(truthOf(a, given))
      }),
      runs,
    )
  })
  it('De Morgan: not all of them is any not; not any of them is all not', () => {
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 3 }), scope, (parts, given) => {
        const nots = parts.map(part => ({ not: part }))
        expect(truthOf({ not: { all: parts } }, given)).toBe(truthOf({ any: nots }, given))
        expect(truthOf({ not: { any: parts } }, given)).toBe(truthOf({ all: nots }, given))
      }),
      runs,
    )
  })
  it('all is the least of its parts and any the greatest, in whatever order: false, unknown, true', () => {
    const rank = (truth: Truth): number => (truth === null ? 0.5 : Number(truth))
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 3 }), scope, (parts, given) => {
        const ranks = parts.map(part => rank(truthOf(part, given)))
        for (const order of [parts, parts.toReversed()]) {
          expect(rank(truthOf({ all: order }, given))).toBe(Math.min(...ranks))
          expect(rank(truthOf({ any: order }, given))).toBe(Math.max(...ranks))
        }
      }),
      runs,
    )
  })
})

it('says why exactly where it does not match, and answers the same without saying', () => {
  fc.assert(
    fc.property(condition, scope, (one, given) => {
      const because: Because[] = []
      const truth = compileCondition(one, segments)(given, because)
      expect(truthOf(one, given)).toBe(truth)
      expect(because.length > 0).toBe(truth !== true)
      // What is stored is JSON.
      expect(JSON.parse(JSON.stringify(because))).toEqual(because)
    }),
    runs,
  )
})

describe('passing time', () => {
  /** The answer, and the earliest instant, in ms, at which it said it may be another one. */
  const watched = (test: ReturnType<typeof compileCondition>, given: Scope): [Truth, number] => {
    let earliest = Number.POSITIVE_INFINITY
    const changesAt = (at: Date): void => {
      expect(at.getTime()).toBeGreaterThan(given.now.getTime())
      earliest = Math.min(earliest, at.getTime())
    }
    return [test({ ...given, changesAt }, []), earliest]
  }
  const farMs = 40 * 86_400_000

  it('changes no answer before the earliest instant that was told', () => {
    fc.assert(
      fc.property(condition, scope, fc.array(fc.nat(10_000), { maxLength: 12 }), (one, given, shares) => {
        const test = compileCondition(one, segments)
        const [truth, earliest] = watched(test, given)
        expect(truthOf(one, given)).toBe(truth)
        const now = given.now.getTime()
        const end = Math.min(earliest - 1, now + farMs)
        const times = shares.map(share => now + Math.floor(((end - now) * share) / 10_000))
        for (const time of [now + 1, end, ...times]) {
          if (time > now && time <= end) expect(test({ ...given, now: new Date(time) }, null)).toBe(truth)
        }
      }),
      { numRuns: 3 * runs.numRuns },
    )
  })

  it('is followed to its end in a bounded number of looks, and by them every change is seen', () => {
    fc.assert(
      fc.property(condition, scope, fc.nat(farMs), (one, given, laterMs) => {
        const test = compileCondition(one, segments)
        const later = given.now.getTime() + laterMs
        let [truth, next] = watched(test, given)
        let looks = 0
        while (next <= later) {
          ;[truth, next] = watched(test, { ...given, now: new Date(next) })
          looks++
        }
        expect(test({ ...given, now: new Date(later) }, null)).toBe(truth)
        // A window of local time opens and closes once a day or so, each part for itself.
        expect(looks).toBeLessThan(2_000)
      }),
      runs,
    )
  })
})
