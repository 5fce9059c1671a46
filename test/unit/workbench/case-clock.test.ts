import { describe, expect, it } from 'vitest'
import { caseClock } from '../../../src/workbench/case-clock.js'

const shown = (start: string, offset: string, attributes = {}, phone: string | null = null): string => {
  const clock = caseClock({ start, times: 'local' }, 'UTC')
  return clock.show(clock.at(offset), { attributes, phone })
}
const nowhere = { attributes: {}, phone: null }
const berlin = { timeZone: 'Europe/Berlin' }

describe('the times of a case', () => {
  it('are offsets from a Saturday noon, unless it says otherwise', () => {
    const clock = caseClock({}, 'UTC')
    expect(clock.at('1h').toISOString()).toBe('2026-11-21T13:00:00.000Z')
    expect(clock.show(clock.at('1d1h'), nowhere)).toBe('1d1h')
    expect(caseClock({ start: '2026-03-28T20:00:00Z' }, 'UTC').at('0m').toISOString()).toBe(
      '2026-03-28T20:00:00.000Z',
    )
  })

  it('are those of the clocks where the customer is', () => {
    expect(shown('2026-03-28T20:00:00Z', '0m', berlin)).toBe('Sat 2026-03-28 21:00')
    expect(shown('2026-03-28T20:00:00Z', '12h', berlin)).toBe('Sun 2026-03-29 10:00')
    expect(shown('2026-03-28T20:00:00Z', '0m', { country: 'AU', region: 'NSW' })).toBe('Sun 2026-03-29 07:00')
    expect(shown('2026-03-28T20:00:00Z', '0m', {}, '+4915112345678')).toBe('Sat 2026-03-28 21:00')
    expect(shown('2026-03-28T20:00:00Z', '0m')).toBe('Sat 2026-03-28 20:00')
  })

  it('have seconds where there are some', () => {
    expect(shown('2026-03-28T20:00:05Z', '0m')).toBe('Sat 2026-03-28 20:00:05')
    expect(shown('2026-03-28T20:00:00Z', '7ms')).toBe('Sat 2026-03-28 20:00:00.007')
  })

  it('tell the two hours apart that clocks show twice', () => {
    const start = '2026-10-25T00:30:00Z'
    expect(shown(start, '0m', berlin)).toBe('Sun 2026-10-25 02:30+02:00')
    expect(shown(start, '1h', berlin)).toBe('Sun 2026-10-25 02:30+01:00')
    expect(shown(start, '2h', berlin)).toBe('Sun 2026-10-25 03:30')
    expect(shown('2026-04-04T15:15:00Z', '0m', { timeZone: 'Australia/Lord_Howe' })).toBe(
      'Sun 2026-04-05 01:45+10:30',
    )
    expect(shown('2026-11-01T05:59:00Z', '0m', { timeZone: 'America/New_York' })).toBe(
      'Sun 2026-11-01 01:59-04:00',
    )
  })
})
