// The only place that wires: from settings to running roles, and back to silence in the right order.
import type { Router } from 'express'
import { createAuthenticator } from './access/index.js'
import { catalogRoutes } from './catalog/index.js'
import { type Connection, connect, migrate, readClock, setClock } from './db/index.js'
import { type Onsite, onsiteRoutes } from './dispatch/index.js'
import { type DispatchRole, startDispatchRole } from './dispatch-role.js'
import { createEventIntake, type EventIntake, type IngestOptions, ingestRoutes } from './ingest/index.js'
import { createJourneySource } from './journeys/journey-source.js'
import { publishFolder } from './journeys/workspace/index.js'
import { createMetrics, type Metrics, renderMetrics } from './metrics.js'
import { type Pipeline, startPipeline } from './pipeline/index.js'
import { type Clock, runningClock, systemClock } from './platform/clock.js'
import type { Config, Role } from './platform/config.js'
import { createHttp, type HttpServer, healthRoutes, listen } from './platform/http/index.js'
import type { Logger } from './platform/logger.js'
import { type Broker, connectBroker } from './platform/queue/index.js'
import { allQueues } from './queues.js'
import { reportRoutes } from './reports/index.js'

/** Settings with both servers known, given or private. */
export type AppConfig = Config & { readonly databaseUrl: string; readonly redisUrl: string }

export interface AppOptions {
  readonly logger: Logger
  /** What all queue keys begin with: two apps on one Redis need two. */
  readonly queuePrefix?: string
}

export interface App {
  /** `http://localhost:8080` */
  readonly url: string
  readonly port: number
  /** Takes nothing new, finishes what is in hand, lets go of the servers. Nothing is lost, nothing half done. */
  stop(): Promise<void>
}

/** Everything a role may need. */
interface Parts {
  readonly config: AppConfig
  readonly logger: Logger
  readonly metrics: Metrics
  readonly connection: Connection
  readonly broker: Broker
  readonly clock: Clock
  readonly intake: EventIntake
}

/** What has been started so far, to be stopped in the right order. */
interface Running {
  http?: HttpServer
  pipeline?: Pipeline
  dispatch?: DispatchRole
  onsite?: Onsite
}

/** A start that fails lets go of everything it had begun. */
export async function startApp(config: AppConfig, options: AppOptions): Promise<App> {
  await migrate(config.databaseUrl)
  const parts = await assemble(config, options)
  const running: Running = {}
  try {
    const http = await startRoles(parts, running)
    return { url: http.url, port: http.port, stop: () => stop(parts, running) }
  } catch (error) {
    await stop(parts, running).catch(() => undefined)
    throw error
  }
}

/** The port first: who cannot listen must not work unseen. */
async function startRoles(parts: Parts, running: Running): Promise<HttpServer> {
  const { config, connection, logger } = parts
  const has = (role: Role): boolean => config.roles.includes(role)
  if (has('engine')) await publishFolder(connection.db, config.workspace)
  if (has('web')) running.onsite = onsiteOf(parts)
  running.http = await serve(parts, running)
  if (has('engine')) running.pipeline = startEngine(parts)
  if (has('dispatch')) running.dispatch = startDispatchRole({ ...parts, db: connection.db })
  await warnAboutDurability(parts)
  logger.info({ url: running.http.url }, 'triggerfish is ready')
  return running.http
}

async function assemble(config: AppConfig, { logger, queuePrefix }: AppOptions): Promise<Parts> {
  const metrics = createMetrics({ process: true })
  const onError = (error: Error): void => logger.warn({ err: error }, 'a server connection failed')
  const connection = connect(config.databaseUrl, {
    onError,
    applicationName: `triggerfish ${config.roles.join(',')}`,
  })
  const clock = await clockOf(config, connection)
  const broker = connectBroker({
    redisUrl: config.redisUrl,
    prefix: queuePrefix,
    minReplicas: config.redisMinReplicas,
    onError,
    onJobFailed: ({ queue, id, attempt, final, error }) => {
      metrics.jobFailures.inc({ queue, final: String(final) })
      // Every attempt but the last is followed by another: only that one needs somebody to look.
      logger[final ? 'error' : 'debug']({ err: error, queue, job: id, attempt }, 'a job failed')
    },
  })
  return { config, logger, metrics, connection, broker, clock, intake: createEventIntake({ broker }) }
}

