// GET and POST /u/TOKEN, and the preferences behind it. To open one changes nothing, because mail programs and scanners open
// links unasked; a POST does, whoever's button it was (RFC 8058): no cookie, no redirect, and no need of PostgreSQL. Answers
// pages, never JSON, and logs no token.
import { type Request, type Response, Router } from 'express'
import type { Kysely } from 'kysely'
import { type Database, isDatabaseAway } from '../../db/index.js'
import { type LinkKeySource, type LinkPayload, linkKeySource, readLink } from '../../links/index.js'
import type { Clock } from '../../platform/clock.js'
import { allow, rawBody, rawOf } from '../../platform/http/index.js'
import type { Logger } from '../../platform/logger.js'
import { BrokerUnavailable } from '../../platform/queue/index.js'
import type { ReportIntake } from '../report-intake.js'
import { choiceOf, choose, isSameAddress } from './choose.js'
import { statusOf } from './confirm-pages.js'
import { readForm } from './form.js'
import { chosenIn, preferencePage } from './preference-page.js'
import { show, textsFor } from './show.js'
import { readerOf, shopOf } from './subject-store.js'
import type { PageTexts } from './texts/index.js'
import { unsubscribeReport } from './unsubscribe.js'
import { isFromPage, isWholeChannel, unsubscribedPage, unsubscribePage } from './unsubscribe-pages.js'
import { inTime, within } from './within.js'

export interface UnsubscribeOptions {
  readonly db: Kysely<Database>
  readonly intake: Pick<ReportIntake, 'accept'>
  /** The product's clock, by which messages were made. */
  readonly clock: Clock
  readonly logger: Logger
  readonly keys?: LinkKeySource
}

/** A form of ours has some hundred bytes. */
const mostBytes = 16 * 1024
/** For names that a page can do without. */
const patienceMs = 1_000
/** Mail programs wait some seconds for their answer. */
const answerWithinMs = 4_000

type Known = { readonly link: LinkPayload; readonly keys: readonly Buffer[]; readonly token: string }

export function unsubscribeRoutes({ db, intake, clock, logger, ...given }: UnsubscribeOptions): Router {
  const keySource = given.keys ?? linkKeySource(db)
  // So that they are at hand should PostgreSQL go away before the first link is followed.
  void keySource().catch(() => undefined)

  const withLink =
    (handle: (known: Known, req: Request, res: Response) => Promise<void>) =>
    async (req: Request, res: Response): Promise<void> => {
      try {
        const keys = await keySource()
        const token = String(req.params.token ?? '')
        const read = readLink(keys, 'unsubscribe', token, clock.now())
        if ('fault' in read) showFault(req, res, read.fault)
        else await handle({ link: read.link, keys, token }, req, res)
      } catch (error) {
        if (!(error instanceof BrokerUnavailable) && !isDatabaseAway(error)) throw error
        logger.warn({ err: error }, 'a link in a message could not be followed: a server is away')
        showFault(req, res.set('Retry-After', '30'), 'unavailable')
      }
    }

  const ask = withLink(async ({ link, token }, req, res) => {
    const { shop, topicName, texts } = await wordsFor(link, req)
    show(res, 200, unsubscribePage({ link, topicName, token }, texts), shop)
  })

  const leave = withLink(async ({ link, token }, req, res) => {
    const form = await readForm(req.get('content-type'), rawOf(req))
    const way = isFromPage(form) ? 'page' : 'one-click'
    const topic = isWholeChannel(form) ? null : link.topic
    const report = unsubscribeReport(link, { topic, channel: link.channel, way, now: clock.now() })
    await inTime(intake.accept([report]), answerWithinMs)
    // A mail program throws the page away, so that nothing is looked up for it.
    const { shop, topicName, texts } = way === 'page' ? await wordsFor(link, req) : wordless(link, req)
    const name = topic === null ? null : topicName
    show(res, 200, unsubscribedPage({ link, topicName: name, token }, texts), shop)
  })

  const wordsFor = (link: LinkPayload, req: Request) =>
    within(
      patienceMs,
      Promise.all([readerOf(db, link), shopOf(db, link.messageId)]).then(([reader, shop]) => ({
        shop: shop.name,
        topicName: link.topic === null ? null : (shop.topics[link.topic]?.name ?? link.topic),
        texts: textsFor(req, reader?.locale, shop.locale),
      })),
      wordless(link, req),
    )

  const preferences = (press: boolean) =>
    withLink(async ({ link, keys }, req, res) => {
      const [reader, shop] = await Promise.all([readerOf(db, link), shopOf(db, link.messageId)])
      const texts = textsFor(req, reader?.locale, shop.locale)
      if (!reader) return fault(res, 'gone', texts, shop.name)
      if (!isSameAddress(keys, link, reader)) return fault(res, 'other_address', texts, shop.name)
      const choosing = { link, reader, shop, texts }
      const chosen = press ? chosenIn(await readForm(req.get('content-type'), rawOf(req))) : null
      if (!chosen) return show(res, 200, preferencePage(choiceOf(choosing), texts), shop.name)
      const { reports, choice } = choose(choosing, chosen, { now: clock.now(), ip: req.ip })
      await inTime(intake.accept(reports), answerWithinMs)
      show(res, 200, preferencePage(choice, texts), shop.name)
    })

  const router = Router()
  router.route('/u/:token').get(ask).post(rawBody(mostBytes), leave).all(allow('GET', 'POST'))
  router
    .route('/u/:token/preferences')
    .get(preferences(false))
    .post(rawBody(mostBytes), preferences(true))
    .all(allow('GET', 'POST'))
  return router
}

const wordless = ({ topic }: LinkPayload, req: Request) => ({
  shop: null,
  topicName: topic,
  texts: textsFor(req),
})

type FaultKind = keyof PageTexts['faults']

const showFault = (req: Request, res: Response, kind: FaultKind): void =>
  fault(res, kind, textsFor(req), null)

const fault = (res: Response, kind: FaultKind, texts: PageTexts, shop: string | null): void =>
  show(res, statusOf[kind], { lang: texts.lang, ...texts.faults[kind] }, shop)
