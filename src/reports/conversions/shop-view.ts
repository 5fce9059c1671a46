// How many orders the shop had, and which share of them is claimed: by last touch, where all journeys together claim each order
// once at most, and by the views in which they claim more. Pure.
import type { JsonObject } from '../../model/json.js'
import { shownAmount } from '../amount.js'
import { listAddress } from '../list-address.js'
import { isTime } from '../times.js'
import { type ConversionRequest, hasShop, type Model, models } from './conversion-parameters.js'
import type { OrderSums } from './order-queries.js'
import { type Claims, everyJourney, type ShopSums } from './shop-queries.js'

type Claim = Claims[Model]
/** null where there is nothing to share in, or nobody can tell. */
export type Shares = Readonly<Record<'share' | 'revenueShare', number | null>>

export interface ShopView {
  /** The orders that a row's share is one of: of its own days by time, else of the period. null: there is no such view. */
  readonly orders: (id: string | null) => JsonObject | null
  /** Of a row, or of the total. */
  readonly shares: (id: string | null, sums: OrderSums | undefined, model: Model) => Shares
  /** The shop beside all claims, for the whole report. */
  readonly all: JsonObject | null
  readonly notes: readonly string[]
}

const nothing: Shares = { share: null, revenueShare: null }
const noView: ShopView = { orders: () => null, shares: () => nothing, all: null, notes: [] }

/** `period` and `rows`: as read of the whole, and by the times that rows are. `total`: what the report counts of all rows. */
export function shopView(
  request: ConversionRequest,
  period: readonly ShopSums[],
  rows: readonly ShopSums[],
  total: OrderSums | undefined,
): ShopView {
  if (!hasShop(request)) return noView
  const { journey, parameters } = request
  const timed = isTime(parameters.by)
  const known = new Map([...period, ...rows].map(sums => [keyOf(sums), sums]))
  const found = (id: string | null, journeyId: string): ShopSums | undefined =>
    known.get(keyOf({ id: timed && id !== null ? id : '', journeyId }))
  const claimsOf = (id: string | null): Claims | undefined =>
    found(id, parameters.by === 'journey' && id !== null ? id : (journey ?? ''))?.claims
  const all = found(null, journey ?? '')?.claims.last_touch
  const only = {
    orders: isSame(all?.orders, total?.lastTouch),
    revenue: isSame(all?.revenue, total?.lastTouchRevenue),
  }
  return {
    orders: id => shopShown(found(id, '')),
    shares: (id, sums, model) => {
      const shop = found(id, '')
      if (id === null || timed || parameters.by === 'journey') return sharesOf(claimsOf(id)?.[model], shop)
      const { share, revenueShare } = sharesOf(claimIn(sums, model, parameters.model), shop)
      return { share: only.orders ? share : null, revenueShare: only.revenue ? revenueShare : null }
    },
    all: allShown(request, period),
    notes: only.orders || (total?.lastTouch ?? 0) === 0 ? [] : [otherGoals],
  }
}

const keyOf = ({ id, journeyId }: Pick<ShopSums, 'id' | 'journeyId'>): string => `${id} ${journeyId}`

const otherGoals =
  'Some conversions are not among the orders of the shop, such as those of other goals: shares are of orders, and of them alone.'

const isSame = (a: number | string | undefined, b: number | string | undefined): boolean =>
  Number(a ?? 0) === Number(b ?? 0)

/** What a row counts, by the model of the report or by one of the two views that every row has. */
function claimIn(sums: OrderSums | undefined, model: Model, asked: Model): Claim | undefined {
  if (!sums) return { orders: 0, revenue: '0' }
  if (model === asked) return { orders: sums.conversions, revenue: sums.revenue }
  if (model === 'last_touch') return { orders: sums.lastTouch, revenue: sums.lastTouchRevenue }
  return model === 'influenced' ? { orders: sums.influenced, revenue: sums.influencedRevenue } : undefined
}

function sharesOf(claim: Claim = { orders: 0, revenue: '0' }, shop: ShopSums | undefined): Shares {
  if (!shop) return nothing
  return {
    share: part(claim.orders, shop.orders),
    revenueShare: part(Number(claim.revenue), Number(shop.revenue)),
  }
}

/** To four digits: so many of a shop's orders no share has. */
const part = (claimed: number, of: number): number | null =>
  of > 0 ? Math.round((claimed / of) * 10_000) / 10_000 : null

const shopShown = (shop: ShopSums | undefined): JsonObject => ({
  orders: shop?.orders ?? 0,
  revenue: shownAmount(shop?.revenue ?? '0'),
})

function allShown({ from, to, journey }: ConversionRequest, period: readonly ShopSums[]): JsonObject {
  const shop = period.find(({ journeyId }) => journeyId === '')
  const claims = period.find(({ journeyId }) => journeyId === (journey ?? ''))?.claims
  const addedUp = period.find(({ journeyId }) => journeyId === everyJourney)?.claims.influenced
  const address = (filters: Record<string, string | null>): string =>
    listAddress('shop-orders', { from, to, ...filters })
  const claimedBy = (model: Model): string => address({ journey, claimed: 'yes', model })
  return {
    ...shopShown(shop),
    otherRevenue: Object.fromEntries(
      Object.entries(shop?.others ?? {}).map(([code, amount]) => [code, shownAmount(amount)]),
    ),
    refunded: shownAmount(shop?.refunded ?? '0'),
    cancelled: shop?.cancelled ?? 0,
    claims: Object.fromEntries(models.map(model => [camel(model), claimShown(claims?.[model], shop)])),
    // What each journey says of itself: an order that several were there for is in each of them.
    influencedAddedUp: journey === null ? claimShown(addedUp, shop) : null,
    lists: {
      orders: address({}),
      refunded: address({ refunded: 'yes' }),
      cancelled: address({ cancelled: 'yes' }),
      ...Object.fromEntries(models.map(model => [camel(model), claimedBy(model)])),
      unclaimed: address({ journey, claimed: 'no' }),
    },
  }
}

const claimShown = (claim: Claim | undefined, shop: ShopSums | undefined): JsonObject => ({
  orders: claim?.orders ?? 0,
  revenue: shownAmount(claim?.revenue ?? '0'),
  ...sharesOf(claim, shop),
})

const camel = (model: string): string => model.replace(/_[a-z]/, letters => letters.slice(1).toUpperCase())
