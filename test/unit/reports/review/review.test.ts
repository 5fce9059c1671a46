// A review says what is otherwise than usual, what to stop and what to look at again, and is silent about chance.
import { describe, expect, test } from 'vitest'
import { mondayOfWeek, weekOf } from '../../../../src/reports/iso-week.js'
import { dueWeek } from '../../../../src/reports/review/due-week.js'
import { reviewAsMarkdown } from '../../../../src/reports/review/markdown.js'
import { reviewAsHtml } from '../../../../src/reports/review/page.js'
import { reviewOf } from '../../../../src/reports/review/review.js'
import type {
  Effect,
  Figures,
  JourneyWeek,
  ReviewFacts,
} from '../../../../src/reports/review/review-facts.js'

const figures = (given: Partial<Figures> = {}): Figures => ({
  entered: 400,
  messages: 600,
  conversions: 40,
  revenue: 2_000,
  complaints: 0.0002,
  complaintsAtLeast: 0.0001,
  ...given,
})
const effect = (low: number, high: number, verdict = 'no difference seen'): Effect => ({
  verdict,
  why: 'what is seen may be chance',
  interval: { low, high },
  said: null,
})
const aJourney = (given: Partial<JourneyWeek> = {}): JourneyWeek => ({
  id: 'cart-recovery',
  name: 'Cart recovery',
  week: figures(),
  usual: figures(),
  effect: effect(0.01, 0.03, 'more'),
  hasGoal: true,
  hasHoldout: true,
  reviewed: '2026-11-01',
  since: '2026-06-01',
  ...given,
})
const facts = (given: Partial<ReviewFacts> = {}): ReviewFacts => ({
  week: '2026-W46',
  from: '2026-11-09',
  to: '2026-11-16',
  shop: 'Fern & Field',
  currency: 'EUR',
  worth: 0.005,
  journeys: [aJourney()],
  findings: [],
  decided: [],
  notes: [],
  ...given,
})
const only = (given: Partial<JourneyWeek>, more: Partial<ReviewFacts> = {}) =>
  reviewOf(facts({ journeys: [aJourney(given)], ...more })).journeys[0]!

describe('what changed', () => {
  test('is nothing where a week is as usual, give or take chance', () => {
    expect(only({ week: figures({ entered: 450, conversions: 50 }) }).changed).toEqual([])
  })

  test('is said with the usual and by how much', () => {
    expect(only({ week: figures({ entered: 200, conversions: 10, revenue: 500 }) }).changed).toEqual([
      'entered 200, usually 400 (−50 %)',
      'conversions 10, usually 40 (−75 %)',
      'revenue 500.00 EUR, usually 2,000.00 (−75 %)',
    ])
  })

  test('of few is chance, however large as a share', () => {
    expect(only({ week: figures({ conversions: 4 }), usual: figures({ conversions: 2 }) }).changed).toEqual(
      [],
    )
  })

  test('is nothing where there are no weeks to compare with', () => {
    expect(only({ week: figures({ entered: 0 }), usual: null }).changed).toEqual([])
  })

  test('in complaints counts from the mark of mailbox providers on', () => {
    const rose = (now: number | null, usual: number | null = 0.0002, atLeast = now ?? 0) =>
      only({
        week: figures({ complaints: now, complaintsAtLeast: atLeast }),
        usual: figures({ complaints: usual }),
      }).changed
    expect(rose(0.002)).toEqual([
      'complaints 0.20 % of what arrived, usually 0.02 %; they should stay below 0.10 %',
    ])
    expect(rose(0.002, null)).toHaveLength(1)
    expect(rose(0.0009)).toEqual([])
    expect(rose(0.002, 0.003)).toEqual([])
    expect(rose(null)).toEqual([])
    // One of three is 33 % and says nothing.
    expect(rose(1 / 3, 0, 0)).toEqual([])
  })
})

