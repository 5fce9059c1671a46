// The built program with Shopify in front of it and a mail server behind it that can be held: signed webhooks as a shop posts
// them, made of the recorded payloads. Must assert nothing.
import { createHmac } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { sql } from 'kysely'
import { parse, stringify } from 'lossless-json'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { createKey } from '../../src/access/index.js'
import { setClock } from '../../src/db/index.js'
import type { Db } from '../../src/db/tables.js'
import type { Decision } from '../../src/journeys/engine/index.js'
import type { Explanation } from '../../src/reports/index.js'
import { describeDecision } from '../../src/workbench/describe-decision.js'
import { aDatabase } from '../support/database.js'
import { eventually } from '../support/eventually.js'
import { startProgram } from '../support/process.js'
import { aRedisDatabase } from '../support/redis-database.js'
import { untilOver } from '../support/until-over.js'

/** Of the product's clock per second: slow enough that nothing comes due while webhooks are on their way. */
const clockSpeed = 10
const secret = 'shpss_0123456789abcdef'

export interface Mail {
  readonly to: string
  readonly subject: string
  readonly text: string
}

export interface MailServer {
  readonly url: string
  readonly mails: Mail[]
  /** From now on mails are taken, but not answered until `release`. */
  hold(): void
  release(): void
}

export interface ShopifyShop {
  readonly db: Db
  readonly mail: MailServer
  /** Posts what is recorded of the topic, with these changes; answers the status. The same key is the same delivery. */
  posts(topic: string, key: string, changes?: object): Promise<number>
  /** One more who does what is recorded, under names of their own: a digit, at the end of every id. */
  shopper(digit: number): Shopper
  get<T>(path: string): Promise<T>
  /** Sends what the shop's own programs send. */
  send(
    method: string,
    path: string,
    body: object,
  ): Promise<{ readonly status: number; readonly body: unknown }>
  /** What was decided about whoever has this email in a journey, in the words of the reference. */
  story(email: string, journey: string): Promise<string[]>
  clock(time: string): Promise<void>
  /** Waits until every webhook is read, all that follows is decided, and what has come due is done. */
  settled(): Promise<void>
  output(): string
}

export interface Shopper {
  readonly email: string
  /** What is behind the token of the recorded checkout. */
  readonly checkoutToken: string
  posts(topic: string, key: string, changes?: object): Promise<number>
  mails(): Mail[]
  /** What was decided about them in a journey, in the words of the reference. */
  story(journey: string): Promise<string[]>
  explain(): Promise<Explanation>
}

