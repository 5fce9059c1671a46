// Products, what became of them, and who was interested. As TypeScript sees it: times are
// Dates, numerics are strings.
import type { Generated } from 'kysely'
import type { JsonObject } from '../model/json.js'
import type { Json } from './json-column.js'

export interface CatalogTables {
  products: {
    id: string
    data: Json<JsonObject>
    updated_at: Date
    source_id: Generated<string>
    feed: Generated<string>
    in_stock: Generated<boolean | null>
    current_price: Generated<string | null>
    currency: Generated<string | null>
    categories: Generated<string[]>
    collections: Generated<string[]>
    brand: Generated<string | null>
    removed_at: Generated<Date | null>
    seen_at: Generated<Date | null>
  }
  feed_runs: {
    id: string
    feed: string
    kind: string
    full: boolean
    started_at: Date
    finished_at: Date | null
    products: Generated<number>
    rejected: Generated<number>
    removed: Generated<number>
    previous_products: Generated<number>
    /** Nothing was removed, because too much was missing. */
    kept: Generated<boolean>
    missing: Json<Record<string, number>>
  }
  product_stock: {
    inventory_item_id: string
    location_id: string
    available: number | null
    updated_at: Date
  }
  product_changes: {
    id: string
    product_id: string
    kind: 'price_dropped' | 'back_in_stock'
    old: Json<JsonObject>
    new: Json<JsonObject>
    changed_at: Date
    done_at: Date | null
    after_customer: string | null
  }
  product_interests: {
    product_id: string
    customer_id: string
    part: number
    viewed_at: Date | null
    carted_at: Date | null
    bought_at: Date | null
  }
  job_cursors: { name: string; position: Date }
  recommendations: {
    kind: string
    about: string
    product_id: string
    rank: number
    score: number
    support: number
    reason: Json<JsonObject>
    computed_at: Date
  }
}
