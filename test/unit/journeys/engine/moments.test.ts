// Days and times in the data: where a day begins, and when passing time changes an answer.
import { describe, expect, it } from 'vitest'
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import { judge, watch } from './a-scope.js'

describe('a day begins at midnight where the customer is', () => {
  const given = (day: string, zone: string) => ({ properties: { day }, zone })
  it.each<[Condition, string, zone: string, boolean]>([
    [{ day: { before: '2026-12-23T23:30:00Z' } }, '2026-12-24', 'Europe/Berlin', true],
    [{ day: { before: '2026-12-23T23:30:00Z' } }, '2026-12-24', 'UTC', false],
    [{ day: { after: '2026-12-24' } }, '2026-12-24T02:00:00Z', 'Europe/Berlin', true],
    [{ day: { after: '2026-12-24' } }, '2026-12-24T02:00:00Z', 'America/New_York', false],
    // Now is 12:00 UTC on 21 November: in Auckland the 22nd has begun.
    [{ day: { withinLast: '2h' } }, '2026-11-22', 'Pacific/Auckland', true],
    [{ day: { withinNext: '12h' } }, '2026-11-22', 'Europe/Berlin', true],
    // In Santiago clocks skip the first hour of 6 September 2026: the day begins at 01:00, 04:00 UTC.
    [{ day: { after: '2026-09-06T03:59:59Z' } }, '2026-09-06', 'America/Santiago', true],
    [{ day: { after: '2026-09-06T04:00:00Z' } }, '2026-09-06', 'America/Santiago', false],
  ])('%j of %s in %s is %s', (condition, day, zone, truth) => {
    expect(judge(condition, given(day, zone)).truth).toBe(truth)
  })
})

describe('what time changes', () => {
  // Now is 2026-11-21T12:00:00Z.
  const last: Condition = { t: { withinLast: '1d' } }
  const next: Condition = { t: { withinNext: '1d' } }
  it.each<[Condition, t: string, boolean, told: string[]]>([
    [last, '2026-11-21T18:00:00Z', false, ['2026-11-21T18:00:00.000Z']],
    [last, '2026-11-21T06:00:00Z', true, ['2026-11-22T06:00:00.001Z']],
    [last, '2026-11-20T12:00:00Z', true, ['2026-11-21T12:00:00.001Z']],
    [last, '2026-11-20T06:00:00Z', false, []],
    [next, '2026-11-23T06:00:00Z', false, ['2026-11-22T06:00:00.000Z']],
    [next, '2026-11-22T12:00:00Z', true, ['2026-11-22T12:00:00.000Z']],
    [next, '2026-11-21T12:00:00Z', false, []],
    [{ t: { before: '2026-12-24' } }, '2026-11-23', true, []],
    [{ t: { after: '2026-12-24' } }, '2026-11-23', false, []],
    [last, 'soon', null as never, []],
  ])('%j of %s is %s until %j', (condition, t, truth, told) => {
    expect(watch(condition, { properties: { t } })).toEqual({ truth, told })
  })
})
