// GET /v1/onsite, for the shop's server, and POST /v1/script/onsite, for triggerfish.js: what the page is to show a customer
// now. Thin: who, how many, take, answer.
import { type Response, Router } from 'express'
import type { Kysely } from 'kysely'
import { type Authenticator, requireScope } from '../../access/index.js'
import { findCustomerId } from '../../customers/index.js'
import type { Database } from '../../db/tables.js'
import { type CustomerKey, parseCustomerKey } from '../../model/customer-key.js'
import { allow, Problem } from '../../platform/http/index.js'
import type { Logger } from '../../platform/logger.js'
import { type DeskOptions, dispatchDesk } from '../dispatch-desk.js'
import { maxAgeMs } from '../settlement.js'
import { type Answer, browserRoutes } from './browser-routes.js'
import { type TakenOnsite, takeOnsite } from './take-onsite.js'

export interface OnsiteOptions extends Partial<Omit<DeskOptions, 'db'>> {
  readonly db: Kysely<Database>
  readonly authenticator: Authenticator
  readonly logger: Logger
  /** Told how many messages were in an answer, and whether it left. */
  readonly onHandedOver?: (count: number, outcome: 'sent' | 'unknown') => void
}

export interface Onsite {
  readonly router: Router
  /** Resolves when what was answered is recorded; to be called when no request comes any more. */
  close(): Promise<void>
}

export const defaultLimit = 3
export const mostAtOnce = 20
/** An answer leaves at once, or not at all. */
const patienceMs = 60_000

export function onsiteRoutes(options: OnsiteOptions): Onsite {
  const { db, authenticator, logger, onHandedOver, ...desk } = options
  const tools = {
    db,
    desk: dispatchDesk({
      db,
      claimLeaseMs: patienceMs,
      wireTimeoutMs: patienceMs,
      maxAgeMs,
      recordRetryMs: 500,
      ...desk,
    }),
  }
  const open = new Set<Promise<void>>()
  const follow = async (taken: TakenOnsite, res: Response): Promise<void> => {
    const delivered = await hasLeft(res)
    onHandedOver?.(taken.messages.length, delivered ? 'sent' : 'unknown')
    await taken
      .settle(delivered)
      .catch(error => logger.warn({ err: error }, 'an answer is not recorded: its messages become unknown'))
  }
  const answer: Answer = async (res, wanted) => {
    const taken = await takeOnsite(tools, wanted)
    const following = follow(taken, res).finally(() => open.delete(following))
    open.add(following)
    res.json({ messages: taken.messages })
  }
  const router = Router()
  router
    .route('/v1/onsite')
    .get(requireScope(authenticator, 'read'), async (req, res) => {
      const { kind, value } = keyOf(req.query.customer)
      const limit = limitOf(req.query.limit)
      const customerId = await findCustomerId(db, kind, value)
      if (customerId === undefined) {
        res.json({ messages: [] })
        return
      }
      await answer(res, { customerId, limit })
    })
    .all(allow('GET'))
  router.use(browserRoutes({ db, authenticator, answer }))
  return {
    router,
    close: async () => {
      tools.desk.stop()
      await Promise.all(open)
    },
  }
}

/** Whether the whole answer went to the network. To one who has hung up nothing goes, though Node calls it finished. */
function hasLeft(res: Response): Promise<boolean> {
  if (!res.socket || res.socket.destroyed) return Promise.resolve(false)
  return new Promise(resolve => {
    res.once('finish', () => resolve(true))
    res.once('close', () => resolve(false))
  })
}

function keyOf(customer: unknown): CustomerKey {
  const key = typeof customer === 'string' ? parseCustomerKey(customer) : null
  if (key) return key
  throw new Problem({
    status: 400,
    code: 'customer_key_invalid',
    title: 'A customer is named by id:…, email:…, phone:… or anonymousId:…',
  })
}

function limitOf(limit: unknown): number {
  if (limit === undefined) return defaultLimit
  const count = typeof limit === 'string' && /^\d{1,2}$/.test(limit) ? Number(limit) : 0
  if (count >= 1 && count <= mostAtOnce) return count
  throw new Problem({
    status: 400,
    code: 'limit_invalid',
    title: `The limit is a whole number from 1 to ${mostAtOnce}`,
  })
}
