// Changes of products that customers are to hear of: written with the product, told later, each to the end.
import { sql } from 'kysely'
import { jsonColumn, plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { JsonObject } from '../model/json.js'
import type { ChangeKind, ProductChange } from './changes.js'

export async function insertChanges(db: Db, changes: readonly ProductChange[]): Promise<void> {
  if (changes.length === 0) return
  await sql`
    insert into product_changes (id, product_id, kind, old, new, changed_at)
    select * from unnest(
      ${plainColumn(changes, ({ id }) => id)}::uuid[],
      ${textColumn(changes, ({ productId }) => productId)}::text[],
      ${plainColumn(changes, ({ kind }) => kind)}::text[],
      ${jsonColumn(changes, ({ old }) => old)},
      ${jsonColumn(changes, change => change.new)},
      ${plainColumn(changes, ({ changedAt }) => changedAt)}::timestamptz[]
    )
    on conflict do nothing`.execute(db)
}

export interface OpenChange {
  readonly id: string
  readonly productId: string
  readonly kind: ChangeKind
  readonly oldPrice: string | null
  readonly newPrice: string | null
  readonly changedAt: Date
  readonly afterCustomer: string | null
  /** The product as it is by now. */
  readonly data: JsonObject
  readonly currentPrice: string | null
  readonly inStock: boolean | null
  readonly removed: boolean
}

/** The oldest change that not everybody concerned was told of. */
export async function nextChange(db: Db): Promise<OpenChange | undefined> {
  const { rows } = await sql<OpenChange>`
    select c.id, c.product_id as "productId", c.kind, c.old ->> 'currentPrice' as "oldPrice",
      c.new ->> 'currentPrice' as "newPrice", c.changed_at as "changedAt", c.after_customer as "afterCustomer",
      p.data, p.current_price::text as "currentPrice", p.in_stock as "inStock",
      p.removed_at is not null as removed
    from product_changes c join products p on p.id = c.product_id
    where c.done_at is null order by c.changed_at, c.id limit 1`.execute(db)
  return rows[0]
}

/** Everybody up to this customer was told; null: everybody was. */
export async function saveProgress(
  db: Db,
  id: string,
  afterCustomer: string | null,
  at: Date,
): Promise<void> {
  await sql`update product_changes set
      after_customer = coalesce(${afterCustomer}::uuid, after_customer),
      done_at = case when ${afterCustomer}::uuid is null then ${at}::timestamptz end
    where id = ${id}`.execute(db)
}
