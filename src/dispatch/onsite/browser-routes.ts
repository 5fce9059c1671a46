// POST /v1/script/onsite: what triggerfish.js is to show in this browser now. For any page of any origin, by the key that
// stands in it. A POST, since what is answered is handed over by it, and so that the browser's id is in no log.
import { type Response, Router } from 'express'
import type { Kysely } from 'kysely'
import { type Authenticator, publicKeyOwner } from '../../access/index.js'
import { findCustomerId } from '../../customers/index.js'
import type { Database } from '../../db/tables.js'
import { roomOfBrowser } from '../../model/page-event-id.js'
import { inOurWords } from '../../model/shape-words.js'
import { allow, fromAnyPage, pageBody, pagePost, pagesMayPost } from '../../platform/http/index.js'
import { askSchema } from './ask-schema.js'
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

export function browserRoutes({ db, authenticator, answer }: BrowserOptions): Router {
  const router = Router()
  router
    .route('/v1/script/onsite')
    .all(fromAnyPage)
    .options(pagesMayPost)
    .post(pageBody(1_024), async (req, res) => {
      res.set('Cache-Control', 'no-store')
      const { key, anonymousId } = pagePost(askSchema, req.body, inOurWords)
      await publicKeyOwner(authenticator, key)
      const customerId = await findCustomerId(db, 'anonymousId', anonymousId)
      if (customerId === undefined) return void res.json({ messages: [] })
      await answer(res, { customerId, limit, begunBy: roomOfBrowser(anonymousId) })
    })
    .all(allow('POST', 'OPTIONS'))
  return router
}
