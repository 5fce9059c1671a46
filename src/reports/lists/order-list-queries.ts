// Reads orders page by page, newest first, each with the share that the messages asked for have in it. As rollups count them:
// src/rollups/count-orders-queries.ts.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { firstInstant } from '../../rollups/cell-queries.js'
import { hoursOf } from '../delay.js'
import type { ListPart, ListPosition } from '../list-kind.js'
import type { ReportRequest, ReportRow, ReportSettings } from '../report-kind.js'
import { variantAsJson } from './filters.js'
import type { OrderFilters } from './order-filters.js'
import { all, before, brandOf, inPeriod, where } from './part-queries.js'

type Asked = ReportRequest<OrderFilters>

const keys = [sql`c.occurred_at`, sql`c.source_id`, sql`c.event_id`, sql`c.goal`]

/** Which touches `k` of the order count, where filters do not say it. */
export interface TouchesThat {
  /** What the condition reads, as a common table expression. */
  readonly from: RawBuilder<unknown>
  readonly count: RawBuilder<unknown>
}

export async function readOrders(
  db: Db,
  request: Asked,
  settings: ReportSettings,
  part: ListPart,
  touchesThat?: TouchesThat,
): Promise<(ReportRow & { position: ListPosition })[]> {
  const { category } = request.parameters
  const worth = category === undefined ? sql`c.net` : sql`(c.categories ->> ${category})::numeric`
  const { rows } = await sql<ReportRow & { position: ListPosition }>`
    ${touchesThat ? sql`with ${touchesThat.from}` : sql``}
    select c.occurred_at as at, c.customer_id as customer, c.order_id as order, ${shownAmountOf(sql`c.net`)} as net, c.currency,
      t.share::float8 as share, ${shownAmountOf(sql`t.share * ${worth}`)} as credited, c.journey_id as journey, c.version,
      c.step_id as step, c.channel, c.goal, ${shownAmountOf(sql`c.value`)} as value, ${shownAmountOf(sql`c.refunded`)} as refunded,
      c.cancelled, c.country, c.touched_at as "touchedAt", c.entered_at as "enteredAt", c.message_id as message,
      c.enrollment_id as enrollment, c.source_id as source, c.event_id as event,
      json_build_array(c.occurred_at::text, c.source_id, c.event_id, c.goal) as position
    from conversions c
    cross join lateral (
      select ${shareOf(request)} as share from (${touches(request)}) k
      where ${touchDay(request, settings)} and ${touchesThat?.count ?? sql`true`}
    ) t
    where t.share > 0 and ${orderDay(request, settings)} and ${ofOrders(request, settings)} and ${before(part.after, keys)}
    order by ${sql.join(keys.map(key => sql`${key} desc`))} limit ${part.limit + 1}`.execute(db)
  return rows
}

/** At least cents, and no more digits than are needed. */
export const shownAmountOf = (numeric: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`regexp_replace(round(${numeric}, 4)::text, '(\\.\\d\\d\\d*?)0*$', '\\1')`

/** The touches of the order that are asked for; `influences`: the last of them, by which the order counts as influenced. */
const touches = ({ journey, parameters }: Asked): RawBuilder<unknown> => sql`
  select k.*, row_number() over (order by last_touch desc, touched_at desc, message_id desc) = 1 as influences
  from credits k
  where k.source_id = c.source_id and k.event_id = c.event_id and k.goal = c.goal and ${all([
    journey === null ? null : sql`k.journey_id = ${journey}`,
    where(parameters.version, version => sql`k.version = ${version}`),
    where(parameters.step, step => sql`k.step_id = ${step}`),
    where(parameters.channel, channel => sql`k.channel = ${channel}`),
    where(parameters.brand, brand => sql`${brandOf(sql`k`)} = ${brand}`),
    where(
      parameters.variant,
      variant => sql`exists (
        select from enrollments e where e.id = k.enrollment_id and e.variants @> ${variantAsJson(variant)}::jsonb)`,
    ),
  ])}`

const shareOf = ({ parameters: { model } }: Asked): RawBuilder<unknown> =>
  model === 'influenced' ? sql`count(*) filter (where influences)` : sql`sum(${sql.ref(`k.${model}`)})`

const touchDay = (request: Asked, settings: ReportSettings): RawBuilder<unknown> =>
  request.parameters.basis === 'entry' ? inPeriod(sql`k.entered_at`, request, settings) : sql`true`

/** By entry, an order may be later than the period, but not earlier. */
const orderDay = (request: Asked, settings: ReportSettings): RawBuilder<unknown> =>
  request.parameters.basis === 'order'
    ? inPeriod(sql`c.occurred_at`, request, settings)
    : sql`c.occurred_at >= ${firstInstant(sql`${request.from}::date`, settings.timeZone)}`

const ofOrders = ({ journey, parameters }: Asked, { timeZone }: ReportSettings): RawBuilder<unknown> =>
  all([
    goalOf(parameters.goal, journey),
    parameters.cancelled === 'yes' ? sql`c.cancelled` : sql`not c.cancelled`,
    where(parameters.segment, segment => sql`${segment} = any(c.segments)`),
    where(parameters.country, country => sql`coalesce(c.country, '') = ${country}`),
    where(parameters.category, category => sql`c.categories ? ${category}`),
    where(parameters.weekday, weekday => sql`to_char(${ordered(timeZone)}, 'ID') = ${weekday}`),
    where(parameters.hour, hour => sql`to_char(${ordered(timeZone)}, 'FMHH24') = ${hour}`),
    where(parameters.delay, delayed),
    where(parameters.refunded, refunded => (refunded === 'yes' ? sql`c.refunded > 0` : sql`c.refunded = 0`)),
  ])

const ordered = (timeZone: string): RawBuilder<unknown> => sql`c.occurred_at at time zone ${timeZone}::text`

const goalOf = (goal: string, journey: string | null): RawBuilder<unknown> => {
  if (goal === 'primary') return sql`c.goal = 'primary'`
  return journey === null ? sql`split_part(c.goal, '/', 2) = ${goal}` : sql`c.goal = ${`${journey}/${goal}`}`
}

const delay = sql`c.occurred_at - coalesce(
  (select m.wire_at from messages m where m.id = c.message_id), c.touched_at, c.occurred_at)`

function delayed(name: string): RawBuilder<unknown> {
  const { from, below } = hoursOf(name)!
  return all([
    from < 0 ? null : sql`${delay} >= make_interval(hours => ${from})`,
    below === null ? null : sql`${delay} < make_interval(hours => ${below})`,
  ])
}
