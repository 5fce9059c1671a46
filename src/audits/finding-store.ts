// SQL of findings over time: each is a turn, from when it was first found to when it was found no more.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'
import type { Severity } from '../model/audit-finding.js'
import type { JsonObject } from '../model/json.js'
import type { Found } from './found.js'
import type { PastTurn } from './past.js'

export interface Turns {
  readonly begun: number
  readonly ended: number
}

/** What is not found in so many rounds in a row has ended: once may be chance. */
const quietRounds = 2

/** Only one process at a time may do this. */
export async function saveFindings(db: Db, found: readonly Found[], now: Date): Promise<Turns> {
  const { rows } = await sql<Turns>`
    with found as (
      select distinct on (area, code, subject) * from json_to_recordset(${JSON.stringify(found)}::json)
        as x(area text, code text, subject text, severity text, message text, advice text, facts jsonb)
    ), quiet as (
      update audit_findings a set quiet_rounds = quiet_rounds + 1,
        ended_at = case when quiet_rounds + 1 >= ${quietRounds} then ${now}::timestamptz end
      where ended_at is null and not exists (
        select from found f where f.area = a.area and f.code = a.code and f.subject = a.subject)
      returning ended_at
    ), saved as (
      insert into audit_findings as a (area, code, subject, severity, message, advice, facts, first_at, last_at)
      select area, code, subject, severity, message, advice, facts, ${now}, ${now} from found
      on conflict (area, code, subject) where ended_at is null do update set severity = excluded.severity,
        message = excluded.message, advice = excluded.advice, facts = excluded.facts, last_at = excluded.last_at,
        quiet_rounds = 0
      returning xmax = 0 as begun
    )
    select (select count(*)::int from saved where begun) as begun, (select count(*)::int from quiet where ended_at is not null) as ended`.execute(
    db,
  )
  return rows[0]!
}

export interface Turn {
  readonly id: string
  readonly area: string
  readonly code: string
  readonly subject: string
  readonly severity: Severity
  readonly message: string
  readonly advice: string
  readonly facts: JsonObject
  readonly firstAt: Date
  readonly lastAt: Date
  /** null: it goes on. */
  readonly endedAt: Date | null
}

const columns = sql`id, area, code, subject, severity, message, advice, facts, first_at as "firstAt",
  last_at as "lastAt", ended_at as "endedAt"`

const byWeight = sql`array_position(array['error', 'warning', 'notice'], severity), area, code, subject`

/** Those that go on, the worst first. */
export async function openFindings(db: Db): Promise<Turn[]> {
  const { rows } = await sql<Turn>`
    select ${columns} from audit_findings where ended_at is null order by ${byWeight}`.execute(db)
  return rows
}

/** Those that have ended since then, the last first. */
export async function endedFindings(db: Db, since: Date, limit: number): Promise<Turn[]> {
  const { rows } = await sql<Turn>`
    select ${columns} from audit_findings where ended_at >= ${since} order by ended_at desc, id limit ${limit}`.execute(
    db,
  )
  return rows
}

/** Those that go on, and those that ended since then. */
export async function pastTurns(db: Db, since: Date): Promise<PastTurn[]> {
  const { rows } = await sql<PastTurn>`
    select code, subject, first_at as "from", ended_at as until, facts from audit_findings
    where ended_at is null or ended_at >= ${since} order by id`.execute(db)
  return rows
}

export interface Untold extends Turn {
  readonly failedTold: boolean
}

/** Whose beginning or end was not told yet. */
export async function untoldFindings(db: Db, limit: number): Promise<Untold[]> {
  const { rows } = await sql<Untold>`
    select ${columns}, failed_told_at is not null as "failedTold" from audit_findings
    where failed_told_at is null or (ended_at is not null and recovered_told_at is null)
    order by id limit ${limit}`.execute(db)
  return rows
}

export async function markTold(db: Db, turns: readonly Untold[], now: Date): Promise<void> {
  const ids = JSON.stringify(turns.map(({ id }) => id))
  const ended = JSON.stringify(turns.filter(({ endedAt }) => endedAt).map(({ id }) => id))
  await sql`
    update audit_findings set failed_told_at = coalesce(failed_told_at, ${now}::timestamptz),
      recovered_told_at = case when id in (select value::bigint from json_array_elements_text(${ended}::json))
        then ${now}::timestamptz end
    where id in (select value::bigint from json_array_elements_text(${ids}::json))`.execute(db)
}

export async function forgetFindings(db: Db, before: Date): Promise<void> {
  await sql`delete from audit_findings where ended_at < ${before}`.execute(db)
}
