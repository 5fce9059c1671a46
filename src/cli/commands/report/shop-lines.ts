// The shop beside what is claimed of it, below the table of conversions: at one look, by how much last touch claims too many.
import { isObject, type JsonObject, type JsonValue } from '../../../model/json.js'
import { type Report, valueAt } from '../../../reports/index.js'
import { table } from '../../table.js'
import { cellText } from './cell-text.js'

/** None for other reports, and where nothing can be said. */
export function shopLines({ report, currency, total, facts, parameters, journey }: Report): string[] {
  const { shop = null, overClaim = null } = report === 'conversions' ? (facts ?? {}) : {}
  const said = isObject(overClaim) ? [`Of those who came in, ${overClaim.said}.`] : []
  if (!isObject(shop) || shop.orders === 0) return said
  const claims = shop.claims as JsonObject
  const model = String(parameters.model)
  const asked = dividing[model]
  const rows = [
    ['all orders', text(shop.orders, 'count'), '', text(shop.revenue, 'money'), ''],
    claimRow('last touch', claims.lastTouch),
    ...(asked ? [claimRow(model.replace('_', ' '), claims[asked])] : []),
    claimRow('influenced', claims.influenced),
    ...(journey === null ? [claimRow('influenced, journeys added up', shop.influencedAddedUp)] : []),
    ...incrementalRow(total === null ? null : valueAt(total, 'incremental')),
  ]
  const right = (title: string) => ({ title, align: 'right' as const })
  const titles = [
    { title: 'the shop' },
    right('orders'),
    right('of orders'),
    right(`revenue ${currency}`),
    right('of revenue'),
  ]
  return [...table(titles, rows), ...said]
}

/** What claims by the other models are called that divide an order: all journeys together claim by them what last touch does. */
const dividing: Readonly<Record<string, string>> = {
  first_touch: 'firstTouch',
  linear: 'linear',
  position: 'position',
  decay: 'decay',
}

const text = (value: JsonValue | undefined, kind: Parameters<typeof cellText>[1]): string =>
  cellText(value ?? null, kind)

function claimRow(name: string, claim: JsonValue | undefined): string[] {
  const { orders, share, revenue, revenueShare } = isObject(claim) ? claim : {}
  return [
    name,
    text(orders, 'number'),
    text(share, 'share'),
    text(revenue, 'money'),
    text(revenueShare, 'share'),
  ]
}

/** Of other days than orders, and of customers: it has no share in them. Its interval stands above, and in the sentence below. */
function incrementalRow(incremental: JsonValue): string[][] {
  if (!isObject(incremental)) return []
  const { conversions, revenue } = incremental
  return [['incremental', text(conversions, 'number'), '', text(revenue, 'money'), '']]
}
