// Journeys that nobody comes into, and goals that nothing reaches.
import { describe, expect, test } from 'vitest'
import type { GoalFacts, JourneyFacts } from '../../../src/audits/journeys/journey-facts.js'
import { nobodyEnters } from '../../../src/audits/journeys/nobody-enters.js'
import { unreachableGoals } from '../../../src/audits/journeys/unreachable-goals.js'
import { codes, found } from './facts.js'

const aGoal = (given: Partial<GoalFacts> = {}): GoalFacts => ({
  name: 'primary',
  event: 'order_completed',
  hasWhere: false,
  value: 'order.total',
  events: 1_000,
  checked: 500,
  matching: 500,
  valued: 500,
  ...given,
})
const aJourney = (given: Partial<JourneyFacts> = {}): JourneyFacts => ({
  id: 'cart-recovery',
  days: 40,
  testersOnly: false,
  rollout: 1,
  triggers: ['product_added'],
  triggerEvents: 500,
  entered: 1,
  refusals: [],
  goals: [aGoal()],
  ...given,
})
const known = (journey: Partial<JourneyFacts>, days = 40) => ({ days, journeys: [aJourney(journey)] })

describe('a journey that nobody comes into', () => {
  test('is told, with the reason most were refused for', () => {
    const refusals = [
      { reason: 'no_consent', times: 400 },
      { reason: 'capped', times: 3 },
    ]
    expect(nobodyEnters(known({ entered: 0, refusals }))).toMatchObject([
      {
        code: 'journey_without_entries',
        subject: 'cart-recovery',
        message:
          'Nobody came into cart-recovery in 7 days, though 500 product_added came in. Most were refused as no_consent (400 times).',
      },
    ])
  })

  test.each([
    ['somebody came', { entered: 1 }],
    ['hardly anything happened', { entered: 0, triggerEvents: 19 }],
    ['most of few are not meant to', { entered: 0, rollout: 0.01, triggerEvents: 1_999 }],
    ['it is for testers', { entered: 0, testersOnly: true }],
    ['it has just been published', { entered: 0, days: 6 }],
  ])('is not when %s', (_, given) => {
    expect(nobodyEnters(known(given))).toEqual([])
  })

  test('is told also where few are meant to come, once there were enough', () => {
    expect(codes(nobodyEnters(known({ entered: 0, rollout: 0.01, triggerEvents: 2_000 })))).toEqual([
      'journey_without_entries',
    ])
  })

  test('is not before events have been counted for a week', () => {
    expect(nobodyEnters(known({ entered: 0 }, 6))).toEqual([])
  })
})

describe('a goal', () => {
  const goals = (given: Partial<GoalFacts>, days = 40, counted = 40) =>
    unreachableGoals(known({ goals: [aGoal(given)], days }, counted))

  test('that is reached is no finding', () => {
    expect(goals({})).toEqual([])
  })

  test('whose event did not come in 30 days is told, of further goals with their name', () => {
    expect(codes(goals({ events: 0 }))).toEqual(['goal_event_unseen'])
    expect(goals({ events: 0, name: 'review' })).toMatchObject([{ subject: 'cart-recovery/review' }])
  })

  test('of a journey, or of counts, younger than that may still be reached', () => {
    expect(goals({ events: 0 }, 29)).toEqual([])
    expect(goals({ events: 0 }, 40, 29)).toEqual([])
  })

  test('whose "where" is true of none is told, where enough were looked at', () => {
    const never = { hasWhere: true, matching: 0, valued: 0 }
    expect(codes(goals(never))).toEqual(['goal_never_true'])
    expect(goals({ ...never, checked: 199 })).toEqual([])
    expect(goals({ ...never, hasWhere: false })).toEqual([])
  })

  test('whose value is missing in every tenth is told', () => {
    expect(goals({ valued: 450 })).toMatchObject([
      { code: 'goal_without_value', facts: { share: expect.closeTo(0.1) } },
    ])
    expect(goals({ valued: 451 })).toEqual([])
    const before = found('goal_without_value', 'cart-recovery')
    const again = (valued: number) => codes(unreachableGoals(known({ goals: [aGoal({ valued })] }), before))
    expect(again(451)).toEqual(['goal_without_value'])
    expect(again(470)).toEqual([])
    expect(goals({ valued: 0, value: undefined })).toEqual([])
    expect(goals({ matching: 19, valued: 0 })).toEqual([])
  })
})
