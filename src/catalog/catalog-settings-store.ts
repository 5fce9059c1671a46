// What settings.json says of the catalog, as it was published. Checked there; here only read, with what holds when it
// says nothing.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import { durationMs } from '../model/time.js'

export interface CatalogSettings {
  /** A feed that is older has been forgotten. */
  readonly staleAfterMs: number
  /** Percent by which a price must fall to be worth a word. */
  readonly priceDrop: number
  /** For so long somebody is interested in what they looked at. */
  readonly interestWithinMs: number
  /** The currency of the shop; null: nothing is published yet. */
  readonly currency: string | null
}

interface Published {
  readonly currency: string | null
  readonly catalog: { staleAfter?: string; priceDrop?: number; interestWithin?: string } | null
}

export async function readCatalogSettings(db: Db): Promise<CatalogSettings> {
  const { rows } = await sql<Published>`
    select settings ->> 'currency' as currency, settings -> 'catalog' as catalog from workspace`.execute(db)
  const { currency = null, catalog } = rows[0] ?? {}
  const { staleAfter = '48h', priceDrop = 5, interestWithin = '30d' } = catalog ?? {}
  return {
    staleAfterMs: durationMs(staleAfter),
    priceDrop,
    interestWithinMs: durationMs(interestWithin),
    currency,
  }
}
