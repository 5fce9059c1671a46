// Local time where clocks are moved, in both hemispheres, against what Intl itself shows.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  instantOf,
  isTimeZone,
  localParts,
  localTimeSchema,
  nextAnniversary,
  nextLocalTime,
  onLocalDate,
  type Period,
  parseDate,
  startOfNextPeriod,
  startOfPeriod,
  timeZoneSchema,
  type Weekday,
  weekdays,
} from '../../../src/model/local-time.js'

const zones = [
  'UTC',
  'Europe/Berlin',
  'Europe/London',
  'America/New_York',
  'America/St_Johns',
  'America/Santiago',
  'America/Havana',
  'Atlantic/Azores',
  'America/Nuuk',
  'Africa/Casablanca',
  'Africa/Cairo',
  'Asia/Beirut',
  'Asia/Kathmandu',
  'Asia/Kolkata',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
]

const at = (iso: string): Date => new Date(iso)
const minute = (text: string) => {
  const [year, month, day, hour, min] = text.split(/\D/).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ]
  return { year, month, day, hour, minute: min }
}
/** "2026-03-29 03:00 sun" */
const shown = (instant: Date, zone: string): string => {
  const { year, month, day, hour, minute: min, weekday } = localParts(instant, zone)
  const two = (number: number): string => String(number).padStart(2, '0')
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(min)} ${weekday}`
}

const minuteOfDay = (instant: Date, zone: string): number => {
  const { hour, minute: min } = localParts(instant, zone)
  return hour * 60 + min
}

const aZone = fc.constantFrom(...zones)
const anInstant = fc.date({
  min: at('2012-01-01T00:00:00Z'),
  max: at('2037-12-31T00:00:00Z'),
  noInvalidDate: true,
})
const aTime = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(parts => parts.map(part => String(part).padStart(2, '0')).join(':'))

describe('what the clocks show', () => {
  const byIntl = new Map(
    zones.map(zone => [
      zone,
      new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hourCycle: 'h23',
        weekday: 'short',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
      }),
    ]),
  )

  test('is what Intl shows, at any instant', () => {
    fc.assert(
      fc.property(aZone, anInstant, (zone, instant) => {
        const parts = Object.fromEntries(
          byIntl
            .get(zone)!
            .formatToParts(instant)
            .map(({ type, value }) => [type, value]),
        )
        const { year, month, day, hour, minute: min, weekday = '' } = parts
        expect(shown(instant, zone)).toBe(`${year}-${month}-${day} ${hour}:${min} ${weekday.toLowerCase()}`)
      }),
      { numRuns: 1_000 },
    )
  })

  test('to the millisecond before and after the clocks are moved', () => {
    expect(localParts(at('2026-03-29T00:59:59.999Z'), 'Europe/Berlin')).toEqual({
      year: 2026,
      month: 3,
      day: 29,
      hour: 1,
      minute: 59,
      second: 59,
      millisecond: 999,
      weekday: 'sun',
    })
    expect(shown(at('2026-03-29T01:00:00Z'), 'Europe/Berlin')).toBe('2026-03-29 03:00 sun')
  })

  test('also where an offset had seconds, and where a day was left out', () => {
    expect(localParts(at('1971-01-01T12:00:00Z'), 'Africa/Monrovia')).toMatchObject({
      hour: 11,
      minute: 15,
      second: 30,
    })
    expect(shown(at('2011-12-30T09:59:00Z'), 'Pacific/Apia')).toBe('2011-12-29 23:59 thu')
    expect(shown(at('2011-12-30T10:00:00Z'), 'Pacific/Apia')).toBe('2011-12-31 00:00 sat')
  })

  test('of a zone nobody knows is an error', () => {
    expect(() => localParts(at('2026-01-01T00:00:00Z'), 'Europe/Atlantis')).toThrow(RangeError)
  })
})

describe('a local time that does not exist is the first instant after the gap', () => {
  test.each([
    ['Europe/Berlin', '2026-03-29 02:30', '2026-03-29T01:00:00Z', '2026-03-29 03:00 sun'],
    ['America/New_York', '2026-03-08 02:00', '2026-03-08T07:00:00Z', '2026-03-08 03:00 sun'],
    ['Australia/Sydney', '2026-10-04 02:59', '2026-10-03T16:00:00Z', '2026-10-04 03:00 sun'],
    ['Australia/Lord_Howe', '2026-10-04 02:15', '2026-10-03T15:30:00Z', '2026-10-04 02:30 sun'],
    ['Pacific/Chatham', '2026-09-27 03:00', '2026-09-26T14:00:00Z', '2026-09-27 03:45 sun'],
    ['Africa/Casablanca', '2026-03-22 02:30', '2026-03-22T02:00:00Z', '2026-03-22 03:00 sun'],
    ['America/Santiago', '2026-09-06 00:00', '2026-09-06T04:00:00Z', '2026-09-06 01:00 sun'],
    ['Africa/Cairo', '2026-04-24 00:30', '2026-04-23T22:00:00Z', '2026-04-24 01:00 fri'],
    ['Asia/Beirut', '2026-03-29 00:00', '2026-03-28T22:00:00Z', '2026-03-29 01:00 sun'],
    ['Pacific/Apia', '2011-12-30 12:00', '2011-12-30T10:00:00Z', '2011-12-31 00:00 sat'],
  ])('%s %s', (zone, local, instant, text) => {
    expect(instantOf(minute(local), zone)).toEqual(at(instant))
    expect(shown(at(instant), zone)).toBe(text)
  })
})

describe('a local time that exists twice is the earlier one', () => {
  test.each([
    ['Europe/Berlin', '2026-10-25 02:30', '2026-10-25T00:30:00Z'],
    ['America/New_York', '2026-11-01 01:00', '2026-11-01T05:00:00Z'],
    ['Australia/Sydney', '2026-04-05 02:30', '2026-04-04T15:30:00Z'],
    ['Australia/Lord_Howe', '2026-04-05 01:45', '2026-04-04T14:45:00Z'],
    ['Pacific/Chatham', '2026-04-05 03:00', '2026-04-04T13:15:00Z'],
    ['America/Santiago', '2026-04-04 23:30', '2026-04-05T02:30:00Z'],
    ['America/Havana', '2026-11-01 00:00', '2026-11-01T04:00:00Z'],
    ['Africa/Cairo', '2026-10-29 23:00', '2026-10-29T20:00:00Z'],
    ['Africa/Casablanca', '2026-02-15 02:30', '2026-02-15T01:30:00Z'],
  ])('%s %s', (zone, local, instant) => {
    expect(instantOf(minute(local), zone)).toEqual(at(instant))
    const later = at(instant).getTime() + (zone === 'Australia/Lord_Howe' ? 30 : 60) * 60_000
    expect(shown(new Date(later), zone)).toBe(shown(at(instant), zone))
  })
})

describe('the next time of day', () => {
  test.each([
    ['an instant that shows it is the answer', '2026-11-20T08:00:00Z', '2026-11-20T08:00:00Z'],
    ['a millisecond later it is tomorrow', '2026-11-20T08:00:00.001Z', '2026-11-21T08:00:00Z'],
    ['before it, it is today', '2026-11-20T07:59:59.999Z', '2026-11-20T08:00:00Z'],
  ])('%s', (_rule, from, next) => {
    expect(nextLocalTime(at(from), 'Europe/Berlin', '09:00')).toEqual(at(next))
  })

  test('on a weekday: today, or up to a week ahead', () => {
    const friday = at('2026-11-20T12:00:00Z')
    const next = (time: string, ...on: Weekday[]) =>
      shown(nextLocalTime(friday, 'Europe/Berlin', time, on), 'Europe/Berlin')
    expect(next('14:00', 'fri')).toBe('2026-11-20 14:00 fri')
    expect(next('09:00', 'fri')).toBe('2026-11-27 09:00 fri')
    expect(next('09:00', 'mon', 'tue')).toBe('2026-11-23 09:00 mon')
    expect(() => next('09:00')).toThrow(RangeError)
  })

  test('that the clocks leave out comes with the first instant after the gap, and the day after as usual', () => {
    const first = nextLocalTime(at('2026-03-28T12:00:00Z'), 'Europe/Berlin', '02:30')
    expect(first).toEqual(at('2026-03-29T01:00:00Z'))
    const second = nextLocalTime(new Date(first.getTime() + 1), 'Europe/Berlin', '02:30')
    expect(second).toEqual(at('2026-03-30T00:30:00Z'))
  })

  test('that comes twice is awaited between the two', () => {
    const between = at('2026-10-25T00:45:00Z')
    expect(nextLocalTime(between, 'Europe/Berlin', '02:30')).toEqual(at('2026-10-25T01:30:00Z'))
  })

  test('is never before, never more than a day away, and shows the wanted time unless that is left out', () => {
    fc.assert(
      fc.property(aZone, anInstant, aTime, (zone, from, time) => {
        const next = nextLocalTime(from, zone, time)
        expect(next >= from).toBe(true)
        expect(next.getTime() - from.getTime()).toBeLessThanOrEqual(25 * 3_600_000)
        const sinceMinuteBefore = (minutes: number): number =>
          (minutes - minuteOfDay(new Date(next.getTime() - 60_000), zone) + 1_440) % 1_440
        const [hours, mins] = time.split(':').map(Number) as [number, number]
        // A minute further, or as many as the clocks are put forward: the wanted one is among those.
        expect(sinceMinuteBefore(hours * 60 + mins)).toBeGreaterThan(0)
        expect(sinceMinuteBefore(hours * 60 + mins)).toBeLessThanOrEqual(
          sinceMinuteBefore(minuteOfDay(next, zone)),
        )
      }),
      { numRuns: 2_000 },
    )
  })

  test('comes on every day of the calendar', () => {
    fc.assert(
      fc.property(aZone, anInstant, aTime, (zone, from, time) => {
        let date: ReturnType<typeof addDays> = localParts(nextLocalTime(from, zone, time), zone)
        let next = onLocalDate(date, time, zone)
        for (let days = 0; days < 40; days++) {
          date = addDays(date, 1)
          next = nextLocalTime(new Date(next.getTime() + 2 * 3_600_000), zone, time)
          // Not the parts of `next`: where 23:00 is skipped, as in Nuuk in spring, the day has it at midnight.
          expect(next).toEqual(onLocalDate(date, time, zone))
        }
      }),
      { numRuns: 200 },
    )
  })
})

describe('days, weeks and months', () => {
  test.each([
    ['day', '2026-03-29T10:00:00Z', 'Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29T22:00:00Z'],
    ['week', '2026-11-22T22:59:59Z', 'Europe/Berlin', '2026-11-15T23:00:00Z', '2026-11-22T23:00:00Z'],
    ['week', '2026-11-22T23:00:00Z', 'Europe/Berlin', '2026-11-22T23:00:00Z', '2026-11-29T23:00:00Z'],
    ['month', '2026-12-31T13:00:00Z', 'Pacific/Auckland', '2026-12-31T11:00:00Z', '2027-01-31T11:00:00Z'],
    ['month', '2028-02-29T12:00:00Z', 'UTC', '2028-02-01T00:00:00Z', '2028-03-01T00:00:00Z'],
    ['day', '2026-09-06T12:00:00Z', 'America/Santiago', '2026-09-06T04:00:00Z', '2026-09-07T03:00:00Z'],
    ['day', '2026-11-01T04:30:00Z', 'America/Havana', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'],
    ['day', '2011-12-30T09:00:00Z', 'Pacific/Apia', '2011-12-29T10:00:00Z', '2011-12-30T10:00:00Z'],
  ] as const)('the %s of %s in %s', (period, instant, zone, start, next) => {
    expect(startOfPeriod(at(instant), zone, period)).toEqual(at(start))
    expect(startOfNextPeriod(at(instant), zone, period)).toEqual(at(next))
  })

  test('a day that comes back after the next began still ends later', () => {
    const again = at('2010-11-07T03:00:00Z')
    expect(shown(again, 'America/St_Johns')).toBe('2010-11-06 23:30 sat')
    expect(startOfNextPeriod(again, 'America/St_Johns', 'day') > again).toBe(true)
  })

  test('hold the instant, and meet without a gap', () => {
    const aPeriod = fc.constantFrom<Period>('day', 'week', 'month')
    fc.assert(
      fc.property(aZone, anInstant, aPeriod, (zone, instant, period) => {
        const start = startOfPeriod(instant, zone, period)
        const next = startOfNextPeriod(instant, zone, period)
        expect(start <= instant && instant < next).toBe(true)
        expect(startOfPeriod(next, zone, period)).toEqual(next)
        expect(startOfNextPeriod(new Date(next.getTime() - 1), zone, period)).toEqual(next)
      }),
      { numRuns: 1_000 },
    )
  })
})

describe('an anniversary', () => {
  test.each([
    ['is today until its time has passed', [5, 17], '2026-05-17T07:00:00Z', '2026-05-17T07:00:00Z'],
    ['is next year when it has', [5, 17], '2026-05-17T07:00:00.001Z', '2027-05-17T07:00:00Z'],
    [
      'of 29 February is on the 28th in a common year',
      [2, 29],
      '2026-01-01T00:00:00Z',
      '2026-02-28T08:00:00Z',
    ],
    ['of 29 February is on the 29th in a leap year', [2, 29], '2027-03-01T00:00:00Z', '2028-02-29T08:00:00Z'],
    ['of New Year comes with the local year', [1, 1], '2026-12-31T23:30:00Z', '2027-01-01T08:00:00Z'],
  ] as const)('%s', (_rule, [month, day], from, next) => {
    expect(nextAnniversary(month, day, at(from), 'Europe/Berlin', '09:00')).toEqual(at(next))
  })
})

describe('a date in the data', () => {
  test.each([
    ['2026-12-24', { kind: 'day', year: 2026, month: 12, day: 24 }],
    ['2028-02-29', { kind: 'day', year: 2028, month: 2, day: 29 }],
    ['2026-12-24T10:00:00Z', { kind: 'instant', at: at('2026-12-24T10:00:00Z') }],
    ['2026-12-24T10:00Z', { kind: 'instant', at: at('2026-12-24T10:00:00Z') }],
    ['2026-12-24T10:00:00.123456+02:00', { kind: 'instant', at: at('2026-12-24T08:00:00.123Z') }],
    ['2026-12-24T10:00:00-03:30', { kind: 'instant', at: at('2026-12-24T13:30:00Z') }],
  ])('%s is read', (text, parsed) => {
    expect(parseDate(text)).toEqual(parsed)
  })

  test.each([
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-04-31',
    '2027-02-29',
    '0001-01-01',
    '2026-1-2',
    '24.12.2026',
    '2026-12-24T10:00:00',
    '2026-12-24T24:00:00Z',
    '2026-12-24T10:00:60Z',
    '2026-12-24T10:00:00+24:00',
    '2026-12-24 10:00:00Z',
    '2026-12-24Z',
    ' 2026-12-24',
    '',
    1_766_570_400_000,
    null,
    undefined,
    { year: 2026 },
  ])('%j is not one', value => {
    expect(parseDate(value)).toBeNull()
  })

  test('is read back as it was written', () => {
    fc.assert(
      fc.property(anInstant, instant => {
        expect(parseDate(instant.toISOString())).toEqual({ kind: 'instant', at: instant })
      }),
    )
  })
})

describe('schemas', () => {
  test.each(['00:00', '09:05', '23:59'])('"%s" is a time of day', text => {
    expect(localTimeSchema.parse(text)).toBe(text)
  })

  test.each(['24:00', '9:00', '09:60', '09:00:00', '9am', ''])('"%s" is not', text => {
    expect(localTimeSchema.safeParse(text).error?.issues[0]?.message).toContain('such as "09:00"')
  })

  test.each([
    'UTC',
    'Europe/Berlin',
    'America/Argentina/Buenos_Aires',
    'Asia/Kolkata',
    'Europe/Kyiv',
    'US/Eastern',
  ])('"%s" is a zone', name => {
    expect(timeZoneSchema.parse(name)).toBe(name)
    expect(isTimeZone(name)).toBe(true)
  })

  test.each([
    'Europe/Atlantis',
    'europe/berlin',
    'Europe/BERLIN',
    'CET',
    '+02:00',
    'Berlin',
    '',
    'Europe/Berlin ',
  ])('"%s" is not', name => {
    expect(timeZoneSchema.safeParse(name).error?.issues[0]?.message).toContain('such as "Europe/Berlin"')
  })

  test('the weekdays begin on Monday', () => {
    expect(weekdays.indexOf(localParts(at('2026-11-16T12:00:00Z'), 'UTC').weekday)).toBe(0)
  })
})
