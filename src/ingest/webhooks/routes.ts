// POST /v1/webhooks/PLATFORM/SOURCE for platforms that sign: check the signature over the raw body, store, and only then
// say so. Asks PostgreSQL for nothing, so that shops are answered while it is away.
import { type Request, type RequestHandler, type Response, Router } from 'express'
import type { Clock } from '../../platform/clock.js'
import { allow, isPassing, Problem, passBody, rawBody, rawOf } from '../../platform/http/index.js'
import { type SigningPlatform, secretVariable, signingPlatforms } from '../../platform/storefront-secrets.js'
import { type Arrival, isPing, signatureOf, topicOf, webhookOf } from './door.js'
import { acceptWebhooks, type CountWebhooks } from './door-accept.js'
import type { WebhookIntake } from './door-intake.js'
import { bodySeal } from './door-signature.js'

export interface WebhookRoutesOptions {
  readonly intake: WebhookIntake
  /** By the name of the variable, see `secretVariable`. */
  readonly secrets: ReadonlyMap<string, readonly string[]>
  /** The product's clock: webhooks carry the times of the shops, which run with it. */
  readonly clock: Clock
  readonly onWebhooks?: CountWebhooks
}

export function webhookRoutes(options: WebhookRoutesOptions): Router {
  const router = Router()
  for (const platform of signingPlatforms) {
    router
      .route(`/v1/webhooks/${platform}/:source`)
      .post(...handlersOf(platform, options))
      .all(allow('POST'))
  }
  return router
}

/** Nothing is read of what is not signed, but for the few bytes with which WooCommerce says hello. */
const pingLimit = 100
const sourceShape = /^[a-z0-9][a-z0-9_-]{0,62}$/

function handlersOf(platform: SigningPlatform, options: WebhookRoutesOptions): RequestHandler[] {
  const { intake, secrets, clock, onWebhooks } = options
  const signed = rawBody()
  const unsigned = rawBody(pingLimit)

  const known: RequestHandler = (req, res, next) => {
    const source = String(req.params.source)
    const found = sourceShape.test(source) ? secrets.get(secretVariable(platform, source)) : undefined
    if (!found) throw unknownSource(platform, source)
    res.locals.secrets = found
    next()
  }
  const read: RequestHandler = (req, res, next) => {
    if (signatureOf(platform, name => req.get(name)) !== undefined)
      return isPassing(req) ? next() : signed(req, res, next)
    if (platform !== 'woocommerce' || !isForm(req)) throw unauthorized('signature_missing', unsignedTitle)
    return unsigned(req, res, next)
  }
  const take: RequestHandler = async (req, res) => {
    const headerOf = (name: string) => req.get(name)
    const signature = signatureOf(platform, headerOf)
    if (signature === undefined) return greet(rawOf(req), req, res)
    const body = await bodyOf(req, signature, res.locals.secrets as string[])
    const topic = topicOf(platform, headerOf)
    if (topic === undefined) throw topicMissing()
    const arrival = { source: String(req.params.source), headerOf, ...body, receivedAt: clock.now() }
    await acceptWebhooks({ intake, onWebhooks }, [webhookOf(platform, arrival, topic)])
    res.status(200).json({ accepted: 1 })
  }
  const counted: RequestHandler = (_req, res, next) => {
    res.once('finish', () => {
      if (res.statusCode >= 400 && res.statusCode < 500) onWebhooks?.(platform, 'refused', 1)
    })
    next()
  }
  return [counted, known, read, take]
}

const isForm = (req: Request): boolean => req.is('application/x-www-form-urlencoded') !== false

function greet(raw: Buffer, req: Request, res: Response): void {
  if (!isPing(name => req.get(name), raw)) throw unauthorized('signature_missing', unsignedTitle)
  res.status(200).json({ accepted: 0 })
}

/** Throws a 401 `Problem` where the signature is not good. Of what is too large the beginning, to tell what it was. */
async function bodyOf(
  req: Request,
  signature: string,
  secrets: readonly string[],
): Promise<Pick<Arrival, 'raw' | 'hash' | 'cutOff'>> {
  const seal = bodySeal(secrets)
  const passes = isPassing(req)
  const raw = passes ? await passBody(req, seal.look) : rawOf(req)
  if (!passes) seal.look(raw)
  if (!seal.isSignedBy(signature)) throw unauthorized('signature_invalid', wrongTitle)
  return { raw, hash: seal.hash(), ...(passes && { cutOff: true }) }
}

const unsignedTitle = 'The webhook carries no signature'
const wrongTitle = 'The signature does not fit the body and the secret of this source'

const unauthorized = (code: string, title: string): Problem => new Problem({ status: 401, code, title })

const unknownSource = (platform: SigningPlatform, source: string): Problem =>
  new Problem({
    status: 404,
    code: 'webhook_source_unknown',
    title: 'No webhooks are expected here',
    detail: sourceShape.test(source)
      ? `To expect them, set ${secretVariable(platform, source)} to the secret they are signed with.`
      : 'The last part of the path must be a source: small letters, digits, - and _, such as "shop-de".',
  })

const topicMissing = (): Problem =>
  new Problem({ status: 400, code: 'webhook_topic_missing', title: 'The headers do not name a topic' })
