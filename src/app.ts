// The only place that wires: from settings to running roles, and back to silence in the right order.
import { createAuthenticator } from './access/index.js'
import { startRefusalNotes } from './audits/index.js'
import { type Connection, connect, migrate, readClock, setClock } from './db/index.js'
import type { Onsite } from './dispatch/index.js'
import { type DispatchRole, startDispatchRole } from './dispatch-role.js'
import { type EngineRole, startEngineRole } from './engine-role.js'
import { createReportIntake } from './feedback/index.js'
import { createEventIntake, createWebhookIntake } from './ingest/index.js'
import { publishFolder } from './journeys/workspace/index.js'
import { createMetrics } from './metrics.js'
import type { AppConfig, Parts } from './parts.js'
import { type Clock, runningClock, systemClock } from './platform/clock.js'
import type { Role } from './platform/config.js'
import { type HttpServer, listen } from './platform/http/index.js'
import type { Logger } from './platform/logger.js'
import { connectBroker } from './platform/queue/index.js'
import { stopInOrder } from './platform/stop-in-order.js'
import { httpOf, onsiteOf } from './routers.js'

export type { AppConfig } from './parts.js'

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

/** What has been started so far, to be stopped in the right order. */
interface Running {
  http?: HttpServer
  engine?: EngineRole
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
  running.http = await listen(httpOf(parts, running.onsite), { port: config.port })
  if (has('engine')) running.engine = startEngineRole(parts)
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
  return {
    config,
    logger,
    metrics,
    connection,
    authenticator: createAuthenticator({ db: connection.db }),
    broker,
    clock,
    intake: createEventIntake({ broker }),
    webhookIntake: createWebhookIntake({ broker }),
    reportIntake: createReportIntake({ broker }),
    refusals: startRefusalNotes({ db: connection.db, logger }),
  }
}

/** Real time, unless a demo has made the product's clock run faster. */
async function clockOf({ clockSpeed }: AppConfig, { db }: Connection): Promise<Clock> {
  const { speed } = await readClock(db)
  if (speed !== clockSpeed)
    await setClock(db, { speed: clockSpeed, ...(clockSpeed === 1 && { at: new Date() }) })
  return clockSpeed === 1 ? systemClock : runningClock(await readClock(db))
}

async function warnAboutDurability({ broker, logger }: Parts): Promise<void> {
  for (const finding of await broker.durability().catch(() => [])) {
    logger.warn({ finding }, 'Redis may lose accepted events')
  }
}

const stop = (
  { connection, broker, intake, webhookIntake, reportIntake, refusals }: Parts,
  { http, engine, dispatch, onsite }: Running,
): Promise<void> =>
  stopInOrder([
    () => http?.close(),
    () => onsite?.close(),
    () => intake.drain(),
    () => webhookIntake.drain(),
    () => reportIntake.drain(),
    () => refusals.stop(),
    () => engine?.close(),
    () => dispatch?.close(),
    () => broker.close(),
    () => connection.close(),
  ])
