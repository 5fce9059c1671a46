// Reads orders of the shop page by page, newest first. As rollups count them: src/rollups/count-shop-queries.ts.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import type { ListPart, ListPosition } from '../list-kind.js'
import type { ReportRequest, ReportRow, ReportSettings } from '../report-kind.js'
import { shownAmountOf } from './order-list-queries.js'
import { all, before, inPeriod, ofJourney, where } from './part-queries.js'
import type { ShopOrderFilters } from './shop-order-filters.js'

const keys = [sql`o.occurred_at`, sql`o.source_id`, sql`o.event_id`]

export async function readShopOrders(
  db: Db,
  request: ReportRequest<ShopOrderFilters>,
  settings: ReportSettings,
  part: ListPart,
): Promise<(ReportRow & { position: ListPosition })[]> {
  const { journey, parameters } = request
  const { model } = parameters
  // Whoever influences an order has all of it.
  const share = model === 'influenced' ? sql`least(count(*), 1)` : sql`sum(${sql.ref(`k.${model}`)})`
  const { rows } = await sql<ReportRow & { position: ListPosition }>`
    select o.occurred_at as at, o.customer_id as customer, o.order_id as order, ${shownAmountOf(sql`o.net`)} as net, o.currency,
      t.share::float8 as share, ${shownAmountOf(sql`t.share * o.net`)} as credited, c.journey_id as journey, c.step_id as step, ${shownAmountOf(sql`o.value`)} as value,
      ${shownAmountOf(sql`o.refunded`)} as refunded, o.cancelled, o.source_id as source, o.event_id as event,
      json_build_array(o.occurred_at::text, o.source_id, o.event_id) as position
    from orders o
    left join conversions c on c.source_id = o.source_id and c.event_id = o.event_id and c.goal = 'primary'
    cross join lateral (
      select coalesce(${share}, 0) as share from credits k
      where k.source_id = o.source_id and k.event_id = o.event_id and k.goal = 'primary' and ${ofJourney(sql`k.journey_id`, journey)}
    ) t
    where ${inPeriod(sql`o.occurred_at`, request, settings)}
      and ${parameters.cancelled === 'yes' ? sql`o.cancelled` : sql`not o.cancelled`}
      and ${all([
        where(parameters.claimed, claimed => (claimed === 'yes' ? sql`t.share > 0` : sql`t.share = 0`)),
        where(parameters.refunded, refunded =>
          refunded === 'yes' ? sql`o.refunded > 0` : sql`o.refunded = 0`,
        ),
      ])}
      and ${before(part.after, keys)}
    order by ${sql.join(keys.map(key => sql`${key} desc`))} limit ${part.limit + 1}`.execute(db)
  return rows
}
