// Windows of local time: who is inside, when they open and close, also where clocks are moved.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  endOfInside,
  insideWindow,
  type LocalWindow,
  localParts,
  nextInside,
  type Weekday,
  weekdays,
} from '../../../src/model/local-time.js'

const at = (iso: string): Date => new Date(iso)
const berlin = 'Europe/Berlin'
const officeHours: LocalWindow = { between: ['09:00', '19:00'], on: ['mon', 'tue', 'wed', 'thu', 'fri'] }
const night: LocalWindow = { between: ['21:00', '08:00'] }
const mondayNight: LocalWindow = { between: ['21:00', '08:00'], on: ['mon'] }

describe('inside a window', () => {
  test.each<[string, LocalWindow, string, boolean]>([
    ['the opening minute', officeHours, '2026-11-20T08:00:00Z', true],
    ['the millisecond before it', officeHours, '2026-11-20T07:59:59.999Z', false],
    ['the last millisecond', officeHours, '2026-11-20T17:59:59.999Z', true],
    ['the closing minute', officeHours, '2026-11-20T18:00:00Z', false],
    ['noon on a weekday left out', officeHours, '2026-11-21T11:00:00Z', false],
    ['midnight, of a window over midnight', night, '2026-11-20T23:00:00Z', true],
    ['its morning', night, '2026-11-20T06:59:59Z', true],
    ['its end', night, '2026-11-20T07:00:00Z', false],
    ['the evening of its day', mondayNight, '2026-11-16T20:00:00Z', true],
    ['the morning after its day', mondayNight, '2026-11-17T06:00:00Z', true],
    ['the morning of its day', mondayNight, '2026-11-16T06:00:00Z', false],
    ['the evening after its day', mondayNight, '2026-11-17T20:00:00Z', false],
    ['any time of a day without hours', { on: ['sun'] }, '2026-11-22T22:59:59Z', true],
    ['the day after', { on: ['sun'] }, '2026-11-22T23:00:00Z', false],
    ['always, without hours and days', {}, '2026-11-22T23:00:00Z', true],
    ['always, from a time to the same', { between: ['09:00', '09:00'] }, '2026-11-22T08:00:00Z', true],
    ['the first of two equal hours', { between: ['02:00', '03:00'] }, '2026-10-25T00:30:00Z', true],
    ['the second of them', { between: ['02:00', '03:00'] }, '2026-10-25T01:30:00Z', true],
  ])('%s', (_what, window, instant, inside) => {
    expect(insideWindow(at(instant), berlin, window)).toBe(inside)
  })
})

describe('a window opens', () => {
  test.each<[string, LocalWindow, string, string]>([
    ['at once for who is inside', officeHours, '2026-11-20T12:34:56.789Z', '2026-11-20T12:34:56.789Z'],
    ['later that day', officeHours, '2026-11-20T05:00:00Z', '2026-11-20T08:00:00Z'],
    ['after the weekend', officeHours, '2026-11-20T18:00:00Z', '2026-11-23T08:00:00Z'],
    ['a week later, on its only day', mondayNight, '2026-11-17T07:00:00Z', '2026-11-23T20:00:00Z'],
    [
      'after the gap that holds its opening',
      { between: ['02:30', '04:00'] },
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:00:00Z',
    ],
    [
      'not on the day whose gap swallows it',
      { between: ['02:00', '02:30'] },
      '2026-03-29T00:00:00Z',
      '2026-03-30T00:00:00Z',
    ],
    [
      'two weeks on, where its only day of the week is that day',
      { between: ['02:00', '02:30'], on: ['sun'] },
      '2026-03-22T02:00:00Z',
      '2026-04-05T00:00:00Z',
    ],
    [
      'again in the second of two equal hours',
      { between: ['02:15', '02:30'] },
      '2026-10-25T00:45:00Z',
      '2026-10-25T01:15:00Z',
    ],
  ])('%s', (_rule, window, from, opens) => {
    expect(nextInside(at(from), berlin, window)).toEqual(at(opens))
  })

  test('never, without a day', () => {
    expect(() => nextInside(at('2026-11-20T12:00:00Z'), berlin, { on: [] })).toThrow(RangeError)
  })
})

