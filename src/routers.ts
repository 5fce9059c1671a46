// What a process answers over HTTP, by its roles. Part of app.ts, which alone serves it.
import type { Express, Router } from 'express'
import { auditRoutes, type RefusalNotes } from './audits/index.js'
import { catalogRoutes } from './catalog/index.js'
import { isDatabaseAway } from './db/index.js'
import { type Onsite, onsiteRoutes, twilioAuthTokens } from './dispatch/index.js'
import { experimentRoutes } from './experiments/index.js'
import {
  answerFacts,
  pageRoutes,
  postmarkDoor,
  providerRoutes,
  replyRoutes,
  sendgridDoor,
  sesDoor,
  suppressionRoutes,
  twilioDoors,
  unsubscribeMailRoutes,
  unsubscribeRoutes,
  visitRoutes,
} from './feedback/index.js'
import {
  type CountWebhooks,
  ingestRoutes,
  type Posted,
  scriptRoutes,
  segmentRoutes,
  webhookRoutes,
} from './ingest/index.js'
import { linkKeySource } from './links/index.js'
import { type Metrics, renderMetrics } from './metrics.js'
import { describeApi } from './openapi.js'
import type { Parts } from './parts.js'
import { systemClock } from './platform/clock.js'
import { createHttp, healthRoutes } from './platform/http/index.js'
import { openApiRoutes } from './platform/openapi/index.js'
import { privacyRoutes } from './privacy/index.js'
import { allQueues } from './queues.js'
import { reportRoutes } from './reports/index.js'

/** `onsite`: of the role web. */
export const httpOf = (parts: Parts, onsite?: Onsite): Express =>
  createHttp({
    routers: [...routersOf(parts), ...(onsite ? [onsite.router] : [])],
    logger: parts.logger,
    isDatabaseAway,
    trustProxy: parts.config.trustProxy,
    onAnswer: ({ method, route, status, seconds }) => {
      parts.metrics.httpRequests.inc({ method, route, status: String(status) })
      parts.metrics.httpSeconds.observe({ method, route }, seconds)
    },
  })

function routersOf(parts: Parts): Router[] {
  const { roles } = parts.config
  return [
    healthOf(parts),
    ...(roles.includes('ingest') || roles.includes('web')
      ? [openApiRoutes(() => describeApi(parts.config.publicUrl))]
      : []),
    ...(roles.includes('ingest') ? [...ingestOf(parts), providersOf(parts), visitsOf(parts)] : []),
    ...(roles.includes('web') ? webOf(parts) : []),
  ]
}

/** What storefronts post. Goes on while PostgreSQL is away. */
const ingestOf = ({
  config,
  connection: { db },
  authenticator,
  intake,
  webhookIntake,
  reportIntake,
  clock,
  metrics,
  refusals,
}: Parts): Router[] => [
  ingestRoutes({ intake, authenticator, clock, onPosted: countPosted(metrics, refusals) }),
  webhookRoutes({
    intake: webhookIntake,
    secrets: config.storefrontSecrets,
    clock,
    onWebhooks: countWebhooks(metrics),
  }),
  segmentRoutes({
    intake: webhookIntake,
    authenticator,
    clock,
    onWebhooks: countWebhooks(metrics),
  }),
  scriptRoutes({ intake, authenticator, clock, onPosted: countPosted(metrics, refusals) }),
  unsubscribeMailRoutes({ db, intake: reportIntake, authenticator, clock }),
]

/** What providers report. Goes on while PostgreSQL is away. */
const providersOf = ({ config, connection: { db }, reportIntake, clock, logger, metrics }: Parts): Router =>
  providerRoutes({
    doors: [
      ...twilioDoors({
        authTokens: twilioAuthTokens(config),
        publicUrl: config.publicUrl,
        clock,
        answerFactsOf: phone => answerFacts(db, phone),
      }),
      sendgridDoor(config.reports.sendgridKeys),
      sesDoor({ topicArns: config.reports.sesTopicArns, logger }),
      postmarkDoor(config.reports.postmark, { keys: linkKeySource(db), clock }),
    ],
    intake: reportIntake,
    clock: systemClock,
    logger,
    onReports: (provider, outcome, count) => metrics.reports.inc({ provider, outcome }, count),
  })

/** Where links and pictures of messages lead to. Goes on while PostgreSQL is away, but for short links. */
const visitsOf = ({ connection: { db }, reportIntake, clock, logger, metrics }: Parts): Router =>
  visitRoutes({
    db,
    keys: linkKeySource(db),
    intake: reportIntake,
    clock,
    logger,
    onVisit: outcome => metrics.reports.inc({ provider: 'link', outcome }),
  })

/** What people and the shops' servers ask and tell. */
const webOf = ({
  connection: { db },
  authenticator,
  broker,
  intake,
  reportIntake,
  clock,
  logger,
}: Parts): Router[] => [
  reportRoutes({ db, authenticator }),
  replyRoutes({ db, authenticator }),
  privacyRoutes({ db, broker, authenticator }),
  pageRoutes({ db, accept: events => intake.accept(events), clock, logger }),
  unsubscribeRoutes({ db, intake: reportIntake, clock, logger }),
  suppressionRoutes({ db, authenticator }),
  catalogRoutes({ db, authenticator }),
  auditRoutes({ db, authenticator }),
  experimentRoutes({ db, authenticator }),
]

/** Closed by app.ts, which waits for the answers that are being written. */
export function onsiteOf({ connection: { db }, authenticator, logger, metrics }: Parts): Onsite {
  return onsiteRoutes({
    db,
    authenticator,
    logger,
    onHandedOver: (count, status) => metrics.messages.inc({ channel: 'onsite', status }, count),
  })
}

const healthOf = (parts: Parts): Router =>
  healthRoutes({
    checks: readinessChecks(parts),
    metrics: async () => {
      const { broker, metrics } = parts
      await Promise.all(
        allQueues.map(async queue =>
          metrics.queueDepth.set({ queue: queue.name }, await broker.depth(queue)),
        ),
      ).catch(() => metrics.queueDepth.reset())
      return await renderMetrics(metrics)
    },
  })

const countPosted =
  (metrics: Metrics, refusals: RefusalNotes) =>
  ({ source, accepted, rejected, refused }: Posted): void => {
    metrics.eventsAccepted.inc({ source }, accepted)
    metrics.eventsRejected.inc({ source }, rejected)
    refusals.note(source, refused)
  }

const countWebhooks =
  (metrics: Metrics): CountWebhooks =>
  (platform, outcome, count) =>
    metrics.webhooks.inc({ platform, outcome }, count)

/** Ingest goes on while PostgreSQL is away (I1), so for that role alone PostgreSQL is not asked. */
function readinessChecks({ config, connection, broker }: Parts): Record<string, () => Promise<unknown>> {
  const needsDatabase = config.roles.some(role => role !== 'ingest')
  return {
    redis: () => broker.ping(),
    ...(needsDatabase && { postgres: () => connection.pool.query('select 1') }),
  }
}