/** Real time, unless a demo has made the product's clock run faster. */
async function clockOf({ clockSpeed }: AppConfig, { db }: Connection): Promise<Clock> {
  const { speed } = await readClock(db)
  if (speed !== clockSpeed)
    await setClock(db, { speed: clockSpeed, ...(clockSpeed === 1 && { at: new Date() }) })
  return clockSpeed === 1 ? systemClock : runningClock(await readClock(db))
}

function startEngine({ config, connection, broker, logger, metrics }: Parts): Pipeline {
  const timerPollMs = Math.max(10, 200 / config.clockSpeed)
  return startPipeline({
    db: connection.db,
    broker,
    journeysOf: createJourneySource(broken =>
      logger.error({ broken }, 'journeys that cannot be compiled: their events are set aside'),
    ),
    logger,
    metrics,
    timerPollMs,
  })
}

async function serve(parts: Parts, { onsite }: Running): Promise<HttpServer> {
  const { config, logger, metrics } = parts
  const app = createHttp({
    routers: [...routersOf(parts), ...(onsite ? [onsite.router] : [])],
    logger,
    onAnswer: ({ method, route, status, seconds }) => {
      metrics.httpRequests.inc({ method, route, status: String(status) })
      metrics.httpSeconds.observe({ method, route }, seconds)
    },
  })
  return await listen(app, { port: config.port })
}

function onsiteOf({ connection: { db }, logger, metrics }: Parts): Onsite {
  return onsiteRoutes({
    db,
    authenticator: createAuthenticator({ db }),
    logger,
    onHandedOver: (count, status) => metrics.messages.inc({ channel: 'onsite', status }, count),
  })
}

function routersOf(parts: Parts): Router[] {
  const { config, connection, broker, metrics, clock, intake } = parts
  const { db } = connection
  const authenticator = createAuthenticator({ db })
  const health = healthRoutes({
    checks: readinessChecks(parts),
    metrics: async () => {
      await Promise.all(
        allQueues.map(async queue =>
          metrics.queueDepth.set({ queue: queue.name }, await broker.depth(queue)),
        ),
      ).catch(() => metrics.queueDepth.reset())
      return await renderMetrics(metrics)
    },
  })
  return [
    health,
    ...(config.roles.includes('ingest')
      ? [ingestRoutes({ intake, authenticator, clock, onPosted: countPosted(metrics) })]
      : []),
    ...(config.roles.includes('web')
      ? [reportRoutes({ db, authenticator }), catalogRoutes({ db, authenticator })]
      : []),
  ]
}

const countPosted =
  (metrics: Metrics): NonNullable<IngestOptions['onPosted']> =>
  ({ source, accepted, rejected }) => {
    metrics.eventsAccepted.inc({ source }, accepted)
    metrics.eventsRejected.inc({ source }, rejected)
  }

/** Ingest goes on while PostgreSQL is away (I1), so for that role alone PostgreSQL is not asked. */
function readinessChecks({ config, connection, broker }: Parts): Record<string, () => Promise<unknown>> {
  const needsDatabase = config.roles.some(role => role !== 'ingest')
  return {
    redis: () => broker.ping(),
    ...(needsDatabase && { postgres: () => connection.pool.query('select 1') }),
  }
}

async function warnAboutDurability({ broker, logger }: Parts): Promise<void> {
  for (const finding of await broker.durability().catch(() => [])) {
    logger.warn({ finding }, 'Redis may lose accepted events')
  }
}

/** Each stage is tried even when the one before failed; the first failure is told in the end. */
async function stop(
  { connection, broker, intake }: Parts,
  { http, pipeline, dispatch, onsite }: Running,
): Promise<void> {
  const stages = [
    () => http?.close(),
    () => onsite?.close(),
    () => intake.drain(),
    () => pipeline?.close(),
    () => dispatch?.close(),
    () => broker.close(),
    () => connection.close(),
  ]
  const failures: unknown[] = []
  for (const stage of stages) {
    try {
      await stage()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
