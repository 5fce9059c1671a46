import { describe, expect, it } from 'vitest'
import { addDays, daysBetween } from '../../../src/reports/calendar-day.js'

describe('days as texts', () => {
  it('go on over the ends of months and years, and back', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addDays('2028-03-01', -1)).toBe('2028-02-29')
    expect(addDays('2026-11-21', -30)).toBe('2026-10-22')
  })

  it('are counted, whatever summer time does between them', () => {
    expect(daysBetween('2026-10-24', '2026-10-26')).toBe(2)
    expect(daysBetween('2026-11-02', '2026-11-01')).toBe(-1)
  })
})
