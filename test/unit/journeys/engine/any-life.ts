// Any journeys, and any life of a customer who meets them: for property tests.
import fc from 'fast-check'
import { checkWorkspace } from '../../../../src/journeys/definition/check-workspace.js'
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import { stepKinds } from '../../../../src/journeys/definition/step-schema.js'
import type { JourneySet } from '../../../../src/journeys/engine/index.js'
import type { Event } from '../../../../src/model/event.js'
import type { JsonObject, JsonValue } from '../../../../src/model/json.js'
import { aJourney, anEvent, at, journeySet, settings, start } from '../../../support/builders.js'

const types = ['alpha', 'beta', 'gamma', 'email_unsubscribed', 'customer_updated'] as const
const type = fc.constantFrom(...types)
const durations = fc.constantFrom('10m', '1h', '3h', '1d')

const fields: fc.Arbitrary<Condition> = fc.constantFrom<Condition>(
  { x: 1 },
  { x: { gte: 1 } },
  { x: { exists: false } },
  { 'customer.tier': 'gold' },
  { 'customer.renewal': { withinNext: '1d' } },
  { 'steps.s1.sent': true },
  { 'data.x': { ne: { path: 'x' } } },
)
const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>(tie => ({
  any: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    fields,
    fc.record({ did: type, within: durations }),
    fc.record({ didNot: type }),
    fc.record({ did: type, count: fc.constantFrom(1, 2) }),
    fc.record({ did: type, since: fc.constant('entry' as const) }),
    fc.record({ did: type, sum: fc.constant({ of: 'x', gte: 1 }), within: durations }),
    fc.record({ did: type, distinct: fc.constant({ of: 'x', lt: 2 }) }),
    fc.record({ localTime: fc.record({ between: fc.constant<[string, string]>(['08:00', '20:00']) }) }),
    fc.constantFrom<Condition>({ segment: 'gold' }, { segment: 'busy' }),
    fc.constant<Condition>({ consent: 'email' }),
    fc.record({ not: tie('any') }),
    fc.record({ all: fc.array(tie('any'), { minLength: 1, maxLength: 2 }) }),
    fc.record({ any: fc.array(tie('any'), { minLength: 1, maxLength: 2 }) }),
  ),
})).any

type Draft = JsonObject
const between = fc.constantFrom<[string, string]>(['09:00', '19:00'], ['22:00', '06:00'])
const days = fc.constantFrom<string[]>(['mon', 'thu'], ['sun'])
const cap = fc.record({ max: fc.constantFrom(1, 2), per: fc.constantFrom('1d', 'day', 'week') })
const held = fc.constantFrom<JsonValue>('skip', 'wait', { wait: '1d' })

const waits: fc.Arbitrary<JsonValue> = fc.oneof(
  durations,
  fc.record({ until: fc.constantFrom('02:30', '09:00') }),
  fc.record({ until: fc.constant('09:00'), on: days }),
  fc.record({ between }),
  fc.record({ for: durations, on: days }),
  fc.record({ date: fc.constantFrom('ends', 'customer.renewal'), before: fc.constantFrom('1d', '90m') }),
)

const send = fc.record(
  {
    send: fc.constantFrom('email', 'sms', 'onsite'),
    template: fc.constant('t'),
    skipIf: condition,
    category: fc.constantFrom('marketing', 'transactional'),
    cap,
    whenCapped: held,
    whenQuiet: held,
    content: fc.constantFrom('hello', 'goodbye'),
    dedupe: durations,
  },
  { requiredKeys: ['send', 'template'] },
) as fc.Arbitrary<Draft>

const awaitedEvent = fc.record({ event: type }) as fc.Arbitrary<Draft>
const plain: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ wait: waits }) as fc.Arbitrary<Draft> },
  { weight: 6, arbitrary: send },
  fc.constant<Draft>({ coupon: 'TEN', expires: '1d' }),
  fc.constant<Draft>({ coupon: 'TEN', whenEmpty: 'exit' }),
  fc.constant<Draft>({ set: { tier: 'gold', seen: { path: 'x' } } }),
  fc.constant<Draft>({ audience: { add: 'fans' } }),
  fc.constant<Draft>({ webhook: 'crm', with: { x: { path: 'x' } } }),
  fc.constant<Draft>({ webhook: 'crm', answerWithin: '1h' }),
  fc.constant<Draft>({ task: 'Call', team: 'care' }),
  fc.constant<Draft>({ emit: 'delta', with: { x: 1 } }),
)

