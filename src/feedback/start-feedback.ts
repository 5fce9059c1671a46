// The worker: takes reports off their queue and hands on the events they mean. Waits for PostgreSQL.
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.js'
import type { Event } from '../model/event.js'
import type { Report } from '../model/report.js'
import type { Clock } from '../platform/clock.js'
import type { Logger } from '../platform/logger.js'
import type { Broker } from '../platform/queue/index.js'
import { earlyReportsQueue, type ReportsJob, reportsQueue } from '../queues.js'
import { takeReports } from './take-reports.js'

export type ReportOutcome = 'taken' | 'early' | 'foreign'

export interface FeedbackOptions {
  readonly db: Kysely<Database>
  readonly broker: Pick<Broker, 'consume' | 'publish'>
  /** Resolves when the events are on their queue. */
  readonly accept: (events: readonly Event[]) => Promise<void>
  /** Real time, by which reports arrive. */
  readonly clock: Clock
  readonly logger: Logger
  readonly onReports?: (provider: string, outcome: ReportOutcome, count: number) => void
  /** Until reports on messages that nobody knows yet are looked at again. */
  readonly earlyPauseMs?: number
}

export interface Feedback {
  /** Takes nothing more, finishes what is in hand. */
  close(): Promise<void>
}

export function startFeedback(options: FeedbackOptions): Feedback {
  const { db, broker, accept, clock, earlyPauseMs = 10_000 } = options
  const lookAgain = async (reports: readonly Report[], isFirstLook: boolean, now: Date): Promise<void> => {
    if (reports.length === 0) return
    const delayMs = isFirstLook ? earlyPauseMs : pauseAfter(ageOf(reports, now), earlyPauseMs)
    await broker.publish(earlyReportsQueue, [{ payload: { reports: [...reports] }, shard: 0, delayMs }])
  }
  const take = async ({ reports }: ReportsJob, isFirstLook: boolean): Promise<void> => {
    const now = clock.now()
    const taken = await takeReports(db, reports, now, isFirstLook)
    await accept(taken.events)
    await lookAgain(taken.early, isFirstLook, now)
    const outcomes = { taken: taken.reports, early: taken.early, foreign: taken.foreign }
    for (const [outcome, list] of Object.entries(outcomes)) count(options, outcome as ReportOutcome, list)
  }
  const consumers = [
    broker.consume(reportsQueue, job => take(job, true)),
    broker.consume(earlyReportsQueue, job => take(job, false)),
  ]
  return { close: async () => void (await Promise.all(consumers.map(consumer => consumer.close()))) }
}

/** Of the youngest, in milliseconds. */
const ageOf = (reports: readonly Report[], now: Date): number =>
  now.getTime() - Math.max(...reports.map(({ receivedAt }) => Date.parse(receivedAt)))

/**
 * As long as it has waited already, so that each is looked at some eight times: where the account of a provider is shared with
 * another program, most reports are about that one's messages.
 */
const pauseAfter = (ageMs: number, shortestMs: number): number =>
  Math.max(shortestMs, Math.min(ageMs, longestPauseMs))
const longestPauseMs = 5 * 60_000

function count({ onReports }: FeedbackOptions, outcome: ReportOutcome, reports: readonly Report[]): void {
  for (const provider of new Set(reports.map(report => report.provider)))
    onReports?.(provider, outcome, reports.filter(report => report.provider === provider).length)
}
