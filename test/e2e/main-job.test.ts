// The main job from outside, as its users see it: the built program, a key from the command line, events by HTTP, the
// mail from the SMTP sink, the conversion from the report. An hour on the product's clock is a second.
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { now } from '../../src/db/index.js'
import type { Db } from '../../src/db/tables.js'
import { createInbox, type Inbox, type ReceivedEmail } from '../../src/demo/inbox.js'
import { startSmsStandIn } from '../../src/demo/sms-stand-in.js'
import { startSmtpSink } from '../../src/demo/smtp-sink.js'
import { systemClock } from '../../src/platform/clock.js'
import { aDatabase } from '../support/database.js'
import { eventually } from '../support/eventually.js'
import { type Program, startProgram } from '../support/process.js'
import { aRedisDatabase } from '../support/redis-database.js'
import { untilOver } from '../support/until-over.js'

const run = promisify(execFile)

const { db, env, inbox, program, url } = await started()

interface Started {
  readonly db: Db
  readonly env: Record<string, string>
  readonly inbox: Inbox
  readonly program: Program
  readonly url: string
}

/** One program for all tests: it compiles the whole example workspace before it answers. */
async function started(): Promise<Started> {
  const { db, url: databaseUrl } = await aDatabase()
  const inbox = createInbox()
  const [smtp, sms] = await Promise.all([
    startSmtpSink(inbox, systemClock),
    startSmsStandIn(inbox, systemClock),
  ])
  untilOver(() => smtp.stop())
  untilOver(() => sms.stop())
  const env = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: await aRedisDatabase(2),
    SMTP_URL: smtp.url,
    TWILIO_ACCOUNT_SID: sms.accountSid,
    TWILIO_AUTH_TOKEN: sms.authToken,
    TWILIO_FROM: sms.from,
    TWILIO_API_URL: sms.url,
    TRIGGERFISH_CLOCK_SPEED: '3600',
    PORT: '0',
  }
  const program = await startProgram({ env })
  return { db, env, inbox, program, url: (await program.says(/"url":"(http[^"]+)"/))[1]! }
}

/** The command line, beside the running program. */
async function triggerfish(...args: string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['dist/src/cli/main.js', ...args], {
    env: { ...process.env, ...env },
  })
  return stdout
}

async function aKey(scope: string): Promise<string> {
  return JSON.parse(await triggerfish('keys', 'create', '--scope', scope, '--json')).key
}

const call = async (path: string, key: string, body?: unknown): Promise<Response> =>
  await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })

let count = 0
const event = async (type: string, properties: object, customer: object): Promise<object> => ({
  id: `e2e-${++count}`,
  type,
  occurredAt: (await now(db)).toISOString(),
  customer,
  properties,
})

const theMail = (): Promise<ReceivedEmail> =>
  eventually(
    () => {
      const [message] = inbox.latest(1)
      if (message?.channel !== 'email') throw new Error('no mail has come')
      return message
    },
    { within: 20_000 },
  )

const cart = {
  id: 'cart-9',
  value: '129.50',
  currency: 'EUR',
  itemCount: 1,
  url: 'https://shop.example/cart',
  items: [{ productId: 'sku-1', name: 'Trail shoe', quantity: 1, price: '129.50' }],
}

it('keys stand at the door: none, a wrong one, one without the scope', async () => {
  const read = await aKey('read')
  const statuses = await Promise.all(
    ['', 'tf_wrong', read].map(async key => (await call('/v1/events', key, {})).status),
  )
  expect(statuses).toEqual([401, 401, 403])
})

it('tells its operators how it is', async () => {
  const live = await fetch(`${url}/health/live`)
  const ready = await fetch(`${url}/health/ready`)
  const metrics = await (await fetch(`${url}/metrics`)).text()
  expect([live.status, ready.status]).toEqual([200, 200])
  expect(metrics).toMatch(/^triggerfish_queue_depth\{queue="events"\} 0$/m)
})

it('a start that fails ends at once, and says why', async () => {
  const taken = await startProgram({ env: { ...env, TRIGGERFISH_ROLES: 'ingest', PORT: new URL(url).port } })
  expect((await taken.exited).code).toBe(1)
  expect(taken.output()).toMatch(/EADDRINUSE/)
  const broken = await startProgram({ env: { ...env, TRIGGERFISH_WORKSPACE: 'test/e2e' } })
  expect((await broken.exited).code).toBe(1)
  expect(broken.output()).toMatch(/settings\.json/)
})

// The last one, since it ends the program.
describe('a shopper who leaves a cart', () => {
  const ann = { id: 'ann', email: 'ann@example.com', phone: '+4915112345678' }

  it('is reminded by email, buys, and the order is in the report', { timeout: 150_000 }, async () => {
    const [ingest, read] = [await aKey('ingest'), await aKey('read')]
    const posted = await call('/v1/events', ingest, {
      events: [
        await event('consent_changed', { channel: 'email', status: 'subscribed' }, ann),
        await event('customer_updated', { firstName: 'Ann' }, ann),
        await event('product_added', { cart }, ann),
        { id: 'broken', type: 'product_added' },
      ],
    })
    expect(posted.status).toBe(202)
    expect(await posted.json()).toMatchObject({ accepted: 3, rejected: [{ index: 3 }] })

    const mail = await theMail()
    expect(mail.to).toBe('ann@example.com')
    expect(mail.html).toContain('Trail shoe')
    expect(mail.text).toContain('Trail shoe')
    const sent = await eventually(() =>
      db.selectFrom('messages').select('id').where('status', '=', 'sent').executeTakeFirstOrThrow(),
    )
    expect(mail.messageId).toContain(sent.id)

    const order = { id: 'o-1', total: '129.50', currency: 'EUR', items: cart.items, cartId: cart.id }
    const bought = await event('order_completed', { order, cart: { id: cart.id } }, { id: 'ann' })
    expect((await call('/v1/events', ingest, bought)).status).toBe(202)
    expect((await call('/v1/events', ingest, bought)).status).toBe(202)

    const report = `/v1/reports/conversions?from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z`
    // Counting rests nine times as long as it works, which on a slow machine takes its time.
    await eventually(
      async () => {
        const { rows } = (await (await call(report, read)).json()) as { rows: { id: string }[] }
        expect(rows.find(({ id }) => id === 'cart-recovery')).toMatchObject({
          entered: 1,
          messages: 1,
          conversions: 1,
          revenue: '129.50',
          currency: 'EUR',
        })
      },
      { within: 90_000 },
    )
    const csv = await (await call(`${report}&format=csv`, read)).text()
    expect(csv).toMatch(/^cart-recovery,1,1,1,129\.50,1,1,EUR/m)

    const explained = await triggerfish('explain', 'email:ann@example.com', '--journey', 'cart-recovery')
    expect(explained).toMatch(/cart-recovery/)
    expect(explained).toMatch(/order_completed/)

    expect(await program.kill('SIGTERM')).toEqual({ code: 0, signal: null })
    // No address in the log (I12).
    expect(program.output()).not.toMatch(/ann@example\.com|\+4915112345678|tf_[\w-]{20}/)
  })
})
