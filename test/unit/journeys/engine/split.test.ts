// Splits that are decided, and passes that have drawn: what numbered cases cannot say.
import { describe, expect, it } from 'vitest'
import { experimentOf } from '../../../../src/journeys/definition/experiment.js'
import type { SplitStep } from '../../../../src/journeys/definition/step-schema.js'
import { decide, type JourneyVersion } from '../../../../src/journeys/engine/index.js'
import type { JsonObject } from '../../../../src/model/json.js'
import { Simulation } from '../../../../src/workbench/simulation.js'
import { aCustomer, aJourney, anEvent, aState, at, journeySet, start } from '../../../support/builders.js'

const way = (name: string, weight = 1) => ({
  name,
  weight,
  then: [{ id: `mail-${name}`, send: 'email', template: name }],
})
const test = { id: 'test', split: [way('plain'), way('bold')] }
const journey = (step: JsonObject = test, more: JsonObject = {}, version = 1): JourneyVersion =>
  aJourney(
    { id: 'a', steps: [step, { id: 'rest', wait: '1h' }, { id: 'again', goto: 'test', max: 1 }], ...more },
    { version },
  )
const contentOf = ({ journey: { steps } }: JourneyVersion): string =>
  experimentOf('a', steps[0] as SplitStep).content
const winner = (version: JourneyVersion, variant: string) => ({
  decided: [{ journeyId: 'a', stepId: 'test', content: contentOf(version), variant }],
})
const ids = Array.from({ length: 200 }, (_, i) => `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`)
const added = anEvent({ type: 'product_added' })
const enter = (journeys: ReturnType<typeof journeySet>, id: string) =>
  decide(journeys, aState({ customer: aCustomer({ id }) }), { kind: 'event', event: added }, start)

const waysOf = (simulation: Simulation) =>
  simulation.happenings.flatMap(({ outcome }) =>
    outcome.decisions
      .filter(({ kind, stepId }) => kind === 'branched' && stepId === 'test')
      .map(({ reason, detail }) => `${reason} ${(detail as { variant: string }).variant}`),
  )

describe('a split', () => {
  it('keeps what was drawn on the pass', () => {
    const drawn = ids.map(id => enter(journeySet([journey()]), id).enrollments[0]!.variants.test)
    expect(new Set(drawn)).toEqual(new Set(['plain', 'bold']))
  })
  it('that is decided sends everybody the way of the winner, and keeps nothing as drawn', () => {
    const journeys = journeySet([journey()], {}, winner(journey(), 'bold'))
    for (const id of ids) {
      const { decisions, enrollments, messages } = enter(journeys, id)
      expect(decisions[1]).toMatchObject({
        kind: 'branched',
        reason: 'decided',
        detail: { experiment: 'a.test', variant: 'bold' },
      })
      expect(enrollments[0]).toMatchObject({ variants: {}, outputs: { test: { variant: 'bold' } } })
      expect(messages.map(({ template }) => template)).toEqual(['bold'])
    }
  })
  it('is drawn again where it was decided with another content, or for a variant it does not have', () => {
    const heavier = journey({ ...test, split: [way('plain'), way('bold', 3)] })
    for (const besides of [winner(heavier, 'bold'), winner(journey(), 'gone')]) {
      const { decisions } = enter(journeySet([journey()], {}, besides), ids[0]!)
      expect(decisions[1]).toMatchObject({ kind: 'branched', reason: 'variant' })
    }
  })
  it('does not change the way of a pass that has drawn, when it comes by again', () => {
    const simulation = new Simulation(journeySet([journey()]), aCustomer(), start)
    simulation.hear(added)
    const [first] = waysOf(simulation)
    const other = first === 'variant plain' ? 'bold' : 'plain'
    simulation.publish(journeySet([journey()], {}, winner(journey(), other)))
    simulation.advanceTo(at('2h'))
    expect(waysOf(simulation)).toEqual([first, first])
  })
  it('sends a pass that was moved by what the new version says', () => {
    const renamed = journey({ ...test, split: [way('short'), way('long')] }, { inside: 'move' }, 2)
    const simulation = new Simulation(journeySet([journey()]), aCustomer(), start)
    simulation.hear(added)
    simulation.publish(journeySet([journey(), renamed], {}, winner(renamed, 'long')))
    simulation.advanceTo(at('2h'))
    expect(waysOf(simulation)[1]).toBe('decided long')
    expect(simulation.state.enrollments[0]?.variants).toEqual({})
  })
  it('keeps the draw of a pass that was moved where the split is the same', () => {
    const longer = journey(test, { inside: 'move', name: 'Another' }, 2)
    const simulation = new Simulation(journeySet([journey()]), aCustomer(), start)
    simulation.hear(added)
    const drawn = simulation.state.enrollments[0]?.variants
    simulation.publish(journeySet([journey(), longer]))
    simulation.advanceTo(at('2h'))
    expect(simulation.state.enrollments[0]).toMatchObject({ version: 2, variants: drawn })
  })
})

describe('an experiment is another one', () => {
  const setting = (decide: number): JsonObject => ({
    ...test,
    split: [way('plain'), { ...way('bold'), then: [{ id: 'mark', set: { decide } }] }],
  })
  const same = (step: JsonObject, before: JsonObject = test) =>
    contentOf(journey(step)) === contentOf(journey(before))
  it.each<[string, JsonObject]>([
    ['where a weight changes', { ...test, split: [way('plain'), way('bold', 2)] }],
    ['where a variant has another name', { ...test, split: [way('plain'), way('loud')] }],
    ['where a variant does something else', { ...test, split: [way('plain'), { ...way('bold'), then: [] }] }],
    ['where it is called otherwise', { ...test, experiment: 'tone' }],
    ['where there is one variant more', { ...test, split: [...test.split, way('loud')] }],
  ])('%s', (_, step) => {
    expect(same(step)).toBe(false)
  })
  it('also where an attribute of the same name as the rule has another value', () => {
    expect(same(setting(1), setting(1))).toBe(true)
    expect(same(setting(1), setting(2))).toBe(false)
  })
  it('not where only the rule changes, its own or that of a split inside', () => {
    expect(same({ ...test, decide: { entrants: 500 } })).toBe(true)
    const inner = (rule: JsonObject): JsonObject => ({
      ...test,
      split: [way('plain'), { ...way('bold'), then: [{ ...test, id: 'inner', ...rule }] }],
    })
    expect(same(inner({ decide: { entrants: 500 } }), inner({}))).toBe(true)
  })
})