describe('to stop', () => {
  test('is what surely brings less than is worth having', () => {
    expect(only({ effect: effect(-0.01, 0.004) }).stop).toBe(
      'no lift worth having within 30 days: whatever it brings is less than 0.50 points (-1.00 points to 0.40 points)',
    )
  })

  test('is what does harm', () => {
    expect(only({ effect: effect(-0.02, -0.001, 'fewer') }).stop).toContain('it does harm')
  })

  test.each([
    ['what may still bring enough', { effect: effect(-0.01, 0.006) }],
    ['what nobody is held out of', { effect: null }],
    ['what there is not enough data of', { effect: { ...effect(0, 0), interval: null } }],
    ['what has run for less than 30 days', { effect: effect(-0.02, -0.01), since: '2026-10-18' }],
  ])('is not %s', (_, given) => {
    expect(only(given).stop).toBeNull()
  })

  test('goes by what the settings call worth having', () => {
    expect(only({ effect: effect(-0.01, 0.009) }, { worth: 0.01 }).stop).toContain('less than 1.00 points')
  })

  test('a journey without a holdout is told to get one', () => {
    expect(only({ effect: null, hasHoldout: false }).effect).toContain('Nobody is held out')
  })

  test('a journey with a holdout that nobody entered is not told to get one', () => {
    expect(only({ effect: null }).effect).toBe('Nobody came in under its holdout during these 30 days.')
  })

  test('a journey without a goal is told so', () => {
    expect(only({ effect: null, hasGoal: false, hasHoldout: false }).effect).toContain('no "goal"')
  })
})

describe('to be reviewed', () => {
  test.each([
    ['2026-08-18', null],
    ['2026-08-17', '2026-08-17'],
  ])('last on %s: %s', (reviewed, since) => {
    expect(only({ reviewed }).unreviewedSince).toBe(since)
  })

  test('is what never was, once it is 90 days old', () => {
    expect(only({ reviewed: null }).unreviewedSince).toBe('never')
    expect(only({ reviewed: null, since: '2026-10-01' }).unreviewedSince).toBeNull()
  })
})

describe('weeks', () => {
  test.each([
    ['2026-11-21', '2026-W47', '2026-11-16'],
    ['2026-01-01', '2026-W01', '2025-12-29'],
    ['2025-12-29', '2026-W01', '2025-12-29'],
    ['2027-01-03', '2026-W53', '2026-12-28'],
  ])('%s lies in %s, which begins on %s', (day, week, monday) => {
    expect(weekOf(day)).toBe(week)
    expect(mondayOfWeek(week)).toBe(monday)
  })

  test.each(['2026-W54', '2025-W53', '2026-W00', '2026-47', 'W47'])('%s is none', week => {
    expect(mondayOfWeek(week)).toBeNull()
  })

  const plan = { on: 'mon', at: '08:00' } as const
  test.each([
    ['2026-11-23', '07:59', null],
    ['2026-11-23', '08:00', '2026-W47'],
    ['2026-11-25', '00:00', '2026-W47'],
    ['2026-11-26', '09:00', null],
    ['2026-11-22', '09:00', null],
  ])('on %s at %s the review of %s is due', (today, time, week) => {
    expect(dueWeek(plan, { today, time })).toBe(week)
  })
})

describe('as a page and as Markdown', () => {
  const hostile = reviewOf(
    facts({
      shop: '<b>Shop</b>',
      journeys: [
        aJourney({
          name: '<img src="https://evil.example/x"> | **bold** [x](https://evil.example) www.evil.example',
          effect: null,
        }),
      ],
      findings: [
        { area: 'data', severity: 'error', message: 'No <script>', advice: 'Look.', since: '2026-11-10' },
      ],
      decided: [
        { journey: 'welcome', experiment: 'subject', variant: 'short', by: 'rule', at: '2026-11-12' },
      ],
      notes: ['Amounts are converted.'],
    }),
  )

  test('everything is escaped, and nothing is fetched', () => {
    const page = reviewAsHtml(hostile)
    expect(page).toContain('&lt;img src=&#34;')
    expect(page).not.toMatch(/<img|<script|<b>|<link|<a /)
    expect(page).not.toMatch(/(src|href)="/)
    const text = reviewAsMarkdown(hostile)
    expect(text).toContain('\\<img')
    expect(text).not.toMatch(/[^\\]\*\*bold/)
    expect(text).not.toMatch(/[^\\]\]\(/)
    expect(text).not.toContain('https://')
    expect(text).not.toContain('www.evil')
  })

  test('say what to stop first, and every section that has something', () => {
    const text = reviewAsMarkdown(
      reviewOf(
        facts({
          journeys: [aJourney({ effect: effect(-0.02, -0.001, 'fewer'), reviewed: null })],
          decided: hostile.decided,
          findings: hostile.findings,
        }),
      ),
    )
    expect(text.match(/^## .+$/gm)).toEqual([
      '## To stop',
      '## Not reviewed for 90 days',
      '## Journeys',
      '## Against those held out, over 30 days whose windows are over',
      '## Experiments decided',
      '## To look at',
    ])
    expect(text).toContain('| Cart recovery | 400 (400) | 600 (600) | 40 (40) | 2000.00 | 0.02 % |')
    expect(text).toContain('1 journey; 0 changed, 1 to stop, 1 finding open, of them 1 error.')
  })
})
