// From the queue to what webhooks mean, on real Redis and PostgreSQL: nothing that is in one of them hurts another.
import { describe, expect, test } from 'vitest'
import { loadProducts, putProducts, putStock, removeProducts } from '../../../src/catalog/index.js'
import { connect } from '../../../src/db/index.js'
import {
  createEventIntake,
  createWebhookIntake,
  listFailedWebhooks,
  type PrivacyWish,
  replayFailedWebhooks,
  setWebhooksAside,
  startWebhooks,
  WebhookFault,
} from '../../../src/ingest/index.js'
import type { Webhook } from '../../../src/model/webhook.js'
import { createLogger } from '../../../src/platform/logger.js'
import { shopDataQueue, webhooksQueue } from '../../../src/queues.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { aBroker } from '../queue/a-broker.js'
import { aWayTo } from '../queue/cut-off.js'
import { drained } from './an-ingest-server.js'

const anOrder = (id: number, change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id,
    status: 'processing',
    currency: 'EUR',
    total: '59.00',
    customer_id: 0,
    billing: { email: `c-${id}@example.com` },
    line_items: [{ id: 1, product_id: 93, quantity: 1, subtotal: '59.00' }],
    refunds: [],
    date_created_gmt: '2026-11-20T09:50:00',
    date_paid_gmt: null,
    ...change,
  })

const aProduct = (id: number, change: Record<string, unknown> = {}): string =>
  JSON.stringify({
    id,
    name: `Product ${id}`,
    status: 'publish',
    price: '59.00',
    stock_status: 'instock',
    date_modified_gmt: '2026-11-20T09:40:00',
    ...change,
  })

let count = 0
const aWebhook = (topic: string, body: string, change: Partial<Webhook> = {}): Webhook => ({
  platform: 'woocommerce',
  source: 'shop-de',
  topic,
  key: `key-${++count}`,
  receivedAt: '2026-11-20T10:00:05.000Z',
  triggeredAt: null,
  body,
  ...change,
})

async function aWorker({ readers }: { readers?: Parameters<typeof startWebhooks>[0]['readers'] } = {}) {
  const { db, url } = await aDatabase()
  const way = await aWayTo(url)
  const near = connect(way.url, { max: 3 })
  const broker = aBroker()
  const outcomes: string[] = []
  const wishes: { source: string; wish: PrivacyWish }[] = []
  const worker = startWebhooks({
    broker,
    intake: createEventIntake({ broker }),
    logger: createLogger({ level: 'silent' }),
    onWebhooks: (_platform, outcome) => outcomes.push(outcome),
    putProducts: products => putProducts(near.db, products),
    removeProducts: removed => removeProducts(near.db, removed),
    putStock: levels => putStock(near.db, levels),
    wish: async (source, wish) => void wishes.push({ source, wish }),
    setAside: failed => setWebhooksAside(near.db, failed),
    ...(readers && { readers }),
  })
  untilOver(async () => {
    await worker.close()
    await near.close()
  })
  const intake = createWebhookIntake({ broker })
  async function done(): Promise<void> {
    const left = async () => (await broker.depth(webhooksQueue)) + (await broker.depth(shopDataQueue))
    await eventually(async () => (await left()) === 0, { within: 20_000 })
  }
  return {
    db,
    broker,
    way,
    outcomes,
    wishes,
    intake,
    done,
    take: async (...webhooks: Webhook[]) => {
      await intake.accept(webhooks)
      await done()
    },
    reasons: async () => (await listFailedWebhooks(db, 100)).map(({ reason }) => reason).sort(),
    events: async () => (await drained(broker)).map(({ id }) => id).sort(),
  }
}

