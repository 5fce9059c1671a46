// The same six rules in three languages, and shoppers to judge by them. Each is written as its own manual would write it.
import type { TopLevelCondition } from 'json-rules-engine'
import { seededRandom } from '../src/demo/random.js'
import type { Condition } from '../src/journeys/definition/condition-schema.js'
import type { JsonObject } from '../src/model/json.js'

export interface Rule {
  readonly name: string
  readonly triggerfish: Condition
  readonly jsonLogic: JsonObject
  readonly jsonRulesEngine: TopLevelCondition
}

const v = (path: string): JsonObject => ({ var: path })
const fact = (fact: string, path: string, operator: string, value: unknown) => ({
  fact,
  path: `$.${path}`,
  operator,
  value,
})

const countries = ['DE', 'AT', 'CH', 'NL', 'BE', 'LU', 'DK', 'SE', 'PL', 'CZ']

export const rules: readonly Rule[] = [
  {
    name: 'one field',
    triggerfish: { 'customer.country': 'DE' },
    jsonLogic: { '==': [v('customer.country'), 'DE'] },
    jsonRulesEngine: { all: [fact('customer', 'country', 'equal', 'DE')] },
  },
  {
    name: 'an amount, as decimal text',
    triggerfish: { 'cart.value': { gte: 100 } },
    jsonLogic: { '>=': [v('cart.value'), 100] },
    jsonRulesEngine: { all: [fact('cart', 'value', 'greaterThanInclusive', 100)] },
  },
  {
    name: 'a list of ten',
    triggerfish: { 'customer.country': { in: countries } },
    jsonLogic: { in: [v('customer.country'), countries] },
    jsonRulesEngine: { all: [fact('customer', 'country', 'in', countries)] },
  },
  {
    name: 'all of three',
    triggerfish: {
      all: [{ 'cart.currency': 'EUR' }, { 'cart.items': { gt: 1 } }, { 'customer.tier': { ne: 'none' } }],
    },
    jsonLogic: {
      and: [
        { '==': [v('cart.currency'), 'EUR'] },
        { '>': [v('cart.items'), 1] },
        { '!=': [v('customer.tier'), 'none'] },
      ],
    },
    jsonRulesEngine: {
      all: [
        fact('cart', 'currency', 'equal', 'EUR'),
        fact('cart', 'items', 'greaterThan', 1),
        fact('customer', 'tier', 'notEqual', 'none'),
      ],
    },
  },
  {
    name: 'any of four',
    triggerfish: {
      any: [
        { 'customer.country': 'PT' },
        { 'customer.orders': { gte: 10 } },
        { 'product.tags': { contains: 'new' } },
        { 'cart.value': { lt: 50 } },
      ],
    },
    jsonLogic: {
      or: [
        { '==': [v('customer.country'), 'PT'] },
        { '>=': [v('customer.orders'), 10] },
        { in: ['new', v('product.tags')] },
        { '<': [v('cart.value'), 50] },
      ],
    },
    jsonRulesEngine: {
      any: [
        fact('customer', 'country', 'equal', 'PT'),
        fact('customer', 'orders', 'greaterThanInclusive', 10),
        fact('product', 'tags', 'contains', 'new'),
        fact('cart', 'value', 'lessThan', 50),
      ],
    },
  },
  {
    name: 'nested, eight tests',
    triggerfish: {
      all: [
        { any: [{ 'cart.value': { gte: 20 } }, { 'customer.tier': 'gold' }] },
        { not: { any: [{ 'product.category': 'gift-cards' }, { 'customer.orders': { gt: 18 } }] } },
        {
          any: [
            { all: [{ 'customer.country': { in: countries } }, { 'cart.currency': 'EUR' }] },
            { all: [{ 'customer.country': 'GB' }, { 'cart.currency': 'GBP' }] },
          ],
        },
      ],
    },
    jsonLogic: {
      and: [
        { or: [{ '>=': [v('cart.value'), 20] }, { '==': [v('customer.tier'), 'gold'] }] },
        {
          '!': [
            { or: [{ '==': [v('product.category'), 'gift-cards'] }, { '>': [v('customer.orders'), 18] }] },
          ],
        },
        {
          or: [
            { and: [{ in: [v('customer.country'), countries] }, { '==': [v('cart.currency'), 'EUR'] }] },
            { and: [{ '==': [v('customer.country'), 'GB'] }, { '==': [v('cart.currency'), 'GBP'] }] },
          ],
        },
      ],
    },
    jsonRulesEngine: {
      all: [
        {
          any: [fact('cart', 'value', 'greaterThanInclusive', 20), fact('customer', 'tier', 'equal', 'gold')],
        },
        {
          not: {
            any: [
              fact('product', 'category', 'equal', 'gift-cards'),
              fact('customer', 'orders', 'greaterThan', 18),
            ],
          },
        },
        {
          any: [
            {
              all: [fact('customer', 'country', 'in', countries), fact('cart', 'currency', 'equal', 'EUR')],
            },
            {
              all: [fact('customer', 'country', 'equal', 'GB'), fact('cart', 'currency', 'equal', 'GBP')],
            },
          ],
        },
      ],
    },
  },
]

export interface Facts {
  readonly customer: JsonObject
  /** What the event says: the cart and the product. */
  readonly properties: JsonObject
}

/** Always the same ones. About as many match a rule as do not. */
export function makeFacts(count: number): Facts[] {
  const random = seededRandom(11)
  return Array.from({ length: count }, () => ({
    customer: {
      country: random.pick(['DE', 'DE', 'AT', 'FR', 'GB', 'US']),
      tier: random.pick(['none', 'silver', 'gold']),
      orders: random.int(0, 20),
    },
    properties: {
      cart: {
        value: (random.int(500, 20_000) / 100).toFixed(2),
        currency: random.pick(['EUR', 'EUR', 'EUR', 'GBP']),
        items: random.int(1, 5),
      },
      product: {
        category: random.pick(['shoes', 'jackets', 'gift-cards']),
        tags: random.pick([['sale'], ['new', 'sale'], []]),
      },
    },
  }))
}
