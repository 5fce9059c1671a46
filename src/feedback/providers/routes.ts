// POST /v1/providers/PROVIDER/…: verify over the raw body, read, put the reports on their queue, and only then say so. Asks
// PostgreSQL for nothing, so that providers are answered while it is away. Logs no address and no body.
import { type Request, type RequestHandler, Router } from 'express'
import type { Clock } from '../../platform/clock.js'
import { allow, Problem, rawBody, rawOf, unavailable } from '../../platform/http/index.js'
import type { Logger } from '../../platform/logger.js'
import { BrokerUnavailable } from '../../platform/queue/index.js'
import type { ReportIntake } from '../report-intake.js'
import { type Arrival, nothingRead, type ProviderDoor, type ReadReports } from './door.js'

/** What became of reports at the door; of `refused` posts nobody knows how many there were in them. */
export type DoorOutcome = 'accepted' | 'ignored' | 'misread' | 'refused'

export interface ProviderRoutesOptions {
  readonly doors: readonly ProviderDoor[]
  readonly intake: Pick<ReportIntake, 'accept'>
  /** Real time. */
  readonly clock: Clock
  readonly logger: Logger
  readonly onReports?: (provider: string, outcome: DoorOutcome, count: number) => void
  readonly answerWithinMs?: number
}

/**
 * Providers wait some seconds for their answer; behind a write that Redis does not answer it could be ten. What takes this
 * long may be stored yet, and is recognised by its id when it is posted again.
 */
const longestAnswerMs = 4_000
/** Long enough for a restart of Redis. */
const retryAfterSeconds = 5

export function providerRoutes(options: ProviderRoutesOptions): Router {
  const router = Router()
  for (const door of options.doors)
    router
      .route(door.path)
      .post(...handlersOf(door, options))
      .all(allow('POST'))
  return router
}

function handlersOf(door: ProviderDoor, options: ProviderRoutesOptions): RequestHandler[] {
  const { intake, clock, answerWithinMs = longestAnswerMs } = options
  const { provider } = door
  const known: RequestHandler = (_req, _res, next) => {
    if (!door.guard) throw notSetUp(door)
    next()
  }
  const take: RequestHandler = async (req, res) => {
    const arrival = arrivalOf(req, clock.now())
    await door.guard?.(arrival)
    const read = (await door.greet?.(arrival)) ? nothingRead : await door.read(arrival)
    await inTime(intake.accept(read.reports), answerWithinMs).catch(notAccepted)
    tell(provider, read, options)
    const answer = await door.answer?.(arrival)
    if (answer) res.status(200).type(answer.type).send(answer.body)
    else res.status(200).json({ accepted: read.reports.length })
  }
  const counted: RequestHandler = (_req, res, next) => {
    res.once('finish', () => {
      if (res.statusCode >= 400 && res.statusCode < 500) options.onReports?.(provider, 'refused', 1)
    })
    next()
  }
  return [counted, known, rawBody(), take]
}

const arrivalOf = (req: Request, receivedAt: Date): Arrival => ({
  headerOf: name => req.get(name),
  raw: rawOf(req),
  path: req.originalUrl,
  params: Object.fromEntries(Object.entries(req.params).map(([name, value]) => [name, String(value)])),
  receivedAt,
})

function tell(provider: string, read: ReadReports, { onReports, logger }: ProviderRoutesOptions): void {
  const { reports, ignored, misread } = read
  for (const { id, reason } of misread)
    logger.warn({ provider, report: id, reason }, 'a report of a provider cannot be understood')
  const counts = [
    ['accepted', reports.length],
    ['ignored', ignored],
    ['misread', misread.length],
  ] as const
  for (const [outcome, count] of counts) if (count > 0) onReports?.(provider, outcome, count)
}

const notSetUp = ({ provider, whatToDo }: ProviderDoor): Problem =>
  new Problem({
    status: 404,
    code: 'provider_not_set_up',
    title: `No reports of ${provider} are expected here`,
    detail: `To expect them, ${whatToDo}.`,
  })

function notAccepted(error: unknown): never {
  if (!(error instanceof BrokerUnavailable)) throw error
  throw unavailable(error.code, 'Reports cannot be accepted now; send again', retryAfterSeconds, error)
}

async function inTime(work: Promise<void>, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new BrokerUnavailable('Redis does not answer')), ms)
  })
  await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
