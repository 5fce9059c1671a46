// Which versions of a journey count for a split: those that are the same experiment, measured in the same way.
import { describe, expect, it } from 'vitest'
import { runningSplits } from '../../../src/experiments/running-splits.js'
import type { JsonObject } from '../../../src/model/json.js'
import { aJourney } from '../../support/builders.js'

const way = (name: string) => ({
  name,
  weight: 1,
  then: [{ id: `mail-${name}`, send: 'email', template: 'hello' }],
})
const split = { id: 'tone', split: [way('plain'), way('bold')] }
const goal = { event: 'order_completed', within: '5d', value: 'order.total' }

const withoutNulls = (given: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null))

/** Versions 1, 2, …, of which the last is the running one; the versions that count for its split. */
function counting(...contents: JsonObject[]): readonly number[] | undefined {
  const versions = contents.map((content, n) => ({
    journeyId: 'a',
    version: n + 1,
    journey: aJourney(withoutNulls({ id: 'a', steps: [split], goal, ...content })).journey,
    segments: {},
  }))
  const journeys = [{ id: 'a', status: 'active' as const, version: versions.length }]
  return runningSplits({ journeys, versions })[0]?.versions
}

describe('the customers of a version count', () => {
  it('where the rest of the journey is another one', () => {
    expect(counting({ priority: 10 }, { steps: [split, { id: 'days', wait: '1d' }] }, {})).toEqual([1, 2, 3])
  })
  it('where only what messages need for their part in the goal is another one', () => {
    expect(counting({ goal: { ...goal, anchor: 'click', exits: true } }, {})).toEqual([1, 2])
  })
  it('not where the split is another one', () => {
    expect(counting({ steps: [{ ...split, split: [way('plain'), way('loud')] }] }, {})).toEqual([2])
  })
  it.each<JsonObject>([
    { event: 'review_posted' },
    { within: '10d' },
    { value: 'order.subtotal' },
    { where: { 'order.total': { gte: 20 } } },
  ])('not where the goal is measured otherwise: %j', change => {
    expect(counting({ goal: { ...goal, ...change } }, {})).toEqual([2])
    expect(counting({}, { goal: { ...goal, ...change } }, {})).toEqual([1, 3])
  })
  it('not where there was no goal', () => {
    expect(counting({ goal: null }, {})).toEqual([2])
  })
})
