// The Express app around the routes: headers, answers to errors, counting. Knows no route of the product.
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Router } from 'express'
import type { Logger } from '../logger.js'
import { knownProblem } from './body.js'
import { Problem, ReaderGone, unavailable } from './problem.js'

export interface HttpOptions {
  readonly routers: readonly Router[]
  readonly logger: Logger
  /** Whether an error says that the database is away: 503 then, whichever route met it, for it is no fault of ours. */
  readonly isDatabaseAway?: (error: unknown) => boolean
  /** Whose `X-Forwarded-For` is believed: so many proxies, or those at these addresses. Default: nobody's. */
  readonly trustProxy?: number | readonly string[] | undefined
  /** Told of every answer. `route` is the pattern that matched, never the path, which may hold an address. */
  readonly onAnswer?: (answer: Answer) => void
}

export interface Answer {
  readonly method: string
  readonly route: string
  readonly status: number
  readonly seconds: number
}

export function createHttp(options: HttpOptions): Express {
  const { routers, trustProxy, onAnswer } = options
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  if (trustProxy !== undefined) app.set('trust proxy', trustProxy)
  app.use(securityHeaders)
  if (onAnswer) app.use(reportAnswers(onAnswer))
  for (const router of routers) app.use(router)
  app.use(notFound)
  app.use(answerError(options))
  return app
}

/** For the methods a path does not have: `router.route(path).post(…).all(allow('POST'))`. */
export const allow =
  (...methods: readonly string[]): RequestHandler =>
  () => {
    throw new Problem({
      status: 405,
      code: 'method_not_allowed',
      title: `Only ${methods.join(' and ')} is possible here`,
      headers: { Allow: methods.join(', ') },
    })
  }

/** For an API that serves no page; a page sets its own policy over it. */
const securityHeaders: RequestHandler = (_req, res, next) => {
  res.set({
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  })
  next()
}

const reportAnswers =
  (onAnswer: (answer: Answer) => void): RequestHandler =>
  (req, res, next) => {
    const start = performance.now()
    res.once('finish', () => {
      const seconds = (performance.now() - start) / 1_000
      const route = typeof req.route?.path === 'string' ? req.baseUrl + req.route.path : 'unknown'
      onAnswer({ method: req.method, route, status: res.statusCode, seconds })
    })
    next()
  }

const notFound: RequestHandler = () => {
  throw new Problem({ status: 404, code: 'not_found', title: 'There is nothing at this path' })
}

/** Four parameters, or Express does not take it for an error handler. */
const answerError =
  ({ logger, isDatabaseAway = () => false }: HttpOptions): ErrorRequestHandler =>
  (error, req, res, next) => {
    if (error instanceof ReaderGone) {
      logger.debug({ method: req.method, route: req.route?.path }, error.message)
      res.destroy()
      return
    }
    const problem = knownProblem(error) ?? (isDatabaseAway(error) ? databaseAway(error) : unexpected(error))
    if (problem.status >= 500) {
      logger[problem.status === 503 ? 'warn' : 'error'](
        { err: problem.cause ?? problem, code: problem.code, method: req.method, route: req.route?.path },
        problem.message,
      )
    }
    if (res.headersSent) {
      next(error)
      return
    }
    res.status(problem.status).set(problem.details.headers ?? {})
    res.type('application/problem+json').send(JSON.stringify(problem))
  }

/** Long enough for a restart of PostgreSQL. */
const retryAfterSeconds = 5

const databaseAway = (cause: unknown): Problem =>
  unavailable('database_unavailable', 'PostgreSQL cannot be reached now', retryAfterSeconds, cause)

const unexpected = (cause: unknown): Problem =>
  new Problem({ status: 500, code: 'internal_error', title: 'Something went wrong here' }, { cause })
