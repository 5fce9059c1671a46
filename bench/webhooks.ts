// A shop's webhooks at 500 a second: how soon they are answered, while all is well and while PostgreSQL is stopped, and
// whether every one of them is processed in the end. Held against a server that only reads the body and answers.
import { createHmac, randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../src/platform/private-servers/free-port.js'
import { ensureServers } from '../src/platform/private-servers/index.js'
import { postgres } from '../src/platform/private-servers/postgres.js'
import { untilGone } from '../src/platform/private-servers/process-mark.js'
import { type LoadResult, percentile, steadyLoad } from './load.js'
import { processedBy, startProgram } from './pipeline.js'

const perSecond = 500
const secret = 'bench-secret-of-webhooks'

export interface WebhookFigures {
  readonly bare: Phase
  readonly calm: Phase
  readonly withoutDatabase: Phase
  readonly sent: number
  readonly processed: number
}

interface Phase {
  readonly seconds: number
  readonly p50: number
  readonly p99: number
  readonly max: number
  readonly answers: Readonly<Record<string, number>>
}

export async function benchWebhooks(
  dataDir: string,
  { seconds, say }: { seconds: number; say: (line: string) => void },
): Promise<WebhookFigures> {
  const bare = await bareServer(async url =>
    phase(seconds, await load(url, seconds, 'bare', await template())),
  )
  const database = await ownPostgres(dataDir, say)
  const redis = await ensureServers({ databaseUrl: database.url, redisUrl: undefined, dataDir, say })
  try {
    const app = await startProgram(
      { databaseUrl: database.url, redisUrl: redis.redisUrl },
      {
        TRIGGERFISH_SHOPIFY_SECRET_BENCH: secret,
      },
    )
    try {
      const body = await template()
      await load(app.url, 5, 'warm', body)
      say('answered for five seconds; now measured')
      const calm = await load(app.url, seconds, 'calm', body)
      say('PostgreSQL is stopped')
      await database.stop()
      const away = await load(app.url, seconds, 'away', body)
      await database.start()
      say('PostgreSQL is back')
      const sent = (5 + seconds + seconds) * perSecond
      const processed = await untilSteady(app.url, sent)
      return {
        bare,
        calm: phase(seconds, calm),
        withoutDatabase: phase(seconds, away),
        sent,
        processed,
      }
    } finally {
      await app.stop()
    }
  } finally {
    await redis.stop()
    await database.stop()
  }
}

const load = (url: string, seconds: number, name: string, template: string): Promise<LoadResult> =>
  steadyLoad(url, perSecond, seconds, n => {
    const body = Buffer.from(ofShopper(template, name, n))
    return {
      path: '/v1/webhooks/shopify/bench',
      headers: {
        'content-type': 'application/json',
        'x-shopify-topic': 'orders/create',
        'x-shopify-webhook-id': randomUUID(),
        'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
      },
      body,
    }
  })

/** Of so many: nobody orders ten thousand times, and whoever does is slow to decide for. */
const shoppers = 5_000
const phases = ['bare', 'warm', 'calm', 'away']

/** An order of its own. JSON.parse has rounded the ids of the template, but not those that are texts. */
const ofShopper = (template: string, name: string, n: number): string =>
  template
    .replaceAll(/8209829119461545\d\d/g, `82098${phases.indexOf(name)}${String(n).padStart(8, '0')}`)
    .replaceAll(/1153106273147239\d\d/g, `11531062${String(n % shoppers).padStart(5, '0')}`)
    .replaceAll('ann@example.com', `ann-${n % shoppers}@example.com`)
    .replaceAll('eeafa272cebfd4b22385bc4b645e762c', `cart-${name}-${n}`)
    .replaceAll('123123123abc', `checkout-${name}-${n}`)

const phase = (seconds: number, { latencies, statuses }: LoadResult): Phase => ({
  seconds,
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
  max: latencies.at(-1) ?? Number.NaN,
  answers: Object.fromEntries([...statuses].map(([status, count]) => [String(status), count])),
})

/** An order of the recorded payloads, as Shopify posts it. */
async function template(): Promise<string> {
  const file = JSON.parse(await readFile('test/payloads/shopify/orders.json', 'utf8')) as PayloadCase[]
  const order = file.find(({ topic, body }) => topic === 'orders/create' && typeof body !== 'string')
  if (!order) throw new Error('there is no recorded order')
  return JSON.stringify(order.body)
}

interface PayloadCase {
  readonly topic: string
  readonly body: unknown
}

/** What Node itself costs, with the same bodies. */
async function bareServer<T>(work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer((req, res) => {
    req.resume()
    req.once('end', () => res.end('{}'))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  } finally {
    server.close()
  }
}

/** One that can be stopped and comes back at the same place. */
async function ownPostgres(dataDir: string, say: (line: string) => void) {
  const folder = join(dataDir, 'stoppable-postgres')
  const prepared = await postgres.prepare({
    folder,
    log: `${folder}.log`,
    password: randomUUID(),
    durable: true,
    say,
  })
  const port = await freePort()
  let running = await prepared.launch(port)
  const untilItAnswers = async (): Promise<void> => {
    while (!(await postgres.answers(running.url))) await pause(100)
  }
  await untilItAnswers()
  return {
    url: running.url,
    async stop() {
      process.kill(running.process.pid, postgres.stopSignal)
      await untilGone(running.process, 30_000)
    },
    async start() {
      running = await prepared.launch(port)
      await untilItAnswers()
    },
  }
}

/** An event may follow another, so that there may be more than were sent; it ends when nothing comes any more. */
async function untilSteady(url: string, atLeast: number): Promise<number> {
  for (let last = -1; ; ) {
    const processed = await processedBy(url)
    if (processed >= atLeast || (processed === last && processed > 0)) return processed
    last = processed
    await pause(15_000)
  }
}

export function webhookLines({ bare, calm, withoutDatabase, sent, processed }: WebhookFigures): string[] {
  const line = (name: string, { seconds, p50, p99, max, answers }: Phase): string =>
    `${name.padEnd(34)} ${p50.toFixed(1).padStart(7)} ms ${p99.toFixed(1).padStart(9)} ms ${max.toFixed(0).padStart(7)} ms   ${JSON.stringify(answers)} in ${seconds} s`
  return [
    `webhooks at ${perSecond} a second            p50         p99        max   answers`,
    line('only read and answered (the limit)', bare),
    line('stored, all servers up', calm),
    line('stored, PostgreSQL stopped', withoutDatabase),
    `${sent} sent, ${processed} processed, ${sent - processed} missing`,
  ]
}
