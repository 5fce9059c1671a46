// Reads the rows of an export in portions, each from where the last one ended, along an index. No address, no name of a
// customer: only the ids that the product has given.
import { type RawBuilder, sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { inPeriod, withTexts } from '../lists/part-queries.js'
import type { ReportPeriod, ReportRow, ReportSettings } from '../report-kind.js'
import type { RawTable } from './raw-table.js'

export interface RawQuery extends ReportPeriod {
  readonly journey: string | null
  readonly settings: ReportSettings
}

interface Source {
  readonly columns: RawBuilder<unknown>
  readonly from: RawBuilder<unknown>
  /** The moment by which a row belongs to the period. */
  readonly at: RawBuilder<unknown>
  readonly journey: RawBuilder<unknown>
  /** In the order of an index; together they name one row. Each with its type. */
  readonly keys: readonly (readonly [RawBuilder<unknown>, RawBuilder<unknown>])[]
}

const time = sql`timestamptz`
const uuid = sql`uuid`
const text = sql`text`
const messageAt = sql`coalesce(t.wire_at, t.created_at)`

const pass = sql`t.customer_id as customer, t.journey_id as journey, t.version`

const sources: Readonly<Record<RawTable['name'], Source>> = {
  enrollments: {
    columns: sql`t.id as enrollment, ${pass}, t.entered_at as "enteredAt", t.ended_at as "endedAt", t.status,
      t.ended_by as "endedBy", t.step_id as step, t.held_by as "heldBy", t.variants, t.country, t.segments`,
    from: sql`enrollments t`,
    at: sql`t.entered_at`,
    journey: sql`t.journey_id`,
    keys: [
      [sql`t.entered_at`, time],
      [sql`t.id`, uuid],
    ],
  },
  messages: {
    columns: sql`t.id as message, t.enrollment_id as enrollment, ${pass}, t.step_id as step, t.channel, t.category, t.template,
      t.status, t.reason, t.created_at as "createdAt", t.wire_at as "handedOverAt", t.sender, t.domain, t.delivery,
      t.delivery_at as "deliveryAt", t.unsubscribed, t.segments as "smsSegments"`,
    from: sql`messages t`,
    at: messageAt,
    journey: sql`t.journey_id`,
    keys: [
      [messageAt, time],
      [sql`t.id`, uuid],
    ],
  },
  orders: {
    columns: sql`t.source_id as source, t.event_id as event, t.goal, t.order_id as order, t.occurred_at as at,
      t.message_id as message, t.enrollment_id as enrollment, ${pass}, t.step_id as step, t.channel,
      t.entered_at as "enteredAt", t.touched_at as "touchedAt", t.currency, t.value::text, t.refunded::text, t.cancelled,
      t.net::text, t.country, t.segments, t.categories`,
    from: sql`conversions t`,
    at: sql`t.occurred_at`,
    journey: sql`t.journey_id`,
    keys: [
      [sql`t.occurred_at`, time],
      [sql`t.source_id`, text],
      [sql`t.event_id`, text],
      [sql`t.goal`, text],
    ],
  },
  credits: {
    columns: sql`t.source_id as source, t.event_id as event, t.goal, t.message_id as message, t.enrollment_id as enrollment,
      ${pass}, t.step_id as step, t.channel, t.entered_at as "enteredAt", t.touched_at as "touchedAt",
      t.last_touch::float8 as "lastTouch", t.first_touch::float8 as "firstTouch", t.linear::float8, t.position::float8,
      t.decay::float8`,
    from: sql`conversions c join credits t using (source_id, event_id, goal)`,
    at: sql`c.occurred_at`,
    journey: sql`t.journey_id`,
    keys: [
      [sql`c.occurred_at`, time],
      [sql`source_id`, text],
      [sql`event_id`, text],
      [sql`goal`, text],
      [sql`t.message_id`, uuid],
    ],
  },
  outcomes: {
    columns: sql`t.enrollment_id as enrollment, t.customer_id as customer, t.journey_id as journey, t.goal,
      t.entered_at as "enteredAt", t.conversions, t.amounts, t.first_at as "firstAt"`,
    from: sql`outcomes t`,
    at: sql`t.entered_at`,
    journey: sql`t.journey_id`,
    keys: [
      [sql`t.entered_at`, time],
      [sql`t.enrollment_id`, uuid],
      [sql`t.goal`, text],
    ],
  },
  'shop-orders': {
    columns: sql`t.source_id as source, t.event_id as event, t.customer_id as customer, t.order_id as order,
      t.occurred_at as at, t.currency, t.value::text, t.refunded::text, t.cancelled, t.net::text`,
    from: sql`orders t`,
    at: sql`t.occurred_at`,
    // Of one journey: those whose last touch was its.
    journey: sql`(
      select c.journey_id from conversions c
      where c.source_id = t.source_id and c.event_id = t.event_id and c.goal = 'primary')`,
    keys: [
      [sql`t.occurred_at`, time],
      [sql`t.source_id`, text],
      [sql`t.event_id`, text],
    ],
  },
}

const portion = 5_000

/** Tables whose indexes begin with the journey are read journey by journey. */
const byJourney: ReadonlySet<RawTable['name']> = new Set(['enrollments', 'messages', 'outcomes'])

export async function* readRawTable(
  db: Db,
  name: RawTable['name'],
  query: RawQuery,
): AsyncGenerator<readonly ReportRow[]> {
  const journeys = query.journey === null && byJourney.has(name) ? await journeysEver(db) : [query.journey]
  for (const journey of journeys) {
    let after: readonly string[] | null = null
    do {
      const rows: RawRow[] = await readPortion(db, sources[name], { ...query, journey }, after)
      if (rows.length > 0) yield rows.map(({ portion_end: _, ...row }) => withTexts(row))
      after = rows.length < portion ? null : rows.at(-1)!.portion_end
    } while (after !== null)
  }
}

type RawRow = Readonly<Record<string, unknown>> & { readonly portion_end: readonly string[] }

async function readPortion(
  db: Db,
  { columns, from, at, journey, keys }: Source,
  query: RawQuery,
  after: readonly string[] | null,
): Promise<RawRow[]> {
  const names = keys.map(([key]) => key)
  const beyond =
    after === null
      ? sql`true`
      : sql`(${sql.join(names)}) > (${sql.join(keys.map(([, type], index) => sql`${after[index]}::${type}`))})`
  const { rows } = await sql<RawRow>`
    select ${columns}, json_build_array(${sql.join(names.map(name => sql`${name}::text`))}) as portion_end
    from ${from}
    where ${inPeriod(at, query, query.settings)}
      and ${query.journey === null ? sql`true` : sql`${journey} = ${query.journey}`} and ${beyond}
    order by ${sql.join(names)} limit ${portion}`.execute(db)
  return rows
}

/** Also of journeys that are archived. */
async function journeysEver(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('journey_versions')
    .select('journey_id')
    .distinct()
    .orderBy('journey_id')
    .execute()
  return rows.map(({ journey_id }) => journey_id)
}
