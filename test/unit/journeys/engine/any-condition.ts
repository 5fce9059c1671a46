// Any condition, and any customer to judge by it: for property tests. Values are few, so that they meet.
import fc from 'fast-check'
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import type { Scope } from '../../../../src/journeys/engine/condition.js'
import type { PastEvent } from '../../../../src/journeys/engine/index.js'
import type { JsonObject, JsonValue } from '../../../../src/model/json.js'
import { weekdays } from '../../../../src/model/local-time.js'
import { aCustomer } from '../../../support/builders.js'
import { aScope } from './a-scope.js'

/** The middle of all that happens: a week around it has the night in which Berlin puts its clocks back. */
const middle = Date.UTC(2026, 9, 24, 12)

const duration = fc.constantFrom('1m', '3h', '1d', '2d', '1w')
const instant = fc.oneof(
  fc.integer({ min: -8 * 24, max: 8 * 24 }).map(hours => middle + hours * 3_600_000),
  fc.integer({ min: -8 * 86_400_000, max: 8 * 86_400_000 }).map(ms => middle + ms),
)
const moment = fc.oneof(
  instant.map(ms => new Date(ms).toISOString()),
  instant.map(ms => new Date(ms).toISOString().slice(0, 10)),
)

const value: fc.Arbitrary<JsonValue> = fc.oneof(
  fc.constantFrom<JsonValue>(0, 1, 2, '1', '1.0', '0.1', 'one', true, null, ['1', 'one'], {}),
  moment,
)
const names = ['a', 'b', 't', 'data.a', 'customer.a', 'steps.s.a'] as const
const path = fc.constantFrom(...names)
const comparable = fc.oneof(
  fc.constantFrom<number | string>(0, 1, '0.5', '1.0'),
  path.map(one => ({ path: one })),
)
const scalar = fc.oneof(
  fc.constantFrom(0, 1, '1', 'one', true, null),
  path.map(one => ({ path: one })),
)
const anyMoment = fc.oneof(
  moment,
  path.map(one => ({ path: one })),
)

const operators = fc.oneof(
  fc.record({ eq: scalar }),
  fc.record({ ne: scalar }),
  fc.record({ in: fc.array(fc.constantFrom(0, 1, '1', 'one', null), { minLength: 1, maxLength: 3 }) }),
  fc.record({ gt: comparable, lte: comparable }, { requiredKeys: ['gt'] }),
  fc.record({ contains: fc.constantFrom('1', 'ne') }),
  fc.record({ matches: fc.constantFrom('*', 'o?e', '2026*') }),
  fc.record({ exists: fc.boolean() }),
  fc.record({ before: anyMoment }),
  fc.record({ after: anyMoment }),
  fc.record({ withinLast: duration }),
  fc.record({ withinNext: duration }),
)
const fields = fc.dictionary(path, operators, { minKeys: 1, maxKeys: 2 }) as fc.Arbitrary<Condition>

const bounds = fc.oneof(
  fc.record({ gte: fc.constantFrom(1, 2, '0.3') }),
  fc.record({ eq: fc.constantFrom(0, 1) }),
  fc.record({ gt: fc.constant(0), lt: fc.constantFrom(2, 3) }),
)
const types = ['alpha', 'beta'] as const
const span = fc.oneof(fc.record({ within: duration }), fc.constantFrom({}, { since: 'entry' }))
const counted = fc.record(
  {
    did: fc.constantFrom(...types),
    count: fc.oneof(
      fc.constantFrom(1, 2),
      fc.record({ lte: fc.constantFrom(0, 1) }),
      fc.record({ eq: fc.constant(1) }),
    ),
    sum: bounds.map(one => ({ of: 'n', ...one })),
    distinct: bounds.map(one => ({ of: 'n', ...one })),
    where: fields,
  },
  { requiredKeys: ['did'] },
)
const did = fc.tuple(counted, span).map(([what, when]) => ({ ...what, ...when }) as Condition)
const didNot = fc
  .tuple(fc.record({ didNot: fc.constantFrom(...types), where: fields }, { requiredKeys: ['didNot'] }), span)
  .map(([what, when]) => ({ ...what, ...when }) as Condition)

const time = fc.constantFrom('00:00', '02:30', '03:00', '09:00', '21:30')
const localTime = fc
  .record(
    {
      between: fc.tuple(time, time),
      on: fc.uniqueArray(fc.constantFrom(...weekdays), { minLength: 1, maxLength: 7 }),
    },
    { requiredKeys: [] },
  )
  .filter(({ between, on }) => (between ?? on) !== undefined)
  .map(window => ({ localTime: window }) as Condition)

const inCatalog = fc.record({
  catalog: fc.constantFrom('p', 'data.p'),
  where: fields,
  match: fc.constantFrom('any', 'every'),
}) as fc.Arbitrary<Condition>

/** What the conditions may name as a segment. */
export const segments: Record<string, Condition> = {
  fresh: { did: 'alpha', within: '1d' },
  soon: { t: { withinNext: '2d' } },
}

export const condition: fc.Arbitrary<Condition> = fc.letrec<{ any: Condition }>(tie => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fields,
    did,
    didNot,
    localTime,
    inCatalog,
    fc.constantFrom<Condition>({ consent: 'email' }, { consent: 'sms' }),
    fc.constantFrom(...Object.keys(segments)).map(segment => ({ segment })),
    fc.record({ not: tie('any') }),
    fc.record({ all: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }),
    fc.record({ any: fc.array(tie('any'), { minLength: 1, maxLength: 3 }) }),
  ),
})).any

const properties = fc.record(
  { a: value, b: value, t: moment, p: fc.constantFrom('x', 'y', 'none', 'later', ['x', 'y'], []) },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject>

const pastEvent: fc.Arbitrary<PastEvent> = fc.record({
  occurredAt: instant.map(ms => new Date(ms)),
  properties: fc.record(
    { n: fc.constantFrom<JsonValue>(0, 1, '0.1', '0.2', -1, 'x'), a: value, t: moment },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>,
})

export const scope: fc.Arbitrary<Scope> = fc
  .record({
    properties,
    data: properties,
    output: properties,
    attributes: properties,
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/Santiago', 'Australia/Lord_Howe'),
    now: instant.map(ms => new Date(ms)),
    entryAt: fc.option(instant.map(ms => new Date(ms))),
    alpha: fc.option(fc.array(pastEvent, { maxLength: 4 }), { freq: 20 }),
    beta: fc.array(pastEvent, { maxLength: 4 }),
    product: properties,
  })
  .map(({ output, attributes, alpha, beta, product, ...given }) =>
    aScope({
      ...given,
      outputs: { s: output },
      customer: aCustomer({ attributes, consent: { email: 'subscribed', sms: 'unknown' } }),
      history: type => (type === 'alpha' ? (alpha ?? undefined) : beta),
      product: id => (id === 'later' ? undefined : id === 'none' ? null : { ...product, id }),
    }),
  )
