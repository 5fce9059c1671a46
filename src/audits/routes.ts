// Findings over HTTP: those that go on, and those that ended lately. Thin: check what is asked, read, answer.
import { Router } from 'express'
import { type Authenticator, requireScope } from '../access/index.js'
import { now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import { allow } from '../platform/http/index.js'
import { readPosition } from './event-count-store.js'
import { endedFindings, openFindings, type Turn } from './finding-store.js'
import { lastAudit } from './start-audits.js'

export interface AuditRoutesOptions {
  readonly db: Db
  readonly authenticator: Authenticator
}

const latelyMs = 7 * 86_400_000
const mostEnded = 100

export function auditRoutes({ db, authenticator }: AuditRoutesOptions): Router {
  const router = Router()
  router
    .route('/v1/audits')
    .get(requireScope(authenticator, 'read'), async (_req, res) => {
      const since = new Date((await now(db)).getTime() - latelyMs)
      res.json({
        auditedAt: await readPosition(db, lastAudit),
        findings: (await openFindings(db)).map(shown),
        ended: (await endedFindings(db, since, mostEnded)).map(shown),
      })
    })
    .all(allow('GET'))
  return router
}

const shown = ({ id: _, ...turn }: Turn): object => turn
