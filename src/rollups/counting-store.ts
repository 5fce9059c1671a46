// What counting goes by: the published settings, the clock, what is frozen, and how far runs over all days have come.
import { sql } from 'kysely'
import type { Db, RollupKind } from '../db/tables.js'
import { durationMs } from '../model/time.js'
import type { Cell } from './cell.js'

export interface Counting {
  readonly now: Date
  readonly timeZone: string
  /** The present day of the shop. */
  readonly today: string
  /** What happened before it may have been deleted since: days that begin before it are counted no more. */
  readonly keptSince: Readonly<Record<Kept, Date | null>>
}

type Kept = 'messages' | 'decisions' | 'events'

/** Orders have from messages how long they took. */
const neededBy: Readonly<Record<RollupKind, readonly Kept[]>> = {
  entries: ['messages'],
  messages: ['messages'],
  holds: ['decisions', 'messages'],
  orders: ['messages'],
  cohorts: ['messages'],
}

interface Settings {
  readonly now: Date
  readonly timeZone: string
  readonly today: string
  readonly retention: Readonly<Partial<Record<Kept, string>>>
}

export async function loadCounting(db: Db): Promise<Counting> {
  const { rows } = await sql<Settings>`
    select t.now, z.zone as "timeZone", (t.now at time zone z.zone)::date::text as today,
      coalesce((select settings -> 'retention' from workspace), '{}') as retention
    from (select tf_now() as now) t,
      (select coalesce((select settings ->> 'timeZone' from workspace), 'UTC') as zone) z`.execute(db)
  const { now, timeZone, today, retention } = rows[0]!
  const keptSince = {
    messages: await keptFrom(db, 'messages', now, retention.messages),
    decisions: await keptFrom(db, 'decisions', now, retention.decisions),
    // For credit, which reads it here.
    events: await keptFrom(db, 'events', now, retention.events),
  }
  return { now, timeZone, today, keptSince }
}

const hourMs = 3_600_000

/** What is deleted does not come back when it may be kept for longer again: the latest there ever was counts. */
async function keptFrom(db: Db, kept: Kept, now: Date, period: string | undefined): Promise<Date | null> {
  const name = keptSinceOf(kept)
  const before = await readCursor(db, name)
  if (period === undefined) return before
  const since = new Date(now.getTime() - durationMs(period))
  if (before && since <= before) return before
  const position = new Date(since.getTime() + hourMs)
  // Not in every round.
  await saveCursor(db, name, position)
  return position
}

const keptSinceOf = (kept: Kept): string => `rollups ${kept} kept since`

/** Since when these are surely all there, by the shortest period there ever was; null: ever. */
export const keptSince = async (db: Db, kept: Kept): Promise<Date | null> =>
  await readCursor(db, keptSinceOf(kept))

/** Those that can still be counted. */
export async function countable<C extends Cell>(
  db: Db,
  kind: RollupKind,
  cells: readonly C[],
  { keptSince, timeZone }: Counting,
): Promise<C[]> {
  const limits = neededBy[kind].flatMap(kept => keptSince[kept] ?? [])
  if (limits.length === 0) return [...cells]
  const latest = new Date(Math.max(...limits.map(date => date.getTime())))
  const first = await firstDayFrom(db, latest, timeZone)
  return cells.filter(({ day }) => day >= first)
}

/** The first day that does not begin before this moment. */
async function firstDayFrom(db: Db, at: Date, timeZone: string): Promise<string> {
  const { rows } = await sql<{ day: string }>`
    select (((${at}::timestamptz - interval '1 microsecond') at time zone ${timeZone}::text)::date + 1)::text as day`.execute(
    db,
  )
  return rows[0]!.day
}

export async function readCursor(db: Db, name: string): Promise<Date | null> {
  const row = await db
    .selectFrom('job_cursors')
    .select('position')
    .where('name', '=', name)
    .executeTakeFirst()
  return row?.position ?? null
}

export async function saveCursor(db: Db, name: string, position: Date): Promise<void> {
  await db
    .insertInto('job_cursors')
    .values({ name, position })
    .onConflict(conflict => conflict.column('name').doUpdateSet({ position }))
    .execute()
}

export async function deleteCursors(db: Db, prefix: string, but: string | null = null): Promise<void> {
  await sql`delete from job_cursors where starts_with(name, ${prefix}) and name is distinct from ${but}`.execute(
    db,
  )
}