/** `redisDatabase`: of the test file alone. */
export async function aShopifyShop(
  begin: string,
  journeys: readonly string[],
  redisDatabase: number,
): Promise<ShopifyShop> {
  const { db, url: databaseUrl } = await aDatabase()
  await setClock(db, { at: new Date(begin), speed: clockSpeed })
  const mail = await aMailServer()
  const program = await startProgram({
    env: {
      DATABASE_URL: databaseUrl,
      REDIS_URL: await aRedisDatabase(redisDatabase),
      SMTP_URL: mail.url,
      TRIGGERFISH_WORKSPACE: await workspaceWith(journeys),
      TRIGGERFISH_CLOCK_SPEED: String(clockSpeed),
      TRIGGERFISH_SHOPIFY_SECRET_SHOP_DE: secret,
      PORT: '0',
    },
  })
  const url = (await program.says(/"url":"(http[^"]+)"/))[1]!
  const { key } = await createKey(db, { source: 'shop', name: 'e2e', scopes: ['ingest', 'read', 'write'] })

  let posted = 0

  const get = async <T>(path: string): Promise<T> => {
    const response = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${key}` } })
    if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
    return (await response.json()) as T
  }
  const post = async (topic: string, webhookId: string, body: string): Promise<number> => {
    const { status } = await fetch(`${url}/v1/webhooks/shopify/shop-de`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-shopify-topic': topic,
        'x-shopify-webhook-id': webhookId,
        'x-shopify-shop-domain': 'northbound.myshopify.com',
        'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
      },
      body,
    })
    if (status === 200) posted++
    return status
  }
  const story = async (email: string, journey: string): Promise<string[]> => {
    const { enrollments } = await get<Explanation>(`/v1/customers/email:${email}/explain?journey=${journey}`)
    return enrollments.flatMap(({ decisions }) =>
      decisions.map(decision => describeDecision(decision as object as Decision, () => '…')),
    )
  }
  return {
    db,
    mail,
    get,
    async send(method, path, body) {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const response = await fetch(`${url}${path}`, { method, headers, body: JSON.stringify(body) })
      return { status: response.status, body: await response.json() }
    },
    output: () => program.output(),
    clock: async time => await setClock(db, { at: new Date(time), speed: clockSpeed }),
    settled: () =>
      eventually(
        async () => {
          const metrics = await (await fetch(`${url}/metrics`)).text()
          const open = [...openIn(metrics, posted), ...(await openWork(db))]
          if (open.length > 0) throw new Error(`still to do: ${open.join(', ')}`)
        },
        { within: 60_000 },
      ),
    posts: async (topic, key, changes) => await post(topic, key, await recorded(topic, changes)),
    shopper: digit => {
      const named = namesWith(digit)
      const email = named('ann@example.com')
      const explain = () => get<Explanation>(`/v1/customers/email:${email}/explain`)
      return {
        email,
        checkoutToken: named('123123123abc'),
        posts: async (topic, key, changes) =>
          await post(topic, `${key}-${digit}`, named(await recorded(topic, changes))),
        mails: () => mail.mails.filter(({ to }) => to === email),
        story: journey => story(email, journey),
        explain,
      }
    },
    story,
  }
}

/** The first of the topic that is no fault, without losing a digit of its ids. */
async function recorded(topic: string, changes: object = {}): Promise<string> {
  const resource = topic.split('/')[0]!
  const file = `test/payloads/shopify/${resource === 'inventory_levels' ? 'stock' : resource}.json`
  const cases = parse(await readFile(file, 'utf8')) as { topic: string; body: object }[]
  const found = cases.find(each => each.topic === topic)
  if (!found) throw new Error(`nothing is recorded of ${topic}`)
  return stringify({ ...found.body, ...changes }) ?? ''
}

/** Replaces the last digit of ids and phone numbers, and what the names of the recorded shopper end with. */
const namesWith =
  (digit: number) =>
  (recorded: string): string =>
    recorded
      .replaceAll(/ann@/gi, `ann${digit}@`)
      .replaceAll(/123123123abc|eeafa272cebfd4b22385bc4b645e762c/g, token => token.slice(0, -1) + digit)
      .replaceAll(/(?<!\d)(\d{17}|491511234567|0151 9999999)\d(?!\d)/g, `$1${digit}`)

/** The journeys of the house, but only these. */
async function workspaceWith(journeys: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tf-shopify-'))
  untilOver(() => rm(folder, { recursive: true }))
  await cp('journeys', folder, { recursive: true })
  const others = (await readdir(folder)).filter(
    file => /\.(journey|test)\.json$/.test(file) && !journeys.includes(file.split('.')[0]!),
  )
  await Promise.all(others.map(file => rm(join(folder, file))))
  return folder
}

async function aMailServer(): Promise<MailServer> {
  const mails: Mail[] = []
  let free = Promise.resolve()
  let release = (): void => {}
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['AUTH', 'STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: 1_000,
    onData(stream, { envelope }, answer) {
      buffer(stream)
        .then(async raw => {
          const { subject = '', text = '' } = await PostalMime.parse(raw)
          mails.push({ to: envelope.rcptTo[0]?.address ?? '', subject, text })
          await free
        })
        .then(() => answer(), answer)
    },
  })
  server.on('error', () => {})
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  untilOver(() => new Promise<void>(closed => server.close(closed)))
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    mails,
    hold() {
      free = new Promise<void>(go => {
        release = go
      })
    },
    release: () => release(),
  }
}

/** Queues that are not empty, and webhooks that nobody has read. */
function openIn(metrics: string, posted: number): string[] {
  const read = [...metrics.matchAll(/^triggerfish_webhooks_total\{.*outcome="(?!accepted)\w+".*\} (\d+)$/gm)]
  const count = read.reduce((sum, [, value]) => sum + Number(value), 0)
  const queues = [...metrics.matchAll(/^triggerfish_queue_depth\{queue="([\w-]+)".*\} [1-9]\d*$/gm)]
  return [
    ...(count < posted ? [`${posted - count} webhooks`] : []),
    ...queues.map(([, name]) => `queue ${name}`),
  ]
}

/** What is due and not done. */
async function openWork(db: Db): Promise<string[]> {
  const { rows } = await sql<{ what: string }>`
    select 'timer of ' || e.journey_id as what from timers t
      join enrollments e on e.id = t.enrollment_id and e.seq = t.seq where t.due_at <= tf_now()
    union all select 'message ' || status from messages where status in ('queued', 'claimed', 'on_wire')`.execute(
    db,
  )
  return rows.map(({ what }) => what)
}
