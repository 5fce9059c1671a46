// What has changed between what is stored and what was counted, and which days of reports that concerns. Pure.

import { amountOf, unitsOf } from '../model/decimal-amount.js'
import type { RollupMark } from '../rollups/index.js'
import type { StoredConversion } from './conversion-store.js'
import { type Conversion, keyOf } from './credit.js'
import type { PassOutcome } from './outcome.js'
import type { ShopOrder } from './shop-order.js'
import type { StoredShopOrder } from './shop-order-store.js'

export interface Difference<Row> {
  readonly gone: readonly Row[]
  readonly added: readonly Row[]
}

/** Whether these can be counted anew, or may lack some of what they were counted from. */
export interface Known {
  conversion(stored: Conversion): boolean
  shopOrder(stored: ShopOrder): boolean
  outcome(outcome: PassOutcome): boolean
}

export const conversionDifference = (
  stored: readonly StoredConversion[],
  counted: readonly Conversion[],
  known: Known,
): Difference<Conversion> =>
  besideKept<Conversion>(stored, counted, {
    isKnown: one => known.conversion(one),
    keyOf,
    orderOf: ({ customerId, goal, orderId }) => JSON.stringify([customerId, goal, orderId]),
    textOf: conversionText,
  })

export const shopOrderDifference = (
  stored: readonly StoredShopOrder[],
  counted: readonly ShopOrder[],
  known: Known,
): Difference<ShopOrder> =>
  besideKept<ShopOrder>(stored, counted, {
    isKnown: one => known.shopOrder(one),
    keyOf: ({ source, eventId }) => JSON.stringify([source, eventId]),
    orderOf: ({ customerId, orderId }) => JSON.stringify([customerId, orderId]),
    textOf: shopOrderText,
  })

interface Ways<Row> {
  isKnown(row: Row): boolean
  keyOf(row: Row): string
  /** Whose order it is, where it has a number. */
  orderOf(row: Row): string
  textOf(row: Row): string
}

/** What was counted from rows that are no more stays, and nothing is counted for the same order beside it. */
function besideKept<Row extends { readonly orderId: string | null }>(
  stored: readonly (Row & { readonly isKept: boolean })[],
  counted: readonly Row[],
  { isKnown, keyOf, orderOf, textOf }: Ways<Row>,
): Difference<Row> {
  const stays = (one: Row & { readonly isKept: boolean }): boolean => one.isKept || !isKnown(one)
  const kept = stored.filter(stays)
  const keys = new Set(kept.map(keyOf))
  const orders = new Set(kept.flatMap(one => (one.orderId === null ? [] : [orderOf(one)])))
  return difference<Row>(
    stored.filter(one => !stays(one)),
    counted.filter(one => !keys.has(keyOf(one)) && !orders.has(orderOf(one))),
    keyOf,
    textOf,
  )
}

export function outcomeDifference(
  stored: readonly PassOutcome[],
  counted: readonly PassOutcome[],
  known: Known,
): Difference<PassOutcome> {
  return difference(
    stored.filter(one => known.outcome(one)),
    counted.filter(one => known.outcome(one)),
    ({ enrollmentId, goal }) => `${enrollmentId} ${goal}`,
    outcomeText,
  )
}

function difference<Row>(
  stored: readonly Row[],
  counted: readonly Row[],
  keyOf: (row: Row) => string,
  textOf: (row: Row) => string,
): Difference<Row> {
  const texts = (rows: readonly Row[]): Map<string, string> =>
    new Map(rows.map(row => [keyOf(row), textOf(row)]))
  const before = texts(stored)
  const after = texts(counted)
  return {
    gone: stored.filter(row => after.get(keyOf(row)) !== before.get(keyOf(row))),
    added: counted.filter(row => after.get(keyOf(row)) !== before.get(keyOf(row))),
  }
}

/** The same whether it was counted or stored. */
function conversionText({ value, refunded, categories, segments, credits, ...rest }: Conversion): string {
  const { isKept: _, ...conversion } = rest as Omit<StoredConversion, 'credits'>
  return JSON.stringify([
    sorted(conversion),
    plain(value),
    plain(refunded),
    sorted(Object.fromEntries(Object.entries(categories).map(([name, amount]) => [name, plain(amount)]))),
    [...segments].sort(),
    credits
      .map(({ messageId, enrollmentId, journeyId, version, stepId, channel, ...credit }) => {
        const { enteredAt, touchedAt, lastTouch, firstTouch, linear, position, decay } = credit
        const place = [messageId, enrollmentId, journeyId, version, stepId, channel, enteredAt, touchedAt]
        return JSON.stringify([...place, lastTouch, firstTouch, linear, position, decay])
      })
      .sort(),
  ])
}

function shopOrderText({ value, refunded, ...rest }: ShopOrder): string {
  const { isKept: _, ...order } = rest as Omit<StoredShopOrder, 'value' | 'refunded'>
  return JSON.stringify([sorted(order), plain(value), plain(refunded)])
}

const outcomeText = ({ amounts, ...outcome }: PassOutcome): string =>
  JSON.stringify([sorted(outcome), sorted(amounts)])

const sorted = (row: object): [string, unknown][] => Object.entries(row).sort(([a], [b]) => (a < b ? -1 : 1))

/** "129.5000" and "129.5" as "129.50". */
const plain = (amount: string | null): string | null => {
  const units = unitsOf(amount)
  return units === null ? null : amountOf(units)
}

/** Days on which orders happened, and days on which those came in who were written to before them. */
export const conversionMarks = ({ gone, added }: Difference<Conversion>): RollupMark[] =>
  [...gone, ...added].flatMap(({ occurredAt, credits }) => [
    { kind: 'orders' as const, journeyId: '', at: occurredAt },
    ...credits.map(({ enteredAt }) => ({ kind: 'cohorts' as const, journeyId: '', at: enteredAt })),
  ])

export const shopOrderMarks = ({ gone, added }: Difference<ShopOrder>): RollupMark[] =>
  [...gone, ...added].map(({ occurredAt }) => ({ kind: 'orders', journeyId: '', at: occurredAt }))

export const outcomeMarks = ({ gone, added }: Difference<PassOutcome>): RollupMark[] =>
  [...gone, ...added].map(({ journeyId, enteredAt }) => ({ kind: 'entries', journeyId, at: enteredAt }))
