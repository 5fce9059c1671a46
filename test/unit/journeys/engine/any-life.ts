// Any journeys, and any life of a customer who meets them: for property tests.
import fc from 'fast-check'
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import type { JourneySet } from '../../../../src/journeys/engine/index.js'
import type { Event } from '../../../../src/model/event.js'
import type { JsonObject, JsonValue } from '../../../../src/model/json.js'
import { aJourney, anEvent, at, journeySet, start } from '../../../support/builders.js'

const types = ['alpha', 'beta', 'gamma', 'email_unsubscribed'] as const
const type = fc.constantFrom(...types)
const durations = fc.constantFrom('10m', '1h', '3h', '1d')

const fields: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
  { x: 1 },
  { x: { gte: 1 } },
  { x: { exists: false } },
  { 'customer.tier': 'gold' },
)
const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>(tie => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fields,
    fc.record({ did: type, within: durations }),
    fc.record({ didNot: type }),
    fc.record({ did: type, count: fc.constantFrom(1, 2) }),
    fc.constant<Condition>({ consent: 'email' }),
    fc.record({ not: tie('any') }),
    fc.record({ all: fc.array(tie('any'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('any'), { minLength: 1, maxLength: 2 }) }),
  ),
})).any

type Draft = JsonObject
const steps: fc.Arbitrary<Draft[]> = fc.letrec<{ step: Draft; steps: Draft[] }>(tie => ({
  steps: fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
  step: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ wait: durations }),
    fc.record({ send: fc.constantFrom('email', 'sms'), template: fc.constant('t') }),
    fc.record({
      send: fc.constant('email'),
      template: fc.constant('t'),
      skipIf: condition,
    }) as fc.Arbitrary<Draft>,
    fc.constant<Draft>({ exit: true }),
    fc.record({
      waitFor: fc.record({ event: type, within: durations }),
      then: tie('steps'),
      else: tie('steps'),
    }),
    fc.record({
      branch: fc.tuple(fc.record({ if: condition, then: tie('steps') })),
      else: tie('steps'),
    }) as fc.Arbitrary<Draft>,
  ),
})).steps

/** Gives every step its own id, from top to bottom. */
function named(drafts: readonly Draft[]): JsonObject[] {
  let count = 0
  const name = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.map(name)
    if (typeof value !== 'object' || value === null) return value
    const isStep = ['wait', 'send', 'exit', 'waitFor', 'branch'].some(kind => kind in value)
    const inner = Object.entries(value).map(([key, child]) =>
      key === 'then' || key === 'else' || key === 'branch' ? [key, name(child)] : [key, child],
    )
    return { ...(isStep && { id: `s${++count}` }), ...Object.fromEntries(inner) }
  }
  return name([...drafts]) as JsonObject[]
}

const journey = fc.record(
  {
    trigger: fc.record({ event: type }),
    entry: fc.record({
      reenter: fc.constantFrom<JsonValue>('never', 'always', { after: '3h' }),
    }),
    key: fc.constant('cart'),
    exit: fc.array(fc.record({ on: type, as: fc.constantFrom('exited', 'converted') }), { maxLength: 2 }),
    goal: fc.record({ event: type, within: durations }),
    suppress: fc.record({ if: condition }),
    caps: fc.constant({ journey: { max: 2, per: '1d' } }),
    steps: steps.map(named),
  },
  { requiredKeys: ['trigger', 'entry', 'steps', 'exit'] },
) as fc.Arbitrary<JsonObject>

const event = fc.record({
  type,
  id: fc.uuid(),
  lateMs: fc.constantFrom(0, 0, 0, 1, 600_000, 7_200_000, 2 * 86_400_000),
  properties: fc.record(
    { x: fc.constantFrom<JsonValue>(0, 1, '1', 'one', null), cart: fc.constantFrom('c1', 'c2') },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>,
})

const day = fc.record({
  gapMs: fc.constantFrom(0, 1, 600_000, 3_600_000, 10_800_000, 86_400_000),
  events: fc.array(event, { maxLength: 4 }),
  handsOver: fc.boolean(),
})

export interface Life {
  readonly definitions: readonly JsonObject[]
  readonly days: readonly Day[]
  /** Compiled anew with every call. */
  readonly journeys: () => JourneySet
}
type Day = Parameters<Parameters<typeof day.map>[0]>[0]

/** At most two messages a day, of which one by SMS; what the caps are, tests rely on. */
export const caps = { global: { max: 2, per: '1d' }, sms: { max: 1, per: '3h' } }

export const lives: fc.Arbitrary<Life> = fc
  .record({
    definitions: fc.array(journey, { minLength: 1, maxLength: 3 }),
    days: fc.array(day, { minLength: 1, maxLength: 8 }),
  })
  .map(({ definitions, days }) => ({
    definitions,
    days,
    journeys: () =>
      journeySet(
        definitions.map((definition, index) => aJourney({ ...definition, id: `j${index}` })),
        { caps },
      ),
  }))

export interface Moment {
  readonly now: Date
  readonly events: readonly Event[]
  readonly handsOver: boolean
}

/** The days one after the other, on the clock; and a week after the last of them. */
export function moments(days: readonly Day[]): Moment[] {
  let ms = 0
  const list = days.map(({ gapMs, events, handsOver }) => {
    ms += gapMs
    const now = new Date(start.getTime() + ms)
    return { now, events: events.map(given => eventAt(given, now)), handsOver }
  })
  return [...list, { now: new Date(at('1w').getTime() + ms), events: [], handsOver: true }]
}

const eventAt = ({ lateMs, ...given }: Day['events'][number], now: Date): Event =>
  anEvent({ ...given, occurredAt: new Date(now.getTime() - lateMs), receivedAt: now })
