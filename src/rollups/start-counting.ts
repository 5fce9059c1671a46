// Keeps the rollups up: round after round, at most a tenth of the time, so that a busy installation is hardly slowed and its
// reports merely come a little later.
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.js'
import type { Logger } from '../platform/logger.js'
import { type Repeating, repeat } from '../platform/repeat.js'
import type { OnFailed } from './count-cells.js'
import { countMarked } from './count-marked.js'
import { marksWaiting, type WaitingMarks } from './counted-to-queries.js'
import { createNightRun } from './night-run.js'
import type { Difference } from './replace-store.js'

const everyMs = 1_000
const creditEveryMs = 2_000
/** A job that has worked rests so many times as long. */
const restsPerWork = 9

export interface CountingOptions {
  readonly db: Kysely<Database>
  readonly logger: Logger
  /** Counts credit of some of the customers that are marked; true: there are more. */
  readonly credit: () => Promise<boolean>
  readonly onCounted?: (job: 'credit' | 'rollups' | 'repair', seconds: number) => void
  readonly onRepaired?: (table: string, rows: number) => void
  readonly onWaiting?: (waiting: WaitingMarks) => void
}

/** Both jobs: credit first, from which orders are counted. */
export function startCounting(options: CountingOptions): Repeating {
  const { db, logger, credit, onCounted } = options
  const onFailed: OnFailed = (kind, { journeyId, day }, error) =>
    logger.error({ kind, journeyId, day, err: error }, 'a day that cannot be counted: it stays as it was')
  const nightRun = createNightRun(db, onFailed)
  const timed = async <T>(job: 'credit' | 'rollups' | 'repair', work: () => Promise<T>): Promise<T> => {
    const began = performance.now()
    const result = await work()
    onCounted?.(job, (performance.now() - began) / 1_000)
    return result
  }
  const jobs = [
    repeat({
      name: 'crediting',
      everyMs: creditEveryMs,
      logger,
      round: stop => restful(stop, () => timed('credit', credit)),
    }),
    repeat({
      name: 'counting',
      everyMs,
      logger,
      round: stop =>
        restful(stop, async () => {
          options.onWaiting?.(await marksWaiting(db))
          const more = await timed('rollups', () => countMarked(db, { stop, onFailed }))
          if (stop.aborted) return false
          const night = await timed('repair', nightRun)
          tell(options, night.repaired)
          return more || night.more
        }),
    }),
  ]
  return {
    async stop() {
      await Promise.all(jobs.map(job => job.stop()))
    },
  }
}

async function restful(stop: AbortSignal, work: () => Promise<boolean>): Promise<boolean> {
  const began = performance.now()
  const more = await work()
  const rest = restsPerWork * (performance.now() - began)
  await pause(rest, undefined, { signal: stop }).catch(() => {})
  return more
}

function tell({ logger, onRepaired }: CountingOptions, differences: readonly Difference[]): void {
  for (const { table, rows } of differences) onRepaired?.(table, rows)
  if (differences.length === 0) return
  const first = differences.slice(0, 20)
  logger.warn({ cells: differences.length, first }, 'rollups differed from what is stored, and were mended')
}
