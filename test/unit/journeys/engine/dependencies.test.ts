// After which events a condition may answer differently.
import { expect, it } from 'vitest'
import type { Condition } from '../../../../src/journeys/definition/condition-schema.js'
import { typesOf } from '../../../../src/journeys/engine/dependencies.js'

const ofAttributes = ['customer_merged', 'customer_updated']
const ofConsent = [
  'consent_changed',
  'customer_merged',
  'email_complained',
  'email_unsubscribed',
  'sms_unsubscribed',
]
const segments: Record<string, Condition> = {
  buyers: { did: 'order_completed', where: { 'customer.tier': 'gold' } },
  'old-buyers': { all: [{ segment: 'buyers' }, { didNot: 'product_viewed', within: '30d' }] },
}

it.each<[Condition, string[]]>([
  [{ x: 1, 'data.y': { gt: 1 }, 'steps.s.z': { exists: true } }, []],
  [{ x: { eq: { path: 'data.y' } } }, []],
  [{ 'customer.tier': 'gold' }, ofAttributes],
  [{ x: { eq: { path: 'customer.tier' } } }, ofAttributes],
  [{ customerTier: 1 }, []],
  [{ consent: 'sms' }, ofConsent],
  [{ did: 'order_completed', count: 2 }, ['customer_merged', 'order_completed']],
  [
    { didNot: 'order_completed', where: { x: { lt: { path: 'customer.y' } } } },
    [...ofAttributes, 'order_completed'],
  ],
  [{ catalog: 'item', where: { stock: 0 } }, []],
  [{ catalog: 'customer.favourite', where: { stock: 0 } }, ofAttributes],
  [{ localTime: { on: ['mon'] } }, ofAttributes],
  [{ x: { withinLast: '3d' } }, ofAttributes],
  [{ not: { any: [{ did: 'b' }, { all: [{ did: 'a' }, { did: 'b' }] }] } }, ['a', 'b', 'customer_merged']],
  [{ segment: 'old-buyers' }, [...ofAttributes, 'order_completed', 'product_viewed']],
])('%j: %j', (condition, types) => {
  expect(typesOf(condition, segments)).toEqual(types)
})

it('refuses a segment that does not exist, or is part of itself', () => {
  expect(() => typesOf({ segment: 'none' }, {})).toThrow('segment none is not defined')
  expect(() => typesOf({ segment: 'a' }, { a: { segment: 'a' } })).toThrow('segment a is part of itself')
})