describe('a window closes', () => {
  test.each<[string, LocalWindow, string, string | null]>([
    ['at its hour', officeHours, '2026-11-20T12:00:00Z', '2026-11-20T18:00:00Z'],
    ['the next morning', night, '2026-11-20T20:00:00Z', '2026-11-21T07:00:00Z'],
    ['at midnight, without hours', { on: ['sat', 'sun'] }, '2026-11-21T12:00:00Z', '2026-11-22T23:00:00Z'],
    ['never, without hours and days', {}, '2026-11-20T12:00:00Z', null],
    ['not for who is outside', officeHours, '2026-11-20T18:00:00Z', null],
    [
      'when the clocks jump over its end',
      { between: ['01:00', '02:30'] },
      '2026-03-29T00:30:00Z',
      '2026-03-29T01:00:00Z',
    ],
    [
      'when the clocks go back before its opening',
      { between: ['02:30', '05:00'] },
      '2026-10-25T00:45:00Z',
      '2026-10-25T01:00:00Z',
    ],
  ])('%s', (_rule, window, from, closes) => {
    expect(endOfInside(at(from), berlin, window)).toEqual(closes === null ? null : at(closes))
  })

  test('at the end of a midnight that does not exist', () => {
    const saturday: LocalWindow = { on: ['sat'] }
    expect(endOfInside(at('2026-09-05T12:00:00Z'), 'America/Santiago', saturday)).toEqual(
      at('2026-09-06T04:00:00Z'),
    )
    expect(nextInside(at('2026-09-05T12:00:00Z'), 'America/Santiago', { on: ['sun'] })).toEqual(
      at('2026-09-06T04:00:00Z'),
    )
  })
})

describe('whatever the window, zone and instant', () => {
  const twoDigits = (number: number): string => String(number).padStart(2, '0')
  const aTime = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 45))
    .map(parts => parts.map(twoDigits).join(':'))
  const aWindow = fc.record(
    {
      between: fc.tuple(aTime, aTime),
      on: fc.uniqueArray(fc.constantFrom<Weekday>(...weekdays), { minLength: 1 }),
    },
    { requiredKeys: [] },
  )
  const aZone = fc.constantFrom(
    berlin,
    'America/Santiago',
    'Africa/Cairo',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
  )
  // Close to where the clocks are moved, mostly.
  const anInstant = fc.oneof(
    fc.date({ min: at('2026-03-27T00:00:00Z'), max: at('2026-04-06T00:00:00Z'), noInvalidDate: true }),
    fc.date({ min: at('2026-09-03T00:00:00Z'), max: at('2026-11-03T00:00:00Z'), noInvalidDate: true }),
  )
  const quarters = (from: Date, to: Date): Date[] => {
    const step = 900_000
    const first = Math.floor(from.getTime() / step) * step + step
    const count = Math.max(0, Math.ceil((to.getTime() - first) / step))
    return Array.from({ length: Math.min(count, 2_000) }, (_, index) => new Date(first + index * step))
  }

  test('the opening is inside, and nothing before it is', () => {
    fc.assert(
      fc.property(aZone, anInstant, aWindow, (zone, from, window) => {
        const opens = nextInside(from, zone, window)
        expect(opens >= from && insideWindow(opens, zone, window)).toBe(true)
        if (opens > from) expect(insideWindow(from, zone, window)).toBe(false)
        expect(quarters(from, opens).filter(instant => insideWindow(instant, zone, window))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('the closing is outside, and everything before it is inside', () => {
    fc.assert(
      fc.property(aZone, anInstant, aWindow, (zone, from, window) => {
        const start = nextInside(from, zone, window)
        const closes = endOfInside(start, zone, window)
        if (closes === null) {
          const days = new Set(
            quarters(start, new Date(start.getTime() + 8 * 86_400_000)).map(one =>
              insideWindow(one, zone, window),
            ),
          )
          expect([...days]).toEqual([true])
          return
        }
        expect(closes > start && !insideWindow(closes, zone, window)).toBe(true)
        expect(quarters(start, closes).filter(instant => !insideWindow(instant, zone, window))).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('inside is what the clock shows', () => {
    fc.assert(
      fc.property(aZone, anInstant, aTime, aTime, (zone, instant, from, to) => {
        const { hour, minute } = localParts(instant, zone)
        const shown = `${twoDigits(hour)}:${twoDigits(minute)}`
        const inside = from < to ? shown >= from && shown < to : shown >= from || shown < to
        expect(insideWindow(instant, zone, { between: [from, to] })).toBe(inside)
      }),
    )
  })
})
