// GET and POST /k/TOKEN: the pages behind links in messages. To open one changes nothing, because mail programs and
// scanners open links unasked; to press its button does. Answers pages, never JSON, and logs no token.
import { type Response, Router } from 'express'
import type { Kysely } from 'kysely'
import { type Database, isDatabaseAway } from '../../db/index.js'
import { linkKeys, readLink } from '../../links/index.js'
import type { Event } from '../../model/event.js'
import type { Clock } from '../../platform/clock.js'
import { allow } from '../../platform/http/index.js'
import type { Logger } from '../../platform/logger.js'
import { BrokerUnavailable } from '../../platform/queue/index.js'
import { confirmConsent } from './confirm-consent.js'
import { type Outcome, outcomePages, questionPage, statusOf } from './confirm-pages.js'
import { type Page, pageHeaders, pageHtml } from './page.js'
import { pageWords } from './subject-store.js'

export interface PageOptions {
  readonly db: Kysely<Database>
  readonly accept: (events: readonly Event[]) => Promise<void>
  /** The product's clock, by which messages were made. */
  readonly clock: Clock
  readonly logger: Logger
}

export function pageRoutes({ db, accept, clock, logger }: PageOptions): Router {
  const router = Router()
  const answer = (res: Response, outcome: Outcome, shop: string | null): void =>
    show(res, statusOf[outcome], outcomePages[outcome], shop)
  const orLater = (res: Response) => (error: unknown) => {
    if (!(error instanceof BrokerUnavailable) && !isDatabaseAway(error)) throw error
    logger.warn({ err: error }, 'a link in a message could not be followed: a server is away')
    show(res.set('Retry-After', '30'), statusOf.unavailable, outcomePages.unavailable, null)
  }

  const ask = async (token: string, res: Response): Promise<void> => {
    const read = readLink(await linkKeys(db), 'confirm', token, clock.now())
    const topic = 'fault' in read ? null : read.link.topic
    const words = await pageWords(db, topic)
    if ('fault' in read) return answer(res, read.fault, words.shop)
    const { channel } = read.link
    show(res, 200, questionPage(channel, words.topic ?? topic), words.shop)
  }

  const confirm = async (token: string, ip: string | undefined, res: Response): Promise<void> => {
    const keys = await linkKeys(db)
    const now = clock.now()
    const read = readLink(keys, 'confirm', token, now)
    // Before anything is changed: a page that says that nothing was changed must not come after it.
    const { shop } = await pageWords(db, null)
    if ('fault' in read) return answer(res, read.fault, shop)
    answer(res, await confirmConsent(read.link, { db, accept, keys, now, ip }), shop)
  }

  router
    .route('/k/:token')
    .get((req, res) => ask(req.params.token, res).catch(orLater(res)))
    .post((req, res) => confirm(req.params.token, req.ip, res).catch(orLater(res)))
    .all(allow('GET', 'POST'))
  return router
}

function show(res: Response, status: number, page: Page, shop: string | null): void {
  res.status(status).set(pageHeaders).send(pageHtml(page, shop))
}
