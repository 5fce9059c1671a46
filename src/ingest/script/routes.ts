// GET /triggerfish.js, and POST /v1/script/events where it posts to. For any page of any origin, without credentials: the
// key stands in the page, so it proves nothing but which shop is meant.
import { Router } from 'express'
import { type Authenticator, publicKeyOwner } from '../../access/index.js'
import { inOurWords } from '../../model/shape-words.js'
import type { Clock } from '../../platform/clock.js'
import { allow, fromAnyPage, pageBody, pagePost, pagesMayPost } from '../../platform/http/index.js'
import type { EventIntake } from '../event-intake.js'
import type { Posted } from '../posted-events.js'
import { batchTooLarge, notAccepted } from '../refusals.js'
import { refusedEvents } from '../refused-events.js'
import { maxPageEvents, type PagePost, pagePostSchema, readPageEvent, sortPageEvents } from './page-events.js'
import { readScriptFile, type ScriptFile } from './script-file.js'

export interface ScriptOptions {
  readonly intake: EventIntake
  readonly authenticator: Authenticator
  /** The product's clock. */
  readonly clock: Clock
  readonly onPosted?: (posted: Posted) => void
  /** Default: the built file. */
  readonly file?: ScriptFile
}

const bodyLimitBytes = 256 * 1024
/** A change of the script reaches every page within the hour. */
const cacheControl = 'public, max-age=3600, stale-while-revalidate=86400'

export function scriptRoutes({
  intake,
  authenticator,
  clock,
  onPosted,
  file = readScriptFile(),
}: ScriptOptions): Router {
  const router = Router()

  router
    .route('/triggerfish.js')
    .all(fromAnyPage)
    .get((req, res) => {
      res.set({ 'Cache-Control': cacheControl, ETag: file.etag, Vary: 'Accept-Encoding' })
      if (req.fresh) return void res.status(304).end()
      res.type('text/javascript')
      if (req.acceptsEncodings('gzip')) res.set('Content-Encoding', 'gzip').send(file.gzipped)
      else res.send(file.plain)
    })
    .all(allow('GET'))

  router
    .route('/v1/script/events')
    .all(fromAnyPage)
    .options(pagesMayPost)
    .post(pageBody(bodyLimitBytes), async (req, res) => {
      const post = readPost(req.body)
      const { source } = await publicKeyOwner(authenticator, post.key)
      const { events, rejected } = sortPageEvents(post, source, clock.now())
      await intake.accept(events).catch(notAccepted('Events'))
      const refused = refusedEvents(post.events, rejected, readPageEvent)
      const accepted = post.events.length - rejected.length
      onPosted?.({ source, accepted, rejected: rejected.length, refused })
      res.status(202).json({ accepted, rejected })
    })
    .all(allow('POST', 'OPTIONS'))

  return router
}

function readPost(body: unknown): PagePost {
  const post = pagePost(pagePostSchema, body, inOurWords)
  const { length } = post.events
  if (length > maxPageEvents)
    throw batchTooLarge(`A request may hold at most ${maxPageEvents} events`, length)
  return post
}
