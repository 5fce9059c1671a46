// POST /v1/script/onsite: what triggerfish.js is to show in this browser now. For any page of any origin, by the key that
// stands in it. A POST, since what is answered is handed over by it, and so that the browser's id is in no log.
import express, { type Response, Router } from 'express'
import type { Kysely } from 'kysely'
import { z } from 'zod'
import { type Authenticator, isPublic, ownerOfKey } from '../../access/index.js'
import { findCustomerId } from '../../customers/index.js'
import type { Database } from '../../db/tables.js'
import { roomOfBrowser } from '../../model/page-event-id.js'
import { allow, Problem } from '../../platform/http/index.js'
import type { Wanted } from './take-onsite.js'

/** Takes what is wanted, answers it, and records whether the answer left. */
export type Answer = (res: Response, wanted: Wanted) => Promise<void>

export interface BrowserOptions {
  readonly db: Kysely<Database>
  readonly authenticator: Authenticator
  readonly answer: Answer
}

/** A page shows one at a time; the next is for when that was closed, perhaps on another page. */
const limit = 1

const askSchema = z.strictObject({
  key: z.string({ error: 'must be a key made with --scope script' }),
  anonymousId: z.string().regex(/^[\w-]{16,64}$/, { error: 'must be 16 to 64 letters, digits, - and _' }),
})

export function browserRoutes({ db, authenticator, answer }: BrowserOptions): Router {
  const router = Router()
  router
    .route('/v1/script/onsite')
    .all((_req, res, next) => {
      res.set({
        'Access-Control-Allow-Origin': '*',
        'Cross-Origin-Resource-Policy': 'cross-origin',
        'Cache-Control': 'no-store',
      })
      next()
    })
    .options((_req, res) => {
      res.set({
        'Access-Control-Allow-Methods': 'POST',
        'Access-Control-Allow-Headers': 'Content-Type',
        'Access-Control-Max-Age': '86400',
      })
      res.status(204).end()
    })
    .post(express.text({ type: ['text/plain', 'application/json'], limit: 1_024 }), async (req, res) => {
      const { key, anonymousId } = readAsk(req.body)
      if (!isPublic(await ownerOfKey(authenticator, key))) throw secretKey()
      const customerId = await findCustomerId(db, 'anonymousId', anonymousId)
      if (customerId === undefined) return void res.json({ messages: [] })
      await answer(res, { customerId, limit, begunBy: roomOfBrowser(anonymousId) })
    })
    .all(allow('POST', 'OPTIONS'))
  return router
}

function readAsk(body: unknown): z.infer<typeof askSchema> {
  const read = askSchema.safeParse(parseJson(body))
  if (read.success) return read.data
  const errors = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
  throw new Problem({ status: 400, code: 'script_post_invalid', title: 'The body cannot be read', errors })
}

function parseJson(body: unknown): unknown {
  try {
    return JSON.parse(String(body))
  } catch (cause) {
    throw new Problem({ status: 400, code: 'invalid_json', title: 'The body is not valid JSON' }, { cause })
  }
}

const secretKey = (): Problem =>
  new Problem({
    status: 403,
    code: 'key_not_public',
    title: 'This key is secret and must not stand in a page',
    detail:
      'Revoke it with `triggerfish keys revoke`, since anybody can have read it, and put one in the page that was made with `triggerfish keys create --scope script`.',
  })
