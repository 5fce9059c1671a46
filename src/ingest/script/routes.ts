// GET /triggerfish.js, and POST /v1/script/events where it posts to. For any page of any origin, without credentials: the
// key stands in the page, so it proves nothing but which shop is meant.
import express, { type RequestHandler, Router } from 'express'
import { type Authenticator, isPublic, ownerOfKey, type Principal } from '../../access/index.js'
import type { Clock } from '../../platform/clock.js'
import { allow, Problem } from '../../platform/http/index.js'
import type { EventIntake } from '../event-intake.js'
import { batchTooLarge, notAccepted } from '../refusals.js'
import { maxPageEvents, type PagePost, pagePostSchema, sortPageEvents } from './page-events.js'
import { readScriptFile, type ScriptFile } from './script-file.js'

export interface ScriptOptions {
  readonly intake: EventIntake
  readonly authenticator: Authenticator
  /** The product's clock. */
  readonly clock: Clock
  readonly onPosted?: (posted: { source: string; accepted: number; rejected: number }) => void
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
    .all(fromAnywhere)
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
    .all(fromAnywhere)
    .options((_req, res) => {
      res.set({
        'Access-Control-Allow-Methods': 'POST',
        'Access-Control-Allow-Headers': 'Content-Type',
        'Access-Control-Max-Age': '86400',
      })
      res.status(204).end()
    })
    .post(textBody, async (req, res) => {
      const post = readPost(req.body)
      const { source } = await identify(authenticator, post.key)
      const { events, rejected } = sortPageEvents(post, source, clock.now())
      await intake.accept(events).catch(notAccepted('Events'))
      onPosted?.({ source, accepted: post.events.length - rejected.length, rejected: rejected.length })
      res.status(202).json({ accepted: post.events.length - rejected.length, rejected })
    })
    .all(allow('POST', 'OPTIONS'))

  return router
}

const fromAnywhere: RequestHandler = (_req, res, next) => {
  res.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Retry-After',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
  next()
}

/** As text, whatever it is called: a beacon may not call it JSON. Compressed it is refused, since pages cannot do that. */
const parseText = express.text({
  type: ['text/plain', 'application/json'],
  limit: bodyLimitBytes,
  inflate: false,
})
const textBody: RequestHandler = (req, res, next) => {
  parseText(req, res, (error?: unknown) => {
    const { type } = (error ?? {}) as { type?: unknown }
    next(type === 'entity.too.large' ? tooLarge() : error)
  })
}

function readPost(body: unknown): PagePost {
  const read = pagePostSchema.safeParse(parseJson(body))
  if (!read.success) {
    const errors = read.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }))
    throw new Problem({ status: 400, code: 'script_post_invalid', title: 'The body cannot be read', errors })
  }
  const { length } = read.data.events
  if (length > maxPageEvents)
    throw batchTooLarge(`A request may hold at most ${maxPageEvents} events`, length)
  return read.data
}

function parseJson(body: unknown): unknown {
  try {
    return JSON.parse(String(body))
  } catch (cause) {
    throw new Problem({ status: 400, code: 'invalid_json', title: 'The body is not valid JSON' }, { cause })
  }
}

/** A secret key is refused, so that nobody leaves it in a page because it works. */
async function identify(authenticator: Authenticator, key: string): Promise<Principal> {
  const principal = await ownerOfKey(authenticator, key)
  if (!isPublic(principal)) throw secretKey()
  return principal
}

const secretKey = (): Problem =>
  new Problem({
    status: 403,
    code: 'key_not_public',
    title: 'This key is secret and must not stand in a page',
    detail:
      'Revoke it with `triggerfish keys revoke`, since anybody can have read it, and put one in the page that was made with `triggerfish keys create --scope script`.',
  })

const tooLarge = (): Problem =>
  new Problem({ status: 413, code: 'body_too_large', title: 'The body is larger than 256 kB' })
