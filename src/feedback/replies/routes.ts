// GET /v1/replies: what customers have answered by SMS and a person is to read. Thin: read, answer.
import { Router } from 'express'
import { type Authenticator, requireScope } from '../../access/index.js'
import type { Db } from '../../db/tables.js'
import { allow } from '../../platform/http/index.js'
import { listReplies } from './reply-store.js'

export interface ReplyRoutesOptions {
  readonly db: Db
  readonly authenticator: Authenticator
}

export function replyRoutes({ db, authenticator }: ReplyRoutesOptions): Router {
  const router = Router()
  router
    .route('/v1/replies')
    .get(requireScope(authenticator, 'read'), async (req, res) => {
      res.json({ replies: await listReplies(db, { all: req.query.all === 'true' }) })
    })
    .all(allow('GET'))
  return router
}
