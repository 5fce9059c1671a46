// What a shop holds besides its customers: the catalog, pools of coupon codes, and the places of journeys that let in only
// so many a day. Every taking is remembered by its claim, so that asking again takes nothing more.
import type { Grant, Need } from '../journeys/engine/index.js'
import type { JsonObject } from '../model/json.js'

type Products = Readonly<Record<string, JsonObject | null>>
type TakeNeed = Extract<Need, { kind: 'coupon' | 'place' }>

export class Supplies {
  private readonly products: Map<string, JsonObject | null>
  private readonly codes: Map<string, string[]>
  private readonly taken = new Map<string, Grant>()
  private readonly places = new Map<string, number>()

  constructor({
    catalog = {},
    coupons = {},
  }: { catalog?: Products; coupons?: Readonly<Record<string, readonly string[]>> } = {}) {
    this.products = new Map(Object.entries(catalog))
    this.codes = new Map(Object.entries(coupons).map(([pool, codes]) => [pool, [...codes]]))
  }

  stock(products: Products): void {
    for (const [id, product] of Object.entries(products)) this.products.set(id, product)
  }

  product(id: string): JsonObject | null {
    return this.products.get(id) ?? null
  }

  take(need: TakeNeed): Grant {
    const id = `${need.kind} ${need.claim}`
    const grant = this.taken.get(id) ?? (need.kind === 'coupon' ? this.takeCode(need) : this.takePlace(need))
    this.taken.set(id, grant)
    return grant
  }

  private takeCode({ pool }: Extract<Need, { kind: 'coupon' }>): Grant {
    return { code: this.codes.get(pool)?.shift() ?? null }
  }

  private takePlace({ journeyId, day, perDay }: Extract<Need, { kind: 'place' }>): Grant {
    const id = `${journeyId} ${day}`
    const taken = this.places.get(id) ?? 0
    if (taken >= perDay) return { place: false }
    this.places.set(id, taken + 1)
    return { place: true }
  }
}
