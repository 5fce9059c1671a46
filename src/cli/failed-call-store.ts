// Calls of webhook and task steps that failed for good: listed, for people to look into.
import { sql } from 'kysely'
import type { Db } from '../db/tables.js'

export interface FailedCall {
  readonly id: string
  readonly journey: string
  readonly step: string
  readonly kind: 'webhook' | 'task'
  /** The name of the webhook or team. */
  readonly target: string
  readonly reason: string | null
  readonly createdAt: Date
}

/** Newest first. */
export async function listFailedCalls(db: Db, limit: number): Promise<FailedCall[]> {
  const { rows } = await sql<FailedCall>`
    select id, journey_id as journey, step_id as step, kind, target, reason, created_at as "createdAt"
    from calls where status = 'failed' order by created_at desc, id limit ${limit}`.execute(db)
  return rows
}
