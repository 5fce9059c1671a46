// GET and POST /k/TOKEN: the pages behind links in messages. To open one changes nothing, because mail programs and
// scanners open links unasked; to press its button does. Answers pages, never JSON, and logs no token.
import { type Request, type Response, Router } from 'express'
import type { Kysely } from 'kysely'
import { type Database, isDatabaseAway } from '../../db/index.js'
import { linkKeys, readLink } from '../../links/index.js'
import type { Event } from '../../model/event.js'
import type { Clock } from '../../platform/clock.js'
import { allow } from '../../platform/http/index.js'
import type { Logger } from '../../platform/logger.js'
import { BrokerUnavailable } from '../../platform/queue/index.js'
import { confirmConsent } from './confirm-consent.js'
import { type Outcome, outcomePage, questionPage, statusOf } from './confirm-pages.js'
import { show, textsFor } from './show.js'
import { readerOf, shopOf } from './subject-store.js'
import type { PageTexts } from './texts/index.js'

export interface PageOptions {
  readonly db: Kysely<Database>
  readonly accept: (events: readonly Event[]) => Promise<void>
  /** The product's clock, by which messages were made. */
  readonly clock: Clock
  readonly logger: Logger
}

export function pageRoutes({ db, accept, clock, logger }: PageOptions): Router {
  const router = Router()
  const orLater = (req: Request, res: Response) => (error: unknown) => {
    if (!(error instanceof BrokerUnavailable) && !isDatabaseAway(error)) throw error
    logger.warn({ err: error }, 'a link in a message could not be followed: a server is away')
    answer(res.set('Retry-After', '30'), 'unavailable', textsFor(req), null)
  }

  const follow = async (req: Request, res: Response, press: boolean): Promise<void> => {
    const keys = await linkKeys(db)
    const now = clock.now()
    const read = readLink(keys, 'confirm', String(req.params.token ?? ''), now)
    // Before anything is changed: a page that says that nothing was changed must not come after it.
    const shop = await shopOf(db, 'fault' in read ? null : read.link.messageId)
    if ('fault' in read) return answer(res, read.fault, textsFor(req, null, shop.locale), shop.name)
    const { link } = read
    const texts = textsFor(req, (await readerOf(db, link))?.locale, shop.locale)
    if (press)
      return answer(res, await confirmConsent(link, { db, accept, keys, now, ip: req.ip }), texts, shop.name)
    const topic = link.topic === null ? null : (shop.topics[link.topic]?.name ?? link.topic)
    show(res, 200, questionPage(link.channel, topic, texts), shop.name)
  }

  router
    .route('/k/:token')
    .get((req, res) => follow(req, res, false).catch(orLater(req, res)))
    .post((req, res) => follow(req, res, true).catch(orLater(req, res)))
    .all(allow('GET', 'POST'))
  return router
}

const answer = (res: Response, outcome: Outcome, texts: PageTexts, shop: string | null): void =>
  show(res, statusOf[outcome], outcomePage(outcome, texts), shop)