const deep = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`

/** What a body may hold to hurt whoever reads it, and what is said of it. */
const hostile: readonly [name: string, body: string | Buffer, reason: string][] = [
  ['cut short', anOrder(1).slice(0, 80), 'the body is not JSON'],
  ['empty', '', 'the body is empty'],
  ['no JSON', '<html>Bad gateway</html>', 'the body is not JSON'],
  ['a list', '[]', 'the body must be an object'],
  ['a number', '42', 'the body must be an object'],
  ['null', 'null', 'the body must be an object'],
  ['a depth of 1,000', deep(1_000), 'the body is nested deeper than 100 levels'],
  ['a depth of a million', '['.repeat(1_000_000), 'the body is nested deeper than 100 levels'],
  ['__proto__', `{"__proto__":{"status":"completed"},"id":1}`, 'the body has the name "__proto__"'],
  [
    '__proto__, escaped',
    `{"\\u005f_proto__":{"status":"completed"},"id":1}`,
    'the body has the name "__proto__"',
  ],
  ['a name twice', '{"id":1,"id":2}', 'the body has the name "id" twice in one object'],
  ['NUL between the words', Buffer.from('{"id":\0 1}'), 'the body is not JSON'],
  ['NUL in a string', Buffer.from('{"id":"\0"}'), 'the body is not JSON'],
  ['invalid UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]), 'the body is not UTF-8'],
  ['wrong types', anOrder(1, { line_items: 'many' }), 'line_items must be a list'],
  ['an amount that is none', anOrder(1, { total: {} }), 'total must be an amount'],
]

const kept = (body: string | Buffer): Pick<Webhook, 'body' | 'bodyEncoding'> =>
  typeof body === 'string' ? { body } : { body: body.toString('base64'), bodyEncoding: 'base64' }

describe('what shops do', () => {
  test('becomes events, of which a repetition has the same ids', async () => {
    const { take, events, outcomes } = await aWorker()
    await take(
      aWebhook('order.created', anOrder(1)),
      aWebhook('order.updated', anOrder(1), { key: 'update' }),
      aWebhook('coupon.created', '{"id":1}'),
    )
    const completed = 'woocommerce:shop-de:order:1:completed'
    expect(await events()).toEqual([completed, completed, 'woocommerce:update'])
    expect(outcomes.sort()).toEqual(['ignored', 'understood', 'understood'])
  })

  test('changes the catalog, and what is older changes nothing', async () => {
    const { db, take } = await aWorker()
    await take(aWebhook('product.updated', aProduct(93, { price: '49.00' })))
    await take(aWebhook('product.updated', aProduct(93, { date_modified_gmt: '2026-11-19T09:40:00' })))
    expect((await loadProducts(db, ['93'])).get('93')).toMatchObject({ price: '49.00', name: 'Product 93' })
  })

  test('is passed on where it is a wish about privacy', async () => {
    const wish: PrivacyWish = { kind: 'erase', customer: { id: '1' } }
    const { take, wishes } = await aWorker({ readers: { woocommerce: () => ({ wishes: [wish] }) } })
    await take(aWebhook('customers/redact', '{}'))
    expect(wishes).toEqual([{ source: 'shop-de', wish }])
  })
})

test('the same webhook id from two shops is two webhooks', async () => {
  const { take, reasons, db } = await aWorker()
  await take(
    aWebhook('order.created', 'nonsense', { key: 'same' }),
    aWebhook('order.created', 'nonsense', { key: 'same', source: 'shop-at' }),
  )
  expect(await reasons()).toHaveLength(2)
  expect((await listFailedWebhooks(db, 10)).map(({ source }) => source).sort()).toEqual([
    'shop-at',
    'shop-de',
  ])
})

describe('what cannot be understood', () => {
  test.each(hostile)(
    '%s: is set aside with its reason, and nothing beside it is hurt',
    async (_name, body, reason) => {
      const { take, reasons, events, outcomes } = await aWorker()
      await take(
        aWebhook('order.created', anOrder(1)),
        aWebhook('order.created', '', kept(body)),
        aWebhook('order.created', anOrder(2)),
      )
      expect(await reasons()).toEqual([expect.stringContaining(reason)])
      expect(await events()).toEqual([
        'woocommerce:shop-de:order:1:completed',
        'woocommerce:shop-de:order:2:completed',
      ])
      expect(outcomes.sort()).toEqual(['set_aside', 'understood', 'understood'])
      expect(({} as { status?: string }).status).toBeUndefined()
    },
  )

  test('is set aside once, however often it is delivered', async () => {
    const { take, reasons } = await aWorker()
    const poison = aWebhook('order.created', 'nonsense')
    await take(poison, poison)
    await take(poison)
    expect(await reasons()).toHaveLength(1)
  })

  test('an event that no door would take: the others of the webhook go on', async () => {
    const event = (id: string, properties: Record<string, string>) => ({
      id,
      type: 'custom',
      occurredAt: '2026-11-20T10:00:00Z',
      customer: { id: '1' },
      properties,
    })
    const readers = { woocommerce: () => ({ events: [event('good', {}), event('bad', { note: 'a\0b' })] }) }
    const { take, reasons, events } = await aWorker({ readers })
    await take(aWebhook('order.created', '{}'))
    expect(await reasons()).toEqual(['custom: properties.note must not contain NUL'])
    expect(await events()).toEqual(['good'])
  })

  test('a product that the catalog refuses: the others of its batch are stored', async () => {
    const { db, take, reasons } = await aWorker({
      readers: {
        woocommerce: ({ key }) => ({ products: [{ id: key, price: key === 'bad' ? 'cheap' : '1.00' }] }),
      },
    })
    await take(...['good-1', 'bad', 'good-2'].map(key => aWebhook('product.updated', '{}', { key })))
    expect(await reasons()).toEqual([expect.stringContaining('product: price must be a decimal string')])
    expect([...(await loadProducts(db, ['good-1', 'bad', 'good-2'])).keys()].sort()).toEqual([
      'good-1',
      'good-2',
    ])
  })

  test('a reader with a mistake, and a platform nobody reads', async () => {
    const readers = {
      woocommerce: () => {
        throw new TypeError('x is undefined')
      },
    }
    const { take, reasons } = await aWorker({ readers })
    await take(aWebhook('order.created', '{}'), aWebhook('a', '{}', { platform: 'shopify' }))
    expect(await reasons()).toEqual(['could not be read: x is undefined', 'nobody reads webhooks of shopify'])
  })

  test('is replayed as it came, and forgotten once it is understood', async () => {
    let mended = false
    const readers = {
      woocommerce: (webhook: Webhook) => {
        if (!mended) throw new WebhookFault('not yet')
        expect(webhook).toEqual(poison)
        return { ignored: 'done' }
      },
    }
    const poison = aWebhook('order.created', '{"note":"\\u0000 grüße"}', {
      triggeredAt: '2026-11-20T09:00:00.000Z',
      shopDomain: 'shop.example',
    })
    const { db, take, done, reasons, intake, outcomes } = await aWorker({ readers })
    await take(poison)
    const replay = () => replayFailedWebhooks(db, null, webhooks => intake.accept(webhooks))
    expect(await replay()).toBe(1)
    await done()
    expect(await reasons()).toEqual(['not yet'])
    mended = true
    expect(await replay()).toBe(1)
    await done()
    expect(await reasons()).toEqual([])
    expect(outcomes).toEqual(['set_aside', 'set_aside', 'ignored'])
    expect(await replay()).toBe(0)
  })
})

test('while PostgreSQL is away, orders go on; products and poison wait, and are done once it is back', async () => {
  const { db, way, take, intake, done, events, reasons, broker } = await aWorker()
  await take(aWebhook('product.updated', aProduct(1)))
  await way.cut()
  await intake.accept([
    aWebhook('product.updated', aProduct(2)),
    aWebhook('order.created', 'nonsense'),
    aWebhook('order.created', anOrder(7)),
  ])
  await eventually(async () => (await broker.depth(webhooksQueue)) === 0)
  expect(await events()).toEqual(['woocommerce:shop-de:order:7:completed'])
  expect(await broker.depth(shopDataQueue)).toBeGreaterThan(0)
  await way.mend()
  await done()
  expect((await loadProducts(db, ['2'])).size).toBe(1)
  expect(await reasons()).toEqual([expect.stringContaining('not JSON')])
})

test('one bad among 500, all of them delivered twice, and a worker that ends in the middle: nothing is lost', async () => {
  const broker = aBroker()
  const { db } = await aDatabase()
  const begin = () =>
    startWebhooks({
      broker,
      intake: createEventIntake({ broker }),
      logger: createLogger({ level: 'silent' }),
      putProducts: products => putProducts(db, products),
      removeProducts: removed => removeProducts(db, removed),
      putStock: levels => putStock(db, levels),
      wish: async () => {},
      setAside: failed => setWebhooksAside(db, failed),
    })
  const webhooks = Array.from({ length: 500 }, (_, n) =>
    aWebhook('order.created', n === 250 ? 'nonsense' : anOrder(n + 1)),
  )
  const first = begin()
  const intake = createWebhookIntake({ broker })
  const accepted = Promise.all([intake.accept(webhooks), intake.accept(webhooks)])
  await accepted
  await first.close()
  const second = begin()
  untilOver(() => second.close())
  const left = async () => (await broker.depth(webhooksQueue)) + (await broker.depth(shopDataQueue))
  await eventually(async () => (await left()) === 0, { within: 20_000 })
  expect(new Set((await drained(broker)).map(({ id }) => id)).size).toBe(499)
  expect((await listFailedWebhooks(db, 10)).map(({ key }) => key)).toEqual([webhooks[250]!.key])
})
