// The routes for webhooks on a port, with secrets, a broker and a clock that stands still; and posts that are signed.
import { createHmac } from 'node:crypto'
import { onTestFinished } from 'vitest'
import { createWebhookIntake, type WebhookOutcome, webhookRoutes } from '../../../src/ingest/index.js'
import type { Platform, Webhook } from '../../../src/model/webhook.js'
import type { Clock } from '../../../src/platform/clock.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import type { Broker } from '../../../src/platform/queue/index.js'
import { storefrontSecretsIn } from '../../../src/platform/storefront-secrets.js'
import { webhooksQueue } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { aBroker } from '../queue/a-broker.js'

const clock: Clock = { now: () => new Date('2026-11-20T10:00:05Z') }
export const shopifySecret = 'shpss_0123456789abcdef'
export const wooSecret = 'a, secret with a comma; as WordPress makes them up'

export const sign = (body: string | Buffer, secret: string): string =>
  createHmac('sha256', secret).update(body).digest('base64')

export interface Posted {
  readonly body?: string | Buffer
  readonly secret?: string
  readonly headers?: Record<string, string>
}

export async function aWebhookDoor({ broker = aBroker() }: { broker?: Broker } = {}) {
  const outcomes: string[] = []
  const { secrets } = storefrontSecretsIn({
    TRIGGERFISH_SHOPIFY_SECRET_SHOP_DE: `${shopifySecret},shpss_fedcba9876543210`,
    TRIGGERFISH_WOOCOMMERCE_SECRET_SHOP_DE: wooSecret,
  })
  const routes = webhookRoutes({
    intake: createWebhookIntake({ broker }),
    secrets,
    clock,
    onWebhooks: (platform: Platform, outcome: WebhookOutcome) => outcomes.push(`${platform} ${outcome}`),
  })
  const server = await listen(createHttp({ routers: [routes], logger: createLogger({ level: 'silent' }) }), {
    port: 0,
  })
  onTestFinished(() => server.close())

  async function post(path: string, body: string | Buffer, headers: Record<string, string>) {
    const answer = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: new Uint8Array(Buffer.from(body)),
    })
    const text = await answer.text()
    return { status: answer.status, headers: answer.headers, body: text === '' ? null : JSON.parse(text) }
  }
  const shopify = ({ body = '{"id":1}', secret = shopifySecret, headers = {} }: Posted = {}) =>
    post('/v1/webhooks/shopify/shop-de', body, {
      'X-Shopify-Hmac-Sha256': sign(body, secret),
      'X-Shopify-Topic': 'orders/create',
      'X-Shopify-Webhook-Id': 'b54557e4-bdd9-4b37-8a5f-bf7d70bcd043',
      'X-Shopify-Triggered-At': '2026-11-20T09:59:58.123456789Z',
      'X-Shopify-Shop-Domain': 'ann.myshopify.com',
      ...headers,
    })
  const woo = ({ body = '{"id":1}', secret = wooSecret, headers = {} }: Posted = {}) =>
    post('/v1/webhooks/woocommerce/shop-de', body, {
      'X-WC-Webhook-Signature': sign(body, secret),
      'X-WC-Webhook-Topic': 'order.created',
      'X-WC-Webhook-Delivery-ID': 'd41d8cd9',
      ...headers,
    })
  return { url: server.url, broker, outcomes, post, shopify, woo }
}

/** Every webhook on the queue, once no more comes. */
export async function queued(broker: Broker): Promise<Webhook[]> {
  const webhooks: Webhook[] = []
  const consumer = broker.consume(webhooksQueue, async job => void webhooks.push(...job.webhooks))
  await eventually(async () => (await broker.depth(webhooksQueue)) === 0, { within: 20_000 })
  await consumer.close()
  return webhooks
}
