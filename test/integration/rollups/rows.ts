// Hand-made rows for the tests of counting: only what matters is said. Everything lies in a database of one's own.
import { type Insertable, type Kysely, sql } from 'kysely'
import type { Database } from '../../../src/db/index.js'
import type { RollupKind } from '../../../src/db/tables.js'
import { newId } from '../../../src/platform/new-id.js'
import { recountAll } from '../../../src/rollups/index.js'
import { armsOfGaps } from '../../support/arms.js'

export const at = (time: string): Date => new Date(`2026-11-${time}Z`)

type Row<Table extends keyof Database> = Partial<Insertable<Database[Table]>>

export interface Rows {
  publish(settings: object): Promise<unknown>
  version(version: number, journey: object, journeyId?: string): Promise<unknown>
  pass(row?: Row<'enrollments'>): Promise<string>
  message(row?: Row<'messages'>): Promise<string>
  outcome(enrollmentId: string, row?: Row<'outcomes'>): Promise<unknown>
  /** With its credits: shares of the models in the order last, first, linear, position, decay. */
  conversion(row: Row<'conversions'>, ...touches: Row<'credits'>[]): Promise<unknown>
  /** An order of the shop; with the event of a conversion, that one's. */
  order(row?: Row<'orders'>): Promise<unknown>
  mark(kind: RollupKind, time: Date, journeyId?: string): Promise<unknown>
}

const customerId = newId()
const someone = { customer_id: customerId, part: 1 }
const ofJourney = { journey_id: 'cart', version: 1 }

export const rowsOf = (db: Kysely<Database>): Rows => ({
  publish: settings =>
    sql`insert into workspace (revision, settings, published_at)
      values (1, ${JSON.stringify(settings)}::jsonb, ${at('01T00:00:00')})
      on conflict (id) do update set settings = excluded.settings`.execute(db),
  version: (version, journey, journeyId = 'cart') =>
    db
      .insertInto('journey_versions')
      .values({
        journey_id: journeyId,
        version,
        hash: newId(),
        definition: JSON.stringify({ journey }),
        published_at: at('01T00:00:00'),
      })
      .execute(),
  async pass(row = {}) {
    const id = row.id ?? newId()
    const entered = row.entered_at ?? at('10T12:00:00')
    await db
      .insertInto('enrollments')
      .values({
        ...someone,
        ...ofJourney,
        key: newId(),
        status: 'completed',
        ended_by: row.status === 'active' ? null : 'completed',
        seq: 1,
        entered_at: entered,
        triggered_at: entered,
        source_id: 'shop',
        event_id: newId(),
        data: '{}',
        ...row,
        id,
      })
      .execute()
    return id
  },
  async message(row = {}) {
    const id = row.id ?? newId()
    await db
      .insertInto('messages')
      .values({
        ...someone,
        ...ofJourney,
        enrollment_id: newId(),
        step_id: 'remind',
        pass: 1,
        channel: 'email',
        template: 'reminder',
        status: 'sent',
        created_at: at('10T12:00:00'),
        due_at: at('10T12:00:00'),
        wire_at: at('10T12:00:00'),
        ...row,
        id,
      })
      .execute()
    return id
  },
  outcome: (enrollmentId, row = {}) =>
    db
      .insertInto('outcomes')
      .values({
        ...someone,
        enrollment_id: enrollmentId,
        goal: 'primary',
        journey_id: 'cart',
        entered_at: at('10T12:00:00'),
        conversions: 1,
        amounts: JSON.stringify({ EUR: '10.00' }),
        first_at: at('11T12:00:00'),
        ...row,
      })
      .execute(),
  async conversion(row, ...touches) {
    const named = { source_id: 'shop', event_id: row.event_id ?? newId(), goal: row.goal ?? 'primary' }
    const last = touches.find(({ last_touch }) => Number(last_touch ?? 1) > 0) ?? touches[0]!
    const credits = touches.map(touch => ({
      ...someone,
      ...ofJourney,
      message_id: newId(),
      enrollment_id: newId(),
      step_id: 'remind',
      channel: 'email' as const,
      entered_at: at('10T12:00:00'),
      touched_at: at('10T13:00:00'),
      last_touch: '1',
      first_touch: '1',
      linear: '1',
      position: '1',
      decay: '1',
      ...touch,
      ...named,
    }))
    const credited = credits[touches.indexOf(last)]!
    await db
      .insertInto('conversions')
      .values({
        ...someone,
        ...ofJourney,
        message_id: credited.message_id,
        enrollment_id: credited.enrollment_id,
        step_id: credited.step_id,
        channel: credited.channel,
        occurred_at: at('11T12:00:00'),
        value: '100.0000',
        currency: 'EUR',
        entered_at: credited.entered_at,
        touched_at: credited.touched_at,
        ...row,
        ...named,
      })
      .execute()
    await db.insertInto('credits').values(credits).execute()
  },
  order: (row = {}) =>
    db
      .insertInto('orders')
      .values({
        ...someone,
        source_id: 'shop',
        event_id: newId(),
        occurred_at: at('11T12:00:00'),
        value: '100.0000',
        currency: 'EUR',
        refunded: '0',
        cancelled: false,
        ...row,
      })
      .execute(),
  mark: (kind, time, journeyId = 'cart') =>
    db
      .insertInto('rollup_marks')
      .values({
        kind,
        at: time,
        journey_id: kind === 'orders' || kind === 'cohorts' ? '' : journeyId,
      })
      .execute(),
})

/** What a first count finds in a table: rows as JSON, without what is zero, in a fixed order. */
export async function countedRows(db: Kysely<Database>, table: string): Promise<Record<string, unknown>[]> {
  await recountAll(db)
  return await readRows(db, table)
}

const order = [
  ...[
    'basis',
    'journey_id',
    'day',
    'step_id',
    'channel',
    'sender',
    'domain',
    'stage',
    'action',
    'reason',
    'rule',
  ],
  ...['dimension', 'split', 'gap', 'goal', 'arm', 'currency', 'value', 'held_by', 'version'],
]

export async function readRows(db: Kysely<Database>, table: string): Promise<Record<string, unknown>[]> {
  const { rows } = await sql<{ row: Record<string, unknown> }>`
    select to_jsonb(t) as row from ${table === 'report_arms' ? sql`(${armsOfGaps})` : sql.table(table)} t`.execute(
    db,
  )
  const keyOf = (row: Record<string, unknown>): string =>
    order.map(name => String(row[name] ?? '')).join('\n')
  return rows
    .map(({ row }) => row)
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
    .map(row => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== 0)))
}
