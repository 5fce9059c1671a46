// The door for reports: whatever was verified is on its queue when `accept` resolves.

import type { Report } from '../model/report.js'
import type { Broker } from '../platform/queue/index.js'
import { coalescedIntake, type Intake, shardedJobs } from '../platform/queue/index.js'
import { type ReportsJob, reportsQueue, shardOfReport } from '../queues.js'

const perJob = 200
const perWrite = 5_000
const mostWaiting = 100_000

export type ReportIntake = Intake<Report>

export const createReportIntake = ({ broker }: { readonly broker: Pick<Broker, 'publish'> }): ReportIntake =>
  coalescedIntake<Report, ReportsJob>({
    broker,
    queue: reportsQueue,
    jobsOf: reports => shardedJobs(reports, reportsQueue.shards, shardOfReport, portions),
    weigh: reports => reports.length,
    perWrite,
    mostWaiting,
    what: 'reports',
  })

const portions = (reports: readonly Report[]): ReportsJob[] =>
  Array.from({ length: Math.ceil(reports.length / perJob) }, (_, n) => ({
    reports: reports.slice(n * perJob, (n + 1) * perJob),
  }))
