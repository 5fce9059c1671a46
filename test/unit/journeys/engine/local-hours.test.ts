// What time it is where the customer is, also on days when the clocks are moved.
import { expect, it } from 'vitest'
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import { judge, watch } from './a-scope.js'

const evening: Condition = { localTime: { between: ['18:00', '22:00'], on: ['sat', 'sun'] } }
const berlin = { zone: 'Europe/Berlin' }
const now = (text: string) => ({ now: new Date(text) })

it('goes by the zone of the customer', () => {
  // A Saturday.
  const saturday = now('2026-11-21T17:30:00Z')
  expect(judge(evening, { ...berlin, ...saturday })).toEqual({ truth: true, because: [] })
  expect(judge(evening, saturday)).toEqual({
    truth: false,
    because: [{ localTime: { between: ['18:00', '22:00'], on: ['sat', 'sun'] }, got: 'Sat 17:30' }],
  })
})

it('tells when the window closes, or opens', () => {
  expect(watch(evening, { ...berlin, ...now('2026-11-21T17:30:00Z') })).toEqual({
    truth: true,
    told: ['2026-11-21T21:00:00.000Z'],
  })
  expect(watch(evening, { ...berlin, ...now('2026-11-22T21:00:00Z') })).toEqual({
    truth: false,
    told: ['2026-11-28T17:00:00.000Z'],
  })
})

it('tells it by the clocks of that day', () => {
  const early: Condition = { localTime: { between: ['01:00', '04:00'] } }
  // Berlin puts its clocks forward at 01:00 UTC on 29 March 2026, and back on 25 October.
  expect(watch(early, { ...berlin, ...now('2026-03-29T00:30:00Z') }).told).toEqual([
    '2026-03-29T02:00:00.000Z',
  ])
  expect(watch(early, { ...berlin, ...now('2026-10-24T23:30:00Z') }).told).toEqual([
    '2026-10-25T03:00:00.000Z',
  ])
})

it('tells nothing of a window that never closes', () => {
  const always: Condition = { localTime: { on: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] } }
  expect(watch(always)).toEqual({ truth: true, told: [] })
})
