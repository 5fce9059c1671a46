// What the example journeys do with shoppers, by the engine itself: the tests beside each of them, and then all twelve
// together on the shoppers of the demo.
import { describe, expect, test } from 'vitest'
import { generateRecording } from '../../../../src/demo/generate.js'
import { compileJourneys } from '../../../../src/journeys/engine/index.js'
import { readTestedWorkspace, testWorkspace } from '../../../../src/workbench/index.js'
import { offsetMs } from '../../../../src/workbench/offset.js'
import { Simulation } from '../../../../src/workbench/simulation.js'
import { aCustomer, anEvent, start } from '../../../support/builders.js'

const { workspace, tests, findings } = await readTestedWorkspace('journeys')
const { settings, journeys, segments } = workspace!
const report = testWorkspace(workspace!, tests)

describe.each(report.journeys)('$journey', ({ tests: results }) => {
  test.each(results)('$name', ({ error, actual, expected }) => {
    expect(error).toBeNull()
    expect(actual).toEqual(expected)
  })
})

test('each journey has tests of its own, and all of them can be read', () => {
  expect(findings).toEqual([])
  expect(report.untested).toEqual([])
  for (const { journey, tests: results } of report.journeys)
    expect(results.length, journey).toBeGreaterThanOrEqual(4)
})

describe('in the demo, all journeys together', () => {
  const lives = livesOfTheDemo()

  test('nobody is ever in two recoveries of one cart', () => {
    const recoveries = ['browse-abandonment', 'cart-recovery', 'checkout-recovery', 'payment-failure-help']
    for (const { inside } of lives) {
      const crowd = inside.map(active => active.filter(({ journeyId }) => recoveries.includes(journeyId)))
      expect(Math.max(0, ...crowd.map(({ length }) => length))).toBeLessThanOrEqual(1)
    }
  })

  test('nobody gets more than four messages of marketing in a week, or two mails in a day', () => {
    for (const { sent } of lives) {
      const marketing = sent.filter(({ category }) => category === 'marketing')
      const mails = marketing.filter(({ channel }) => channel === 'email')
      expect(most(marketing, '7d')).toBeLessThanOrEqual(4)
      expect(most(mails, '1d')).toBeLessThanOrEqual(2)
    }
  })

  test('the journeys that three days can show bring orders', () => {
    const credited = new Set(lives.flatMap(life => life.credited))
    expect([...credited].toSorted()).toEqual([
      'browse-abandonment',
      'cart-recovery',
      'checkout-recovery',
      'payment-failure-help',
      'post-purchase',
      'price-drop-and-back-in-stock',
      'welcome',
    ])
  })
})

function livesOfTheDemo() {
  const versions = journeys.map(journey => ({ journeyId: journey.id, version: 1, journey, segments }))
  const journeySet = compileJourneys(settings, versions, new Map(journeys.map(({ id }) => [id, 1])))
  const recording = generateRecording({ seed: 1, start, shoppers: 200 })
  const shoppers = new Set(recording.flatMap(({ customer }) => customer.id ?? []))
  return [...shoppers].map((shopper, n) => {
    // Experiments and holdouts go by the customer, so each has an id of their own.
    const id = `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
    const simulation = new Simulation(journeySet, aCustomer({ id }), start)
    const inside = recording
      .filter(({ customer }) => customer.id === shopper)
      .map(({ type, id, properties, occurredAt }) => {
        const when = new Date(occurredAt)
        simulation.advanceTo(when)
        simulation.hear(anEvent({ type, id, properties, occurredAt: when }))
        return simulation.state.enrollments.filter(({ status }) => status === 'active')
      })
    simulation.advanceTo(new Date(start.getTime() + offsetMs('10d')))
    const credited = simulation.happenings.flatMap(({ credited }) =>
      credited.map(({ journeyId }) => journeyId),
    )
    return { inside, credited, sent: simulation.sent }
  })
}

/** The largest number of them within so much time. */
const most = (messages: readonly { createdAt: Date }[], within: string): number =>
  Math.max(
    0,
    ...messages.map(({ createdAt }) => {
      const until = createdAt.getTime()
      return messages.filter(
        ({ createdAt: other }) => other.getTime() <= until && other.getTime() > until - offsetMs(within),
      ).length
    }),
  )
