// For how long things are kept: from the published settings to what is deleted. What caps, goals and conditions of published
// journeys look back at is kept for as long as they do, whatever the settings say.
import type { Kysely } from 'kysely'
import { exclusively, now } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import type { Retention } from '../journeys/definition/retention-schema.js'
import { loadPublished, type PublishedWorkspace, WorkspaceNotPublished } from '../journeys/workspace-store.js'
import { durationMs, durationSchema } from '../model/time.js'
import { countExpired, deleteExpired, type ExpiringTable } from './retention-store.js'

const tablesOf: Readonly<Record<keyof Retention, readonly ExpiringTable[]>> = {
  events: ['events'],
  decisions: ['decisions'],
  messages: ['messages', 'short_links', 'audience_additions'],
  calls: ['calls'],
  consent: ['consent_changes', 'suppression_changes'],
  setAside: ['failed_events', 'failed_webhooks'],
  interests: ['product_interests'],
  changes: ['product_changes'],
  feedRuns: ['feed_runs'],
}

const lookedBackAt: ReadonlySet<ExpiringTable> = new Set([
  'events',
  'messages',
  'audience_additions',
  'product_interests',
])

export interface Expiry {
  readonly table: ExpiringTable
  /** Rows older than this are over. */
  readonly before: Date
  /** Kept for longer than the settings say, because a journey or a cap looks back that far. */
  readonly lookedBackAt: boolean
}

/** Empty where nothing is published, or everything is kept. */
export async function expiriesOf(db: Db): Promise<Expiry[]> {
  const workspace = await loadPublished(db).catch(nothingYet)
  const { retention } = workspace?.settings ?? {}
  if (!workspace || !retention) return []
  const at = (await now(db)).getTime()
  const needed = longestLookBack(workspace)
  return Object.entries(tablesOf).flatMap(([name, tables]) => {
    const period = retention[name as keyof Retention]
    if (period === undefined) return []
    const kept = durationMs(period)
    return tables.map(table => {
      const isNeeded = lookedBackAt.has(table) && needed > kept
      return { table, before: new Date(at - (isNeeded ? needed : kept)), lookedBackAt: isNeeded }
    })
  })
}

function nothingYet(error: unknown): null {
  if (error instanceof WorkspaceNotPublished) return null
  throw error
}

const longestCalendarPeriod = '31d'

/** The longest length of time that is written anywhere: one that is no look back does no harm. */
function longestLookBack({ settings: { retention: _, ...settings }, versions }: PublishedWorkspace): number {
  let longest = durationMs(longestCalendarPeriod)
  const walk = (value: unknown): void => {
    if (typeof value === 'string' && durationSchema.safeParse(value).success)
      longest = Math.max(longest, durationMs(value))
    else if (typeof value === 'object' && value !== null)
      for (const inner of Object.values(value)) walk(inner)
  }
  walk([settings, versions])
  return longest
}

/** What a round would delete now. */
export async function previewRetention(db: Db): Promise<(Expiry & { readonly rows: number })[]> {
  const expiries = await expiriesOf(db)
  return await Promise.all(
    expiries.map(async expiry => ({ ...expiry, rows: await countExpired(db, expiry.table, expiry.before) })),
  )
}

const portion = 5_000

export interface RetentionOptions {
  readonly stop?: AbortSignal
  readonly onExpired: (table: ExpiringTable, count: number) => void
}

/** Deletes what is over, in portions with a transaction each. Does nothing while another process is at it. */
export async function runRetention(
  db: Kysely<Database>,
  { stop, onExpired }: RetentionOptions,
): Promise<void> {
  for (const { table, before } of await expiriesOf(db)) {
    for (let count = portion; count === portion && !stop?.aborted; ) {
      const deleted = await exclusively(db, 'retention', trx => deleteExpired(trx, table, before, portion))
      if (deleted === undefined) return
      if (deleted > 0) onExpired(table, deleted)
      count = deleted
    }
  }
}
