// The engine role: the pipeline, and the jobs that only the engine's processes do. Part of app.ts, which alone starts it.
import { startAudits } from './audits/index.js'
import {
  putProducts,
  putStock,
  removeProducts,
  startCatalogJobs,
  startRecommendations,
} from './catalog/index.js'
import { creditMarked } from './conversions/index.js'
import { identifiersOf } from './customers/index.js'
import { workspaceLinks } from './dispatch/index.js'
import { startExperiments } from './experiments/index.js'
import { type Feedback, startFeedback } from './feedback/index.js'
import { setWebhooksAside, startWebhooks, type Webhooks } from './ingest/index.js'
import { createJourneySource } from './journeys/journey-source.js'
import type { Parts } from './parts.js'
import { type Pipeline, startPipeline } from './pipeline/index.js'
import { systemClock } from './platform/clock.js'
import { guardedAsker } from './platform/guarded-request.js'
import type { Repeating } from './platform/repeat.js'
import { stopInOrder } from './platform/stop-in-order.js'
import { recordWish, startRetention } from './privacy/index.js'
import { startCounting } from './rollups/index.js'

export interface EngineRole {
  /** Takes nothing more, finishes what is in hand. */
  close(): Promise<void>
}

export function startEngineRole(parts: Parts): EngineRole {
  const pipeline = startEngine(parts)
  const webhooks = startTakingWebhooks(parts)
  const feedback = startTakingReports(parts)
  const retention = startKeeping(parts)
  const catalog = startCatalogJobs({
    db: parts.connection.db,
    accept: events => parts.intake.accept(events),
    namesOf: identifiersOf,
    logger: parts.logger,
    // What a change is told by counts in the product's time, in which a demo's hour may take a minute.
    everyMs: Math.max(1_000, 10_000 / parts.config.clockSpeed),
  })
  const recommendations = startRecommendations({ db: parts.connection.db, logger: parts.logger })
  const audits = startAuditing(parts)
  const counting = startKeepingUp(parts)
  const experiments = startExperiments({
    db: parts.connection.db,
    logger: parts.logger,
    everyMs: Math.max(10_000, 3_600_000 / parts.config.clockSpeed),
  })
  return {
    // The webhooks first: what they mean goes to the pipeline.
    close: () =>
      stopInOrder([
        () =>
          Promise.all([
            catalog.stop(),
            recommendations.stop(),
            retention.stop(),
            audits.stop(),
            counting.stop(),
            experiments.stop(),
          ]),
        () => Promise.all([webhooks.close(), feedback.close()]),
        () => pipeline.close(),
      ]),
  }
}

function startTakingWebhooks({ connection: { db }, broker, intake, logger, metrics }: Parts): Webhooks {
  return startWebhooks({
    broker,
    intake,
    logger,
    onWebhooks: (platform, outcome, count) => metrics.webhooks.inc({ platform, outcome }, count),
    putProducts: (products, { platform, source }) =>
      putProducts(db, products, { feed: platform, source, inOwnCurrency: true }),
    removeProducts: removed => removeProducts(db, removed),
    putStock: levels => putStock(db, levels),
    wish: (source, wish) => recordWish({ db, broker }, source, wish),
    setAside: failed => setWebhooksAside(db, failed),
  })
}

function startTakingReports({ connection: { db }, broker, intake, logger, metrics }: Parts): Feedback {
  return startFeedback({
    db,
    broker,
    logger,
    clock: systemClock,
    accept: events => intake.accept(events),
    onReports: (provider, outcome, count) => metrics.reports.inc({ provider, outcome }, count),
  })
}

const startAuditing = ({ connection: { db }, intake, logger, metrics }: Parts): Repeating =>
  startAudits({
    db,
    logger,
    accept: events => intake.accept(events),
    // Like a shopper's browser: nothing behind the firewall is asked, wherever a template or a redirect leads.
    links: {
      findLinks: workspaceLinks,
      ask: guardedAsker({ allowPrivate: false, timeoutMs: 10_000, longestAnswer: 0 }),
    },
    onAudited: open => {
      for (const [area, findings] of open) metrics.auditFindings.set({ area }, findings)
    },
  })

const startKeeping = ({ connection: { db }, logger, metrics }: Parts): Repeating =>
  startRetention({ db, logger, onExpired: (table, count) => metrics.rowsExpired.inc({ table }, count) })

/** Credit and the rollups that reports read. */
function startKeepingUp({ connection: { db }, logger, metrics }: Parts): Repeating {
  // What cannot be compiled is told by the pipeline.
  const journeysOf = createJourneySource(() => {})
  const onFailed = (customerId: string, error: unknown): void =>
    logger.error(
      { customerId, err: error },
      'credit of a customer that cannot be counted: it stays as it was',
    )
  return startCounting({
    db,
    logger,
    // By then a hand-over of the same moment is committed, which may be the touch.
    credit: () => creditMarked(db, { journeysOf, onFailed, restMs: 1_000 }),
    onCounted: (job, seconds) => metrics.countingSeconds.inc({ job }, seconds),
    onRepaired: (table, rows) => metrics.rollupsRepaired.inc({ table }, rows),
    onWaiting: ({ credit, rollups }) => {
      metrics.marksWaiting.set({ of: 'credit' }, credit)
      metrics.marksWaiting.set({ of: 'rollups' }, rollups)
    },
  })
}

function startEngine({ config, connection, broker, logger, metrics }: Parts): Pipeline {
  return startPipeline({
    db: connection.db,
    broker,
    journeysOf: createJourneySource(broken =>
      logger.error({ broken }, 'journeys that cannot be compiled: their events are set aside'),
    ),
    logger,
    metrics,
    timerPollMs: Math.max(10, 200 / config.clockSpeed),
  })
}
