// POST /v1/unsubscribes: a mail to the unsubscribe mailbox, handed on by whatever receives it. Needs no PostgreSQL but for
// keys it does not know yet. Logs neither mail nor address.
import { Router } from 'express'
import type { Kysely } from 'kysely'
import { type Authenticator, requireScope } from '../../access/index.js'
import type { Database } from '../../db/index.js'
import { type LinkKeySource, linkKeySource } from '../../links/index.js'
import type { Clock } from '../../platform/clock.js'
import { allow, Problem, rawBody, rawOf, unavailable } from '../../platform/http/index.js'
import { BrokerUnavailable } from '../../platform/queue/index.js'
import type { ReportIntake } from '../report-intake.js'
import { readUnsubscribeMail } from './unsubscribe-by-mail.js'

export interface MailRoutesOptions {
  readonly db: Kysely<Database>
  readonly intake: Pick<ReportIntake, 'accept'>
  readonly authenticator: Authenticator
  /** The product's clock, by which messages were made. */
  readonly clock: Clock
  readonly keys?: LinkKeySource
}

const mostBytes = 1024 * 1024
const retryAfterSeconds = 30

export function unsubscribeMailRoutes({
  db,
  intake,
  authenticator,
  clock,
  ...given
}: MailRoutesOptions): Router {
  const keySource = given.keys ?? linkKeySource(db)
  const router = Router()
  router
    .route('/v1/unsubscribes')
    .post(requireScope(authenticator, 'ingest'), rawBody(mostBytes), async (req, res) => {
      const keys = await keySource()
      // Whatever its charset: tokens are ASCII.
      const read = readUnsubscribeMail(keys, rawOf(req).toString('latin1'), clock.now())
      if ('fault' in read) throw noToken(read.fault)
      await intake.accept([read.report]).catch(notAccepted)
      const { channel, topic } = read.link
      res.status(202).json({ unsubscribed: { channel, topic } })
    })
    .all(allow('POST'))
  return router
}

const noToken = (fault: 'none' | 'expired'): Problem =>
  new Problem({
    status: 422,
    code: fault === 'none' ? 'unsubscribe_token_missing' : 'unsubscribe_token_expired',
    title:
      fault === 'none'
        ? 'There is no token of an unsubscribe link in this mail; a person should read it'
        : 'The unsubscribe link in this mail is of long ago; a person should read it',
  })

function notAccepted(error: unknown): never {
  if (!(error instanceof BrokerUnavailable)) throw error
  throw unavailable(error.code, 'Mails cannot be taken now; send again', retryAfterSeconds, error)
}
