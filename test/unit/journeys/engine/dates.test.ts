// Dates in the data, with a lead or a lag, where the customer is.
import { describe, expect, it } from 'vitest'
import { momentOf, nextYearlyMoment } from '../../../../src/journeys/engine/dates.js'

const berlin = 'Europe/Berlin'
const iso = (date: Date | null): string | undefined => date?.toISOString()

describe('momentOf', () => {
  it('takes a day at the time of day it is asked for', () => {
    expect(iso(momentOf('2026-12-24', {}, berlin, '09:00'))).toBe('2026-12-24T08:00:00.000Z')
    expect(iso(momentOf('2026-12-24', { at: '18:30' }, berlin, '09:00'))).toBe('2026-12-24T17:30:00.000Z')
  })
  it('takes a time as it is, or at another time of its day', () => {
    expect(iso(momentOf('2026-12-24T23:30:00Z', {}, berlin, '09:00'))).toBe('2026-12-24T23:30:00.000Z')
    // Half past midnight of the 25th in Berlin.
    expect(iso(momentOf('2026-12-24T23:30:00Z', { at: '10:00' }, berlin, '09:00'))).toBe(
      '2026-12-25T09:00:00.000Z',
    )
  })
  it('counts days by the calendar, so that the time of day stays when the clocks change', () => {
    // Berlin changes its clocks on 2026-03-29.
    expect(iso(momentOf('2026-03-30', { before: '2d' }, berlin, '09:00'))).toBe('2026-03-28T08:00:00.000Z')
    expect(iso(momentOf('2026-03-28', { after: '1w' }, berlin, '09:00'))).toBe('2026-04-04T07:00:00.000Z')
  })
  it('counts hours as they pass', () => {
    expect(iso(momentOf('2026-12-24T10:00:00Z', { before: '90m' }, berlin, '09:00'))).toBe(
      '2026-12-24T08:30:00.000Z',
    )
    expect(iso(momentOf('2026-12-24', { after: '36h' }, berlin, '00:00'))).toBe('2026-12-25T11:00:00.000Z')
  })
  it('finds nothing in what is no date', () => {
    for (const value of [undefined, null, 5, 'soon', '2026-02-30', {}, '2026-12-24T10:00:00'])
      expect(momentOf(value, {}, berlin, '09:00')).toBe(null)
  })
})

describe('nextYearlyMoment', () => {
  const next = (value: string, offset: object, after: string) =>
    iso(nextYearlyMoment(value, offset, berlin, '09:00', new Date(after)))
  it('comes every year, strictly after', () => {
    expect(next('1990-05-17', {}, '2026-05-17T06:59:59Z')).toBe('2026-05-17T07:00:00.000Z')
    expect(next('1990-05-17', {}, '2026-05-17T07:00:00Z')).toBe('2027-05-17T07:00:00.000Z')
  })
  it('leads and lags over the turn of the year', () => {
    expect(next('1990-01-03', { before: '1w' }, '2026-12-01T00:00:00Z')).toBe('2026-12-27T08:00:00.000Z')
    expect(next('1990-12-30', { after: '1w' }, '2026-12-31T00:00:00Z')).toBe('2027-01-06T08:00:00.000Z')
    expect(next('1990-12-30', { after: '1w' }, '2027-01-02T00:00:00Z')).toBe('2027-01-06T08:00:00.000Z')
  })
  it('has the 29th of February on the 28th in common years', () => {
    expect(next('1992-02-29', {}, '2026-01-01T00:00:00Z')).toBe('2026-02-28T08:00:00.000Z')
    expect(next('1992-02-29', {}, '2028-01-01T00:00:00Z')).toBe('2028-02-29T08:00:00.000Z')
    expect(nextYearlyMoment('never', {}, berlin, '09:00', new Date())).toBe(null)
  })
})
