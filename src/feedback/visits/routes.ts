// GET /c/TOKEN, /s/CODE and /o/TOKEN.gif: sends on whoever follows a link, shows the picture of a mail, and reports both. A visitor
// is sent on whether or not it could be reported, and only to where one of our messages led. Keeps no address of anybody.
import { type Request, type Response, Router } from 'express'
import type { Kysely } from 'kysely'
import { type Database, isDatabaseAway } from '../../db/index.js'
import { isTarget, type LinkKeySource, readClick, readOpen, shortCodePattern } from '../../links/index.js'
import type { Visit } from '../../model/report.js'
import type { Clock } from '../../platform/clock.js'
import { allow } from '../../platform/http/index.js'
import type { Logger } from '../../platform/logger.js'
import { type Page, pageHeaders, pageHtml } from '../pages/page.js'
import type { ReportIntake } from '../report-intake.js'
import { type VisitOutcome, visitRecorder } from './record-visit.js'
import { type FoundLink, findShortLink } from './short-link-store.js'
import { incompletePage, laterPage, pixel } from './visit-pages.js'
import type { Visited } from './visit-report.js'

export interface VisitOptions {
  readonly db: Kysely<Database>
  readonly keys: LinkKeySource
  readonly intake: Pick<ReportIntake, 'accept'>
  /** The product's clock, by which messages were handed over. */
  readonly clock: Clock
  readonly logger: Logger
  readonly onVisit?: (outcome: VisitOutcome) => void
  /** How long a visitor waits for the report to be stored. */
  readonly patienceMs?: number
}

export function visitRoutes(options: VisitOptions): Router {
  const router = Router()
  const record = visitRecorder(options)
  const { db, keys, logger, clock, onVisit } = options

  /** `find`: null where no message of ours has such a link. */
  const follow =
    (type: Visited['type'], find: (token: string) => Promise<FoundLink | null>) =>
    async (req: Request<{ token: string }>, res: Response): Promise<void> => {
      const found = await find(req.params.token).catch(orLater(res, logger))
      if (found === undefined) return
      if (!found || !isTarget(found.url)) return refuse(res, onVisit)
      await record({ ...found, type, visit: visitOf(req, 'click'), at: clock.now() })
      // Set as it is: Express would write some characters of it in another way.
      res.status(302).set('Location', found.url).set('X-Robots-Tag', 'noindex, nofollow').end()
    }

  const show = async (req: Request<{ token: string }>, res: Response): Promise<void> => {
    const messageId = await keys().then(
      all => readOpen(all, req.params.token),
      () => null,
    )
    // The picture is in the mail whatever can be told of it.
    res.status(200).set(pictureHeaders).end(pixel)
    if (messageId)
      await record({ type: 'email_opened', messageId, visit: visitOf(req, 'open'), at: clock.now() })
    else onVisit?.('refused')
  }

  const click = follow('email_clicked', async token => readClick(await keys(), token))
  const shortClick = follow('sms_clicked', async code =>
    shortCodePattern.test(code) ? await findShortLink(db, code) : null,
  )
  router.route('/c/:token').get(click).all(allow('GET', 'HEAD'))
  router.route('/s/:token').get(shortClick).all(allow('GET', 'HEAD'))
  router.route('/o/:token.gif').get(show).all(allow('GET', 'HEAD'))
  return router
}

/** Of two headers that say the same both are kept, in the order of their age. */
const purposeHeaders = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz']

function visitOf(req: Request, what: Visit['what']): Visit {
  const purposes = purposeHeaders.map(name => req.get(name) ?? '').filter(value => value !== '')
  return {
    what,
    method: req.method === 'HEAD' ? 'HEAD' : 'GET',
    userAgent: (req.get('user-agent') ?? '').slice(0, 300),
    purpose: purposes.join(' ').slice(0, 100),
  }
}

/** Mail programs on the web show it on a page of theirs. */
const pictureHeaders = { 'Content-Type': 'image/gif', 'Cross-Origin-Resource-Policy': 'cross-origin' }

function refuse(res: Response, onVisit: VisitOptions['onVisit']): void {
  onVisit?.('refused')
  page(res, 404, incompletePage)
}

/** undefined: it was answered here. */
const orLater =
  (res: Response, logger: Logger) =>
  (error: unknown): undefined => {
    if (!isDatabaseAway(error)) throw error
    logger.warn({ err: error }, 'a link in a message could not be followed: PostgreSQL is away')
    page(res.set('Retry-After', '30'), 503, laterPage)
  }

const page = (res: Response, status: number, words: Page): void =>
  void res.status(status).set(pageHeaders).send(pageHtml(words, null))
