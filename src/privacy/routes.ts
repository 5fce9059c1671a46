// Customers over HTTP: who they are, their life, all of it to take along, and being forgotten. Thin. No answer, error or log
// line repeats the key that was asked for.
import { type Request, type Response, Router } from 'express'
import type { Kysely } from 'kysely'
import { type Authenticator, requireScope } from '../access/index.js'
import type { Database } from '../db/tables.js'
import { type CustomerKey, parseCustomerKey } from '../model/customer-key.js'
import { textFault } from '../model/event-limits.js'
import { allow, Problem, unavailable, writePart } from '../platform/http/index.js'
import { BrokerUnavailable } from '../platform/queue/index.js'
import { eraseCustomer } from './erase.js'
import { exportCustomer } from './export.js'
import type { Jobs } from './failed-jobs.js'
import {
  mostMoments,
  parseCursor,
  showCustomer,
  showTimeline,
  type TimelineRequest,
} from './show-customer.js'

export interface PrivacyRoutesOptions {
  readonly db: Kysely<Database>
  readonly broker: Jobs
  readonly authenticator: Authenticator
}

export function privacyRoutes({ db, broker, authenticator }: PrivacyRoutesOptions): Router {
  const router = Router()
  const mayRead = requireScope(authenticator, 'read')
  const isAdmin = requireScope(authenticator, 'admin')

  router
    .route('/v1/customers/:key')
    .get(mayRead, async (req, res) => {
      res.json((await showCustomer(db, keyOf(req))) ?? notFound())
    })
    .delete(isAdmin, async (req, res) => {
      const { known, ...erasure } = await eraseCustomer({ db, broker }, keyOf(req)).catch(notErased)
      if (!known) notFound('What was on its way under it is dropped.')
      res.json(erasure)
    })
    .all(allow('GET', 'DELETE'))

  router
    .route('/v1/customers/:key/timeline')
    .get(mayRead, async (req, res) => {
      res.json((await showTimeline(db, keyOf(req), timelineOf(req))) ?? notFound())
    })
    .all(allow('GET'))

  router
    .route('/v1/customers/:key/export')
    .get(isAdmin, async (req, res) => {
      const found = await exportCustomer(db, keyOf(req), text => send(res, text))
      if (!found) notFound()
      res.end()
    })
    .all(allow('GET'))

  return router
}

async function send(res: Response, text: string): Promise<void> {
  if (!res.headersSent) res.attachment('customer.json').type('application/json')
  await writePart(res, text)
}

function keyOf(req: Request): CustomerKey {
  const text = String(req.params.key ?? '')
  const key = textFault(text) ? null : parseCustomerKey(text)
  if (key) return key
  throw new Problem({
    status: 400,
    code: 'customer_key_invalid',
    title: 'A customer is named by id:…, email:…, phone:… or anonymousId:…',
  })
}

function timelineOf({ query: { limit = '100', before } }: Request): TimelineRequest {
  const count = typeof limit === 'string' && /^\d{1,4}$/.test(limit) ? Number(limit) : 0
  const place = before === undefined ? null : typeof before === 'string' ? parseCursor(before) : undefined
  const errors = [
    ...(count < 1 || count > mostMoments
      ? [{ path: 'limit', message: `must be a number from 1 to ${mostMoments}` }]
      : []),
    ...(place === undefined ? [{ path: 'before', message: 'must be the "next" of the page before' }] : []),
  ]
  if (place !== undefined && errors.length === 0) return { limit: count, before: place }
  throw new Problem({
    status: 400,
    code: 'timeline_parameters_invalid',
    title: 'The timeline cannot be read with these parameters',
    errors,
  })
}

function notFound(detail?: string): never {
  throw new Problem({
    status: 404,
    code: 'customer_not_found',
    title: 'Nobody is known by that key',
    ...(detail !== undefined && { detail }),
  })
}

const retryAfterSeconds = 5

function notErased(error: unknown): never {
  if (!(error instanceof BrokerUnavailable)) throw error
  const title = 'Redis cannot be reached now, so that nothing was erased'
  throw unavailable(error.code, title, retryAfterSeconds, error)
}
