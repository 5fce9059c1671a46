// Quiet hours: each rule at its borders, the holidays of France, and places that may be in several zones.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { holidaysOf, type QuietRule, quietRules, quietUntil } from '../../../src/model/quiet-hours.js'
import type { Place } from '../../../src/model/time-zones.js'

const at = (iso: string): Date => new Date(iso)
const nowhere: Place = { country: null, region: null, zone: null }
const state = (region: string, zone: string): Place => ({ country: 'US', region, zone })

function until(
  place: Partial<Place>,
  instant: string,
  channel = 'sms',
  rules?: readonly QuietRule[],
): string | null {
  const quiet = quietUntil({
    channel,
    place: { ...nowhere, ...place },
    fallbackZone: 'Europe/Vienna',
    at: at(instant),
    ...(rules && { rules }),
  })
  return quiet?.until.toISOString().replace(':00.000Z', 'Z') ?? null
}

// 2026-11-16 is a Monday. New York is at −5, Chicago at −6, Denver at −7, Los Angeles at −8.
interface Border {
  readonly rule: string
  readonly place: Place
  /** The last minute that is allowed, the first that is quiet, and when it ends. */
  readonly open: string
  readonly quiet: string
  readonly until: string
}
const borders: readonly Border[] = [
  {
    rule: 'TCPA',
    place: state('NY', 'America/New_York'),
    open: '2026-11-17T01:59Z',
    quiet: '2026-11-17T02:00Z',
    until: '2026-11-17T13:00Z',
  },
  ...['FL', 'MD', 'MA'].map(region => ({
    rule: { FL: 'Florida', MD: 'Maryland', MA: 'Massachusetts' }[region]!,
    place: state(region, 'America/New_York'),
    open: '2026-11-17T00:59Z',
    quiet: '2026-11-17T01:00Z',
    until: '2026-11-17T13:00Z',
  })),
  {
    rule: 'Oklahoma',
    place: state('OK', 'America/Chicago'),
    open: '2026-11-17T01:59Z',
    quiet: '2026-11-17T02:00Z',
    until: '2026-11-17T14:00Z',
  },
  ...['OR', 'WA'].map(region => ({
    rule: { OR: 'Oregon', WA: 'Washington' }[region]!,
    place: state(region, 'America/Los_Angeles'),
    open: '2026-11-17T03:59Z',
    quiet: '2026-11-17T04:00Z',
    until: '2026-11-17T16:00Z',
  })),
  {
    rule: 'Connecticut',
    place: state('CT', 'America/New_York'),
    open: '2026-11-17T00:59Z',
    quiet: '2026-11-17T01:00Z',
    until: '2026-11-17T14:00Z',
  },
  {
    rule: 'Texas',
    place: state('TX', 'America/Chicago'),
    open: '2026-11-17T02:59Z',
    quiet: '2026-11-17T03:00Z',
    until: '2026-11-17T15:00Z',
  },
  {
    rule: 'Texas',
    place: state('TX', 'America/Chicago'),
    open: '2026-11-22T02:59Z',
    quiet: '2026-11-22T15:00Z',
    until: '2026-11-22T18:00Z',
  },
  ...['AL', 'LA', 'MS'].flatMap(region => {
    const rule = { AL: 'Alabama', LA: 'Louisiana', MS: 'Mississippi' }[region]!
    const place = state(region, 'America/Chicago')
    return [
      { rule, place, open: '2026-11-17T01:59Z', quiet: '2026-11-17T02:00Z', until: '2026-11-17T14:00Z' },
      { rule, place, open: '2026-11-22T01:59Z', quiet: '2026-11-22T02:00Z', until: '2026-11-23T14:00Z' },
    ]
  }),
  ...['FR', 'GP', 'MQ', 'GF', 'RE', 'YT'].flatMap(country => {
    const rule = 'French operators'
    const place = { country, region: null, zone: 'Europe/Paris' }
    return [
      { rule, place, open: '2026-11-17T18:59Z', quiet: '2026-11-17T19:00Z', until: '2026-11-18T07:00Z' },
      { rule, place, open: '2026-11-20T18:59Z', quiet: '2026-11-20T19:00Z', until: '2026-11-21T09:00Z' },
      { rule, place, open: '2026-11-21T18:59Z', quiet: '2026-11-22T12:00Z', until: '2026-11-23T07:00Z' },
    ]
  }),
]

