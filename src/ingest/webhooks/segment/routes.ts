// POST /v1/webhooks/segment/…: takes what Segment's libraries post, with a key of ours in the place of theirs. Answers as
// Segment does. What a message means is found out later; only what is no JSON at all is refused.
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import { type Authenticator, keyOwner, type Principal } from '../../../access/index.js'
import { isObject } from '../../../model/json.js'
import type { Clock } from '../../../platform/clock.js'
import { allow, Problem, rawOf } from '../../../platform/http/index.js'
import { currencyFrom } from '../../names/index.js'
import { batchTooLarge } from '../../refusals.js'
import { acceptWebhooks, type CountWebhooks } from '../door-accept.js'
import type { WebhookIntake } from '../door-intake.js'
import { callNames, calls, countMessages, maxMessages, webhooksOf } from './split-call.js'

export interface SegmentRoutesOptions {
  readonly intake: WebhookIntake
  readonly authenticator: Authenticator
  /** The product's clock. */
  readonly clock: Clock
  readonly onWebhooks?: CountWebhooks
}

/** Segment's own limit, after decompression. */
const limitBytes = 500 * 1024

export function segmentRoutes({ intake, authenticator, clock, onWebhooks }: SegmentRoutesOptions): Router {
  const router = Router()

  /** A key in the header is checked before the body is read. */
  const keyInHeader: RequestHandler = async (req, res, next) => {
    const key = keyOf(req.headers.authorization)
    if (key !== undefined) res.locals.owner = await ownerOf(authenticator, key, req)
    next()
  }
  const take: RequestHandler = async (req, res) => {
    const { text, body } = readBody(req)
    const { source } = await ownerIn(res, authenticator, body, req)
    const count = countMessages(body)
    if (count > maxMessages) throw batchTooLarge(`A batch may hold at most ${maxMessages} messages`, count)
    const call = String(req.params.call)
    const currency = currencyFrom(new URLSearchParams(req.url.split('?')[1]).get('currency'))
    const webhooks = webhooksOf(text, {
      call: callNames[call] ?? call,
      source,
      receivedAt: clock.now(),
      currency,
    })
    await acceptWebhooks({ intake, onWebhooks }, webhooks)
    res.status(200).json({ success: true })
  }
  const counted: RequestHandler = (req, res, next) => {
    if (!calls.includes(String(req.params.call))) return next('route')
    res.once('finish', () => {
      if (res.statusCode >= 400 && res.statusCode < 500) onWebhooks?.('segment', 'refused', 1)
    })
    next()
  }

  for (const path of ['/v1/webhooks/segment/v1/:call', '/v1/webhooks/segment/:source/v1/:call']) {
    router.route(path).post(counted, keyInHeader, readRaw, take).all(allow('POST'))
  }
  return router
}

const parseRaw = express.raw({ limit: limitBytes, type: () => true })

const readRaw: RequestHandler = (req, res, next) =>
  parseRaw(req, res, (error?: unknown) => {
    const tooLarge = (error as { type?: unknown } | undefined)?.type === 'entity.too.large'
    next(tooLarge ? bodyTooLarge() : error)
  })

function readBody(req: Request): { text: string; body: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(rawOf(req))
    return { text, body: JSON.parse(text) }
  } catch (cause) {
    throw new Problem({ status: 400, code: 'invalid_json', title: 'The body is not valid JSON' }, { cause })
  }
}

async function ownerIn(
  res: Response,
  authenticator: Authenticator,
  body: unknown,
  req: Request,
): Promise<Principal> {
  const known = res.locals.owner as Principal | undefined
  if (known) return known
  const key = isObject(body) && typeof body.writeKey === 'string' ? body.writeKey.trim() : ''
  if (key === '') throw keyMissing()
  return ownerOf(authenticator, key, req)
}

async function ownerOf(authenticator: Authenticator, key: string, req: Request): Promise<Principal> {
  const owner = await keyOwner(authenticator, key, 'ingest')
  const { source } = req.params
  if (source === undefined || source === owner.source) return owner
  throw new Problem({
    status: 403,
    code: 'source_of_another_key',
    title: 'The key belongs to another source than the path names',
    detail: 'A key knows its source: leave it out of the path, as in /v1/webhooks/segment/v1/batch.',
  })
}

/** `Basic base64(key:)`, as Segment's libraries send it, or `Bearer key`. */
function keyOf(header: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(Basic|Bearer) +(\S+) *$/i.exec(header ?? '') ?? []
  if (scheme.toLowerCase() !== 'basic') return value === '' ? undefined : value
  const [name = ''] = Buffer.from(value, 'base64').toString('latin1').split(':')
  return name === '' ? undefined : name
}

const keyMissing = (): Problem =>
  new Problem({
    status: 401,
    code: 'key_missing',
    title:
      'Send a key of Triggerfish as the write key: as the user name of Basic authentication, or in the body',
    headers: { 'WWW-Authenticate': 'Basic realm="triggerfish"' },
  })

/** Ends the connection too: otherwise the rest would be waited for. */
const bodyTooLarge = (): Problem =>
  new Problem({
    status: 413,
    code: 'body_too_large',
    title: 'The body is larger than 500 kB',
    headers: { Connection: 'close' },
  })
