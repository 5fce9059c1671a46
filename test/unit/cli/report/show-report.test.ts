import { expect, it } from 'vitest'
import { showReport } from '../../../../src/cli/commands/report/show-report.js'
import { terminalOn } from '../../../../src/cli/terminal.js'
import type { Report, ReportColumn } from '../../../../src/reports/index.js'

const columns: readonly ReportColumn[] = [
  { key: 'id', title: 'country', kind: 'text' },
  { key: 'conversions', title: 'conversions', kind: 'number' },
  { key: 'share', title: 'share', kind: 'share' },
  { key: 'incremental.low', title: 'from', kind: 'number' },
  { key: 'at', title: 'at', kind: 'time' },
  { key: 'currency', title: 'currency', kind: 'text', inTable: false },
]
const report: Report = {
  report: 'conversions',
  from: '2026-11-01',
  to: '2026-12-01',
  timeZone: 'UTC',
  currency: 'EUR',
  journey: null,
  parameters: {},
  countedTo: null,
  rows: [
    { id: 'FR', conversions: 12_345.67, share: 0.94, incremental: null, currency: 'EUR' },
    { id: '', conversions: 0.333, share: 0.00123, incremental: null, currency: 'EUR' },
  ],
  total: { conversions: 12_346, share: 1, incremental: null },
  notes: ['Some windows are still open.'],
}

function shown(one: Report): string {
  const out: string[] = []
  const terminal = terminalOn({ write: text => out.push(text) }, { write: () => true })
  showReport(terminal, one, columns)
  return out.join('')
}

it('a report in a terminal has its total, and no column in which nothing stands', () => {
  expect(shown(report)).toBe(
    [
      'country  conversions    share',
      '───────  ───────────  ───────',
      'FR          12345.67   94.0 %',
      '(none)          0.33   0.12 %',
      'all            12346  100.0 %',
      '',
      'Some windows are still open.',
      '',
    ].join('\n'),
  )
})

it('a report that cannot be added up has no total', () => {
  expect(shown({ ...report, total: null })).not.toContain('all')
})

it('a report in which nothing happened says so, and what there is to know', () => {
  expect(shown({ ...report, rows: [], total: null })).toBe(
    'Nothing of that kind in this period.\n\nSome windows are still open.\n',
  )
})

it('what cannot be said is left out, and what can is shown with few digits', () => {
  const rows = [
    {
      id: 'FR',
      conversions: -3,
      share: null,
      incremental: { low: -1.23456 },
      at: '2026-11-20T10:00:00.123Z',
    },
  ]
  const text = shown({ ...report, rows, total: null })
  expect(text).toContain('-1.23')
  expect(text).toContain('2026-11-20 10:00:00Z')
  expect(text).not.toContain('share')
})

const claim = (orders: number) => ({
  orders,
  revenue: `${orders}0.00`,
  share: orders / 800,
  revenueShare: orders / 1_000,
})
const shop = {
  orders: 800,
  revenue: '10000.00',
  claims: { lastTouch: claim(300), firstTouch: claim(310), influenced: claim(320) },
  influencedAddedUp: claim(480),
}
const overClaim = { said: 'last touch claims 280, the holdout says 90 (40 to 140): 68 % too many' }
const incremental = { conversions: 90.4, low: 40, high: 140, revenue: '1808.00' }

it('conversions stand beside what the shop sold, with what last touch claims too many', () => {
  const facts = { shop, overClaim }
  expect(shown({ ...report, facts, total: { incremental } })).toContain(
    [
      'the shop                       orders  of orders  revenue EUR  of revenue',
      '─────────────────────────────  ──────  ─────────  ───────────  ──────────',
      'all orders                        800                10000.00',
      'last touch                        300     37.5 %      3000.00      30.0 %',
      'influenced                        320     40.0 %      3200.00      32.0 %',
      'influenced, journeys added up     480     60.0 %      4800.00      48.0 %',
      'incremental                      90.4                 1808.00',
      'Of those who came in, last touch claims 280, the holdout says 90 (40 to 140): 68 % too many.',
    ].join('\n'),
  )
  const asked = shown({ ...report, facts, parameters: { model: 'first_touch' }, journey: 'cart' })
  expect(asked).toContain('first touch     310')
  expect(asked).not.toContain('added up')
})

it('nothing is said of a shop of which nothing is known', () => {
  expect(shown({ ...report, facts: { shop: null, overClaim: null } })).toBe(shown(report))
  expect(shown({ ...report, report: 'funnel', facts: { shop, overClaim } })).toBe(shown(report))
})

it('notes name options as a command has them, and leave other words alone', () => {
  const notes = [
    '12 are left out (immature=include counts them); by=version shows each, and a=b is none of it.',
  ]
  const parameters = { immature: 'leave_out', by: 'journey' }
  expect(shown({ ...report, notes, parameters })).toContain(
    '12 are left out (--immature include counts them); --by version shows each, and a=b is none of it.',
  )
})