describe('a rule at its borders', () => {
  test.each(borders)(
    '$rule, $place.country $place.region, $quiet',
    ({ rule, place, open, quiet, until: end }) => {
      expect(until(place, open)).toBeNull()
      expect(until(place, quiet)).toBe(end)
      const lastQuiet = new Date(at(end).getTime() - 1).toISOString()
      expect(until(place, lastQuiet)).toBe(end)
      expect(until(place, end)).toBeNull()
      const { source } = quietRules.find(one => one.source.includes(rule))!
      const found = quietUntil({ channel: 'sms', place, fallbackZone: 'UTC', at: at(lastQuiet) })!.rule
      // Federal law and the state's both hold until morning.
      expect([source, quietRules[0]!.source]).toContain(found.source)
    },
  )

  test.each(quietRules)('$source: has its borders tested', ({ source }) => {
    expect(borders.some(({ rule }) => source.includes(rule))).toBe(true)
  })

  test.each(['PR', 'VI', 'GU', 'MP', 'AS'])('federal law holds in %s', country => {
    const zones = {
      PR: 'America/Puerto_Rico',
      VI: 'America/St_Thomas',
      GU: 'Pacific/Guam',
      MP: 'Pacific/Saipan',
      AS: 'Pacific/Pago_Pago',
    }
    const offset = { PR: -4, VI: -4, GU: 10, MP: 10, AS: -11 }[country]!
    const local = (hour: number): string => new Date(Date.UTC(2026, 10, 17, hour - offset)).toISOString()
    expect(until({ country }, local(20))).toBeNull()
    expect(until({ country }, local(21))).toBe(
      new Date(Date.UTC(2026, 10, 18, 8 - offset)).toISOString().replace(':00.000Z', 'Z'),
    )
    expect(until({ country, zone: zones[country as keyof typeof zones] }, local(8))).toBeNull()
  })
})

describe('quiet hours stay out of', () => {
  const night = '2026-11-22T03:00:00Z'

  test.each<[string, Partial<Place>]>([
    ['countries without such a law', { country: 'DE' }],
    ['places nobody knows', {}],
    ['a zone without a country', { zone: 'America/New_York' }],
  ])('%s', (_where, place) => {
    expect(until(place, night)).toBeNull()
  })

  test('other channels', () => {
    expect(until({ country: 'US' }, night, 'email')).toBeNull()
    expect(until({ country: 'FR' }, night, 'onsite')).toBeNull()
  })
})

describe('a state', () => {
  const sundayNoon = '2026-11-22T18:00:00Z'

  test('has its own rule beside the federal one', () => {
    expect(until(state('AL', 'America/Chicago'), sundayNoon)).toBe('2026-11-23T14:00Z')
    expect(until(state('GA', 'America/New_York'), sundayNoon)).toBeNull()
  })

  test('that is unknown has none', () => {
    expect(until({ country: 'US', zone: 'America/Chicago' }, sundayNoon)).toBeNull()
  })

  test('has it by its code in its country only', () => {
    expect(until({ country: 'BR', region: 'AL' }, sundayNoon)).toBeNull()
  })
})

describe('a place that may be in several zones', () => {
  test('may be written to when all of them allow it', () => {
    expect(until({ country: 'US' }, '2026-11-17T14:00:00Z')).toBe('2026-11-17T18:00Z')
    expect(until({ country: 'US' }, '2026-11-17T18:00:00Z')).toBeNull()
    expect(until({ country: 'US' }, '2026-11-18T01:59:59Z')).toBeNull()
    expect(until({ country: 'US' }, '2026-11-18T02:00:00Z')).toBe('2026-11-18T18:00Z')
  })

  test('is two zones wide in a divided state', () => {
    expect(until({ country: 'US', region: 'FL' }, '2026-11-17T13:30:00Z')).toBe('2026-11-17T14:00Z')
    expect(until({ country: 'US', region: 'FL' }, '2026-11-18T00:59:00Z')).toBeNull()
    expect(until({ country: 'US', region: 'FL' }, '2026-11-18T01:00:00Z')).toBe('2026-11-18T14:00Z')
  })

  test('goes by its largest zone where no hour suits all', () => {
    const narrow: QuietRule = {
      channels: ['sms'],
      countries: ['RU'],
      quiet: [{ between: ['18:00', '10:00'] }],
      source: 'own',
    }
    expect(until({ country: 'RU' }, '2026-11-17T20:00:00Z', 'sms', [narrow])).toBe('2026-11-18T07:00Z')
  })
})