/** A loop is drafted as one: `named` makes a wait, its body and the way back of it. */
const steps: fc.Arbitrary<Draft[]> = fc.letrec<{ step: Draft; steps: Draft[] }>(tie => ({
  /** An exit only where nothing stands below. */
  steps: fc
    .tuple(
      fc.array(tie('step'), { minLength: 1, maxLength: 3 }),
      fc.constantFrom([], [], [], [{ exit: true }]),
    )
    .map(([list, end]) => [...list, ...end]),
  step: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    plain,
    fc.record({
      loop: fc.array(plain, { minLength: 1, maxLength: 2 }),
      wait: durations,
      max: fc.constantFrom(1, 3),
    }) as fc.Arbitrary<Draft>,
    fc.record({
      waitFor: fc.record({ event: type, within: durations }),
      then: tie('steps'),
      else: tie('steps'),
    }),
    fc.record({
      waitFor: fc.record({ any: fc.tuple(awaitedEvent, awaitedEvent), within: durations }),
      then: tie('steps'),
    }) as fc.Arbitrary<Draft>,
    fc.record({
      waitFor: fc.record({ if: condition, within: durations }),
      then: tie('steps'),
      else: tie('steps'),
    }) as fc.Arbitrary<Draft>,
    fc.record({
      branch: fc.tuple(fc.record({ if: condition, then: tie('steps') })),
      else: tie('steps'),
    }) as fc.Arbitrary<Draft>,
    fc.record({
      split: fc.tuple(
        fc.record({ name: fc.constant('a'), weight: fc.constantFrom(1, 5), then: tie('steps') }),
        fc.record({ name: fc.constant('b'), weight: fc.constant(3), then: tie('steps') }),
      ),
    }) as fc.Arbitrary<Draft>,
  ),
})).steps

const kinds = stepKinds as readonly string[]

/** Gives every step its own id, from top to bottom. */
function named(drafts: readonly Draft[]): JsonObject[] {
  let count = 0
  const name = (value: JsonValue): JsonValue => {
    if (Array.isArray(value)) return value.flatMap(unrolled).map(name)
    if (typeof value !== 'object' || value === null) return value
    const inner = Object.entries(value).map(([key, child]) =>
      ['then', 'else', 'branch', 'split'].includes(key) ? [key, name(child)] : [key, child],
    )
    const isStep = kinds.some(kind => kind in value) && !('event' in value)
    return { ...(isStep && { id: `s${++count}` }), ...Object.fromEntries(inner) }
  }
  const unrolled = (value: JsonValue): JsonValue[] => {
    if (typeof value !== 'object' || value === null || Array.isArray(value) || !('loop' in value))
      return [value]
    const { loop, wait, max } = value as { loop: JsonValue[]; wait: string; max: number }
    const back = `back${++loops}`
    return [{ id: back, wait }, ...loop.flatMap(unrolled), { goto: back, max }]
  }
  let loops = 0
  return name([...drafts]) as JsonObject[]
}

const oneTrigger: fc.Arbitrary<JsonValue> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ event: fc.constantFrom(...types, 'delta') }) },
  fc.constantFrom<JsonValue>({ enters: 'busy' }, { leaves: 'busy' }, { enters: 'gold' }),
  fc.constantFrom<JsonValue>(
    { date: 'customer.renewal', before: '1d' },
    { date: { last: 'alpha' }, after: '2d' },
    { schedule: { every: 'day', at: '02:30' }, segment: 'gold' },
  ),
)

const exit = fc.oneof(
  { weight: 3, arbitrary: fc.record({ on: type, as: fc.constantFrom('exited', 'converted') }) },
  fc.record({ if: condition }),
  fc.constantFrom({ enters: 'gold' }, { leaves: 'busy' }),
)

