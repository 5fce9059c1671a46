// Calls that webhook and task steps ask for, as the pipeline sees them: it adds them. Making them is dispatch's part.
import { sql } from 'kysely'
import { jsonColumn, plainColumn, textColumn } from '../db/columns.js'
import type { Db } from '../db/tables.js'
import type { NewCall } from '../journeys/engine/index.js'
import { partOf } from '../model/ids.js'

/** Whoever is moved back before a step comes by it again: a call of this name is not made twice. */
export async function insertCalls(
  db: Db,
  calls: readonly (NewCall & { customerId: string })[],
  now: Date,
): Promise<void> {
  if (calls.length === 0) return
  await sql`
    insert into calls (id, customer_id, part, enrollment_id, journey_id, version, step_id, pass, kind, target, title,
      payload, answers, status, created_at, due_at)
    select *, 'queued', ${now}::timestamptz, ${now}::timestamptz from unnest(
      ${plainColumn(calls, ({ id }) => id)}::uuid[],
      ${plainColumn(calls, ({ customerId }) => customerId)}::uuid[],
      ${plainColumn(calls, ({ customerId }) => partOf(customerId))}::smallint[],
      ${plainColumn(calls, ({ enrollmentId }) => enrollmentId)}::uuid[],
      ${plainColumn(calls, ({ journeyId }) => journeyId)}::text[],
      ${plainColumn(calls, ({ version }) => version)}::integer[],
      ${textColumn(calls, ({ stepId }) => stepId)}::text[],
      ${plainColumn(calls, ({ pass }) => pass)}::integer[],
      ${plainColumn(calls, ({ kind }) => kind)}::text[],
      ${textColumn(calls, ({ target }) => target)}::text[],
      ${textColumn(calls, ({ title }) => title)}::text[],
      ${jsonColumn(calls, ({ payload }) => payload)},
      ${plainColumn(calls, ({ answers }) => String(answers))}::boolean[]
    )
    on conflict (id) do nothing`.execute(db)
}