describe('rules of a workspace', () => {
  const everywhere: QuietRule = {
    channels: ['email', 'sms'],
    quiet: [{ between: ['22:00', '07:00'] }],
    source: 'own',
  }

  test('hold in every country, on the clocks of the fallback zone where no other is known', () => {
    expect(until({}, '2026-11-17T21:00:00Z', 'email', [everywhere])).toBe('2026-11-18T06:00Z')
    expect(until({ zone: 'Asia/Tokyo' }, '2026-11-17T13:00:00Z', 'email', [everywhere])).toBe(
      '2026-11-17T22:00Z',
    )
  })

  test('come on top of the law', () => {
    const lunch: QuietRule = { channels: ['sms'], quiet: [{ between: ['08:00', '12:00'] }], source: 'own' }
    expect(
      until(state('NY', 'America/New_York'), '2026-11-17T05:00:00Z', 'sms', [...quietRules, lunch]),
    ).toBe('2026-11-17T17:00Z')
  })

  test('that allow nothing are an error, not an endless search', () => {
    const always: QuietRule = { channels: ['sms'], quiet: [{}], source: 'own' }
    expect(() => until({ country: 'US' }, '2026-11-17T12:00:00Z', 'sms', [always])).toThrow(RangeError)
  })
})

describe('when the clocks are moved', () => {
  test('the night is an hour shorter or longer, and ends by the clock', () => {
    const ny = state('NY', 'America/New_York')
    expect(until(ny, '2026-03-08T02:00:00Z')).toBe('2026-03-08T12:00Z')
    expect(until(ny, '2026-11-01T01:00:00Z')).toBe('2026-11-01T13:00Z')
  })
})

describe('the holidays of France', () => {
  const days = (year: number): string[] =>
    holidaysOf('france', year)
      .map(({ month, day }) => `${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`)
      .sort()

  test.each([
    // Easter Monday, Ascension, Whit Monday; as published by service-public.fr.
    [2024, ['04-01', '05-09', '05-20']],
    [2025, ['04-21', '05-29', '06-09']],
    [2026, ['04-06', '05-14', '05-25']],
    [2027, ['03-29', '05-06', '05-17']],
    [2038, ['04-26', '06-03', '06-14']],
  ])('move with Easter in %i', (year, moving) => {
    const fixed = ['01-01', '05-01', '05-08', '07-14', '08-15', '11-01', '11-11', '12-25']
    expect(days(year)).toEqual([...fixed, ...moving].sort())
  })

  const france: Place = { country: 'FR', region: null, zone: 'Europe/Paris' }

  test.each([
    ['on a holiday, until the next morning', '2026-07-14T10:00:00Z', '2026-07-15T06:00Z'],
    ['from the evening before', '2026-07-13T18:00:00Z', '2026-07-15T06:00Z'],
    ['on Easter Sunday, over Easter Monday', '2026-04-05T10:00:00Z', '2026-04-07T06:00Z'],
    ['on a holiday before a Saturday, until 10', '2026-05-08T10:00:00Z', '2026-05-09T08:00Z'],
    ['on a holiday before a Sunday, until Monday', '2026-08-15T10:00:00Z', '2026-08-17T06:00Z'],
    ['over the turn of the year', '2026-12-31T19:00:00Z', '2027-01-02T09:00Z'],
  ])('are quiet %s', (_rule, instant, end) => {
    expect(until(france, instant)).toBe(end)
  })

  test('are the days of the customer, not of Paris', () => {
    const reunion: Place = { country: 'RE', region: null, zone: null }
    expect(until(reunion, '2026-07-14T19:00:00Z')).toBe('2026-07-15T04:00Z')
    expect(until(reunion, '2026-07-13T15:59:00Z')).toBeNull()
  })
})

describe('whatever the place and instant', () => {
  const aPlace = fc.constantFrom<Place>(
    { country: 'US', region: null, zone: null },
    { country: 'US', region: 'TX', zone: null },
    { country: 'US', region: 'AL', zone: 'America/Chicago' },
    { country: 'US', region: 'CT', zone: null },
    { country: 'FR', region: null, zone: null },
    { country: 'YT', region: null, zone: 'Asia/Tokyo' },
  )
  const anInstant = fc.date({
    min: at('2026-01-01T00:00:00Z'),
    max: at('2028-01-01T00:00:00Z'),
    noInvalidDate: true,
  })

  test('the answer is allowed, and nothing before it is', () => {
    fc.assert(
      fc.property(aPlace, anInstant, (place, instant) => {
        const quietAt = (ms: number) =>
          quietUntil({ channel: 'sms', place, fallbackZone: 'UTC', at: new Date(ms) })
        const quiet = quietAt(instant.getTime())
        if (!quiet) return
        expect(quiet.until > instant).toBe(true)
        expect(quietAt(quiet.until.getTime())).toBeNull()
        for (let ms = instant.getTime(); ms < quiet.until.getTime(); ms += 900_000)
          expect(quietAt(ms)?.until).toEqual(quiet.until)
        expect(quietAt(quiet.until.getTime() - 1)?.until).toEqual(quiet.until)
      }),
      { numRuns: 150 },
    )
  })
})