/** Segments and dates have no key. */
function keyedOnlyByEvents<T extends { trigger: JsonValue; key?: string }>(draft: T): T {
  const { key: _, ...unkeyed } = draft
  return [draft.trigger].flat().every(one => JSON.stringify(one).startsWith('{"event"'))
    ? draft
    : (unkeyed as T)
}

const journey = fc
  .record(
    {
      trigger: fc.oneof(oneTrigger, fc.array(oneTrigger, { minLength: 1, maxLength: 2 })),
      entry: fc.record(
        {
          reenter: fc.constantFrom<JsonValue>('never', 'always', { after: '3h' }),
          holdout: fc.constantFrom(0, 0.5),
          rollout: fc.constant({ perDay: 2 }),
        },
        { requiredKeys: ['reenter'] },
      ),
      key: fc.constant('cart'),
      exit: fc.array(exit, { maxLength: 2 }),
      goal: fc.record({ event: type, within: durations, exits: fc.boolean() }),
      suppress: fc.record({ if: fc.constantFrom<Condition>({ x: 'one' }, { did: 'gamma', within: '1h' }) }),
      caps: fc.constant({ journey: { max: 2, per: '1d' } }),
      priority: fc.constantFrom(10, 90),
      steps: steps.map(named),
    },
    { requiredKeys: ['trigger', 'entry', 'steps', 'exit'] },
  )
  .map(keyedOnlyByEvents) as fc.Arbitrary<JsonObject>

const event = fc.record({
  type,
  id: fc.uuid(),
  lateMs: fc.constantFrom(0, 0, 0, 1, 600_000, 7_200_000, 2 * 86_400_000),
  properties: fc.record(
    {
      x: fc.constantFrom<JsonValue>(0, 1, '1', 'one', null),
      cart: fc.constantFrom('c1', 'c2'),
      ends: fc.constantFrom('2026-11-25', '2026-11-21T08:00:00Z'),
      renewal: fc.constantFrom('2026-11-24', '2026-11-22'),
      tier: fc.constantFrom('gold', 'tin'),
    },
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
  readonly journeys: (settings?: JsonObject) => JourneySet
}
type Day = Parameters<Parameters<typeof day.map>[0]>[0]

/** At most two messages a day, of which one by SMS; what the caps are, tests rely on. */
export const caps = { global: { max: 2, per: '1d' }, sms: { max: 1, per: '3h' } }

const segments: Readonly<Record<string, Condition>> = {
  busy: { did: 'beta', within: '3h' },
  gold: { 'customer.tier': 'gold' },
}

/** Quiet hours by email, so that messages wait for the morning. */
const given: JsonObject = {
  caps,
  quietHours: { email: [{ between: ['21:00', '08:00'] }] },
  timeZone: 'Europe/Berlin',
  webhooks: { crm: { url: 'https://crm.example' } },
  teams: { care: { email: 'care@shop.example' } },
  coupons: { TEN: {} },
}

const drawn = fc
  .array(journey, { minLength: 1, maxLength: 3 })
  .map(drafts => drafts.map((draft, index) => ({ name: 'Any', ...draft, id: `j${index}` })))
  .filter(passesTheChecker)

/** Only such journeys can be published. */
function passesTheChecker(journeys: readonly JsonObject[]): boolean {
  const json = (path: string, value: unknown) => ({ path, text: JSON.stringify(value) })
  const { findings } = checkWorkspace([
    json('settings.json', settings(given)),
    ...journeys.map(one => json(`${one.id}.journey.json`, one)),
    ...Object.entries(segments).map(([name, condition]) => json(`segments/${name}.json`, { if: condition })),
    ...['t.mjml', 't.txt', 't.onsite.json'].map(name => json(`templates/${name}`, {})),
  ])
  return findings.every(({ level }) => level === 'warning')
}

export const lives: fc.Arbitrary<Life> = fc
  .record({ definitions: drawn, days: fc.array(day, { minLength: 1, maxLength: 8 }) })
  .map(({ definitions, days }) => ({
    definitions,
    days,
    journeys: (settings = {}) =>
      journeySet(
        definitions.map(definition => aJourney(definition, { segments })),
        { ...given, ...settings },
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
