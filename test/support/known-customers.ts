// Customers who are known before anything happens, by ids that follow from their names: whoever is held out, or gets a variant, is
// the same in every run. Those whom events make known have new ids each time.
import { sql } from 'kysely'
import type { Db } from '../../src/db/tables.js'
import { idFrom, partOf } from '../../src/model/ids.js'

/** By their `id`, and nothing more known of them. */
export async function knowCustomers(db: Db, names: readonly string[]): Promise<void> {
  const rows = names.map(value => {
    const id = idFrom('customer', value)
    return { id, part: partOf(id), value }
  })
  await sql`
    with known as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as x(id uuid, part smallint, value text)
    ), added as (
      insert into customers (id, part, attributes, created_at, updated_at) select id, part, '{}', tf_now(), tf_now() from known
    )
    insert into identities (kind, value, customer_id, part, created_at) select 'id', value, id, part, tf_now() from known`.execute(
    db,
  )
}
