// The built program with everybody around it whom messages concern: two mail servers, Twilio, an ad platform, mail programs and
// browsers that follow links, providers that report. Must assert nothing.
import { execFile } from 'node:child_process'
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createKey } from '../../src/access/index.js'
import { now, setClock } from '../../src/db/index.js'
import type { Db } from '../../src/db/tables.js'
import { type Role, roles } from '../../src/platform/config.js'
import type { Explanation } from '../../src/reports/index.js'
import { type MisbehavingSmtp, misbehavingSmtp } from '../integration/dispatch/misbehaving-smtp.js'
import { aDatabase } from '../support/database.js'
import { eventually } from '../support/eventually.js'
import { type Program, startProgram } from '../support/process.js'
import { aReceiver, type Receiver } from '../support/receiver.js'
import { aRedisDatabase } from '../support/redis-database.js'
import {
  accountSid,
  aTwilio,
  authToken,
  postSigned,
  sendingNumber,
  type TakenSms,
  type TwilioStandIn,
} from '../support/twilio-stand-in.js'
import { untilOver } from '../support/until-over.js'
import { type Mail, mailsOf } from './received-mail.js'

/** A Friday, eleven in the morning in Berlin, where the shop is. */
const friday = new Date('2026-11-20T10:00:00Z')
/** How others see the program: a proxy with TLS stands before it, and before the domain of short links. */
const publicUrl = 'https://t.shop.example'
const outside = /^https:\/\/(t\.shop\.example|fern\.link)(?=\/)/
/** What the proxy leads to a process with the role `ingest`. */
const visits = /^https:\/\/[^/]+\/[cso]\//
const browser = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

const postmark = { user: 'postmark', password: 'a-password-of-32-characters-00000' }

type Enrollment = Explanation['enrollments'][number]

export interface MessageShop {
  readonly db: Db
  /** In the order in which they stand in for each other. */
  readonly main: MisbehavingSmtp
  readonly backup: MisbehavingSmtp
  readonly twilio: TwilioStandIn
  readonly adPlatform: Receiver
  readonly dkim: KeyObject
  /** Everything the program has written. */
  output(): string
  /** Mails to the address that a server took, oldest first. */
  mails(to: string, server?: MisbehavingSmtp): Promise<Mail[]>
  /** The latest mail to the address, as soon as there are so many. */
  mail(to: string, count?: number): Promise<Mail>
  happens(customer: object, type: string, properties?: object): Promise<void>
  post(events: readonly object[]): Promise<void>
  event(customer: object, type: string, properties?: object): Promise<object>
  /** Somebody who may be written to by the channels of which an address is given. */
  customer(given: { readonly email?: string; readonly phone?: string }, attributes?: object): Promise<void>
  /** Whoever follows an address in a message: by default a person with a browser. Redirects are not followed. */
  follow(url: string, init?: RequestInit): Promise<Response>
  /** Waits until it is no longer too soon after a hand-over for a person to have read the message. */
  untilRead(): Promise<void>
  /** What Twilio posts when somebody writes an SMS. */
  writes(phone: string, text: string, token?: string): Promise<Response>
  /** What Twilio posts about an SMS it took. */
  status(sms: TakenSms, status: string, more?: Record<string, string>): Promise<Response>
  /** What Postmark posts about a mail. */
  report(body: object, password?: string): Promise<Response>
  /** What SendGrid posts about mails. */
  events(...events: readonly object[]): Promise<Response>
  /** The time, as providers write it. */
  time(): Promise<string>
  erase(key: string): Promise<number>
  /** What the API says at a path. */
  get<T>(path: string): Promise<T>
  explain(key: string, journey?: string): Promise<Explanation>
  /** The latest pass of a customer through a journey. */
  pass(key: string, journey: string): Promise<Enrollment | undefined>
  /** Types of what is stored about a customer. */
  stored(key: string): Promise<string[]>
  cli(...args: string[]): Promise<string>
  /** The same, with something on the standard input. */
  pipe(input: string, ...args: string[]): Promise<string>
  /** Kills the processes that play the role, lets that be so for a while, and starts them again. Default: all of them. */
  crash(role?: Role, meanwhile?: () => Promise<void>): Promise<void>
}

export interface ShopOptions {
  /** Of the file's own. */
  readonly redisDatabase: number
  /** Of the product's clock per second; 1 is real time. */
  readonly speed?: number
  /** More about the senders of senders.json. */
  readonly mainSender?: object
  readonly backupSender?: object | null
  /** Which process plays what. Default: one that plays all. */
  readonly processes?: readonly (readonly Role[])[]
}

export async function aMessageShop(options: ShopOptions): Promise<MessageShop> {
  const { speed = 10 } = options
  const { db, url: databaseUrl } = await aDatabase()
  const [main, backup, twilio, adPlatform] = await Promise.all([
    misbehavingSmtp(),
    misbehavingSmtp(),
    aTwilio(),
    aReceiver(),
  ])
  const sendgrid = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const folder = await copyWorkspace(`127.0.0.1:${adPlatform.port}`)
  await writeFile(join(folder, 'senders.json'), JSON.stringify(sendersFile(main, backup, options)))
  await setClock(db, { at: speed === 1 ? new Date() : friday, speed })
  const env = {
    DATABASE_URL: databaseUrl,
    REDIS_URL: await aRedisDatabase(options.redisDatabase),
    TRIGGERFISH_SENDER_DKIM_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    TRIGGERFISH_AUDIENCE_ADS: 'a-token-of-the-ad-platform',
    TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS: 'true',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_FROM: sendingNumber,
    TWILIO_API_URL: twilio.url,
    POSTMARK_WEBHOOK_USER: postmark.user,
    POSTMARK_WEBHOOK_PASSWORD: postmark.password,
    SENDGRID_WEBHOOK_KEY: sendgrid.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    PUBLIC_URL: publicUrl,
    TRIGGERFISH_WORKSPACE: folder,
    ...(speed !== 1 && { TRIGGERFISH_CLOCK_SPEED: String(speed) }),
    PORT: '0',
  }
  const { addressOf, output, crash } = await startAll(env, options.processes ?? [roles])
  const { key } = await createKey(db, { source: 'shop', name: 'e2e', scopes: ['ingest', 'read', 'admin'] })
  const authorization = `Bearer ${key}`
  let posted = 0

  const shop: MessageShop = {
    db,
    main,
    backup,
    twilio,
    adPlatform,
    dkim: publicKey,
    output,
    crash,
    mails: async (to, server) => {
      const taken = server ? server.taken : [...main.taken, ...backup.taken]
      return (await mailsOf(taken)).filter(mail => mail.to === to)
    },
    mail: (to, count = 1) =>
      eventually(async () => {
        const mails = await shop.mails(to)
        if (mails.length !== count) throw new Error(`${mails.length} mails, not ${count}`)
        return mails.at(-1)!
      }),
    event: async (customer, type, properties = {}) => ({
      id: `e2e-${++posted}`,
      type,
      occurredAt: (await now(db)).toISOString(),
      customer,
      properties,
    }),
    post: async events => {
      const response = await fetch(`${addressOf('ingest')}/v1/events`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ events }),
      })
      const body = await response.text()
      if (response.status !== 202 || JSON.parse(body).accepted !== events.length)
        throw new Error(`events were answered ${response.status}: ${body}`)
    },
    happens: async (customer, type, properties) =>
      await shop.post([await shop.event(customer, type, properties)]),
    customer: async ({ email, phone }, attributes) => {
      const yes = async (channel: string) =>
        await shop.event(names, 'consent_changed', { channel, status: 'subscribed' })
      const names = { id: email ?? phone, ...(email && { email }), ...(phone && { phone }) }
      await shop.post([
        ...(attributes ? [await shop.event(names, 'customer_updated', attributes)] : []),
        ...(email ? [await yes('email')] : []),
        ...(phone ? [await yes('sms')] : []),
      ])
      // By another name, the next event could come before it.
      await eventually(async () => (await shop.stored(`id:${names.id}`)).includes('consent_changed'))
    },
    follow: async (url, { headers, ...init } = {}) =>
      await fetch(
        url.replace(outside, () => addressOf(visits.test(url) ? 'ingest' : 'web')),
        {
          redirect: 'manual',
          headers: { 'user-agent': browser, ...headers },
          ...init,
        },
      ),
    untilRead: async () => {
      const handedOver = (await now(db)).getTime()
      await eventually(async () => (await now(db)).getTime() - handedOver > 2_000)
    },
    writes: async (phone, text, token = authToken) => {
      const path = '/v1/providers/twilio/inbound'
      const sms = {
        MessageSid: `SM${String(++posted).padStart(32, 'f')}`,
        AccountSid: accountSid,
        From: phone,
        To: sendingNumber,
        Body: text,
      }
      return await postSigned(`${publicUrl}${path}`, sms, { at: `${addressOf('ingest')}${path}`, token })
    },
    status: async ({ sid, to, statusCallback }, status, more) => {
      const said = { AccountSid: accountSid, MessageSid: sid, To: to, MessageStatus: status, ...more }
      const at = statusCallback!.replace(outside, addressOf('ingest'))
      return await postSigned(statusCallback!, said, { at })
    },
    report: async (body, password = postmark.password) =>
      await fetch(`${addressOf('ingest')}/v1/providers/postmark/events`, {
        method: 'POST',
        headers: {
          authorization: `Basic ${Buffer.from(`${postmark.user}:${password}`).toString('base64')}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      }),
    events: async (...events) => {
      const body = JSON.stringify(events)
      const at = String(Math.floor(Date.now() / 1_000))
      const signature = sign('sha256', Buffer.from(at + body), sendgrid.privateKey).toString('base64')
      return await fetch(`${addressOf('ingest')}/v1/providers/sendgrid/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-twilio-email-event-webhook-signature': signature,
          'x-twilio-email-event-webhook-timestamp': at,
        },
        body,
      })
    },
    time: async () => (await now(db)).toISOString(),
    erase: async who => {
      const path = `/v1/customers/${encodeURIComponent(who)}`
      const init = { method: 'DELETE', headers: { authorization } }
      return (await fetch(`${addressOf('web')}${path}`, init)).status
    },
    get: async <T>(path: string) => {
      const response = await fetch(`${addressOf('web')}${path}`, { headers: { authorization } })
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
      return (await response.json()) as T
    },
    explain: async (who, journey) => {
      const query = journey === undefined ? '' : `?journey=${journey}`
      return await shop.get<Explanation>(`/v1/customers/${encodeURIComponent(who)}/explain${query}`)
    },
    pass: async (who, journey) => (await shop.explain(who, journey)).enrollments.at(-1),
    stored: async who => (await shop.explain(who)).events.map(({ type }) => type),
    cli: async (...args) => await shop.pipe('', ...args),
    pipe: async (input, ...args) => {
      const running = promisify(execFile)(process.execPath, ['dist/src/cli/main.js', ...args], {
        env: { ...process.env, ...env },
      })
      running.child.stdin?.end(input)
      return (await running).stdout
    },
  }
  return shop
}

/** `addressOf`: that of a process which plays the role. */
async function startAll(env: Record<string, string>, processes: readonly (readonly Role[])[]) {
  const start = async (playing: readonly Role[]) => {
    const program = await startProgram({ env: { ...env, TRIGGERFISH_ROLES: playing.join(',') } })
    lives.push(program)
    return { playing, program, address: (await program.says(/"url":"(http[^"]+)"/, { within: 50_000 }))[1]! }
  }
  const lives: Program[] = []
  let present = await Promise.all(processes.map(start))
  return {
    addressOf: (role: Role) => present.find(({ playing }) => playing.includes(role))!.address,
    output: () => lives.map(program => program.output()).join('\n'),
    async crash(role?: Role, meanwhile = async () => {}) {
      const dead = present.filter(({ playing }) => role === undefined || playing.includes(role))
      await Promise.all(dead.map(({ program }) => program.kill('SIGKILL')))
      await meanwhile()
      const reborn = await Promise.all(dead.map(({ playing }) => start(playing)))
      present = [...present.filter(one => !dead.includes(one)), ...reborn]
    },
  }
}

/** A copy with the port of the ad platform. */
async function copyWorkspace(adPlatform: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tf-messages-'))
  untilOver(() => rm(folder, { recursive: true }))
  await cp('test/e2e/workspace-messages', folder, { recursive: true })
  const settings = join(folder, 'settings.json')
  await writeFile(settings, (await readFile(settings, 'utf8')).replaceAll('RECEIVER', adPlatform))
  return folder
}

function sendersFile(main: MisbehavingSmtp, backup: MisbehavingSmtp, options: ShopOptions): object {
  const dkim = { domain: 'shop.example', selector: 'tf', key: '$TRIGGERFISH_SENDER_DKIM_KEY' }
  const server = (name: string, { port }: MisbehavingSmtp, more: object = {}) => ({
    name,
    kind: 'smtp',
    url: `smtp://127.0.0.1:${port}`,
    provider: 'postmark',
    dkim,
    ...more,
  })
  const { mainSender, backupSender } = options
  return {
    email: [
      server('main', main, mainSender),
      ...(backupSender === null ? [] : [server('backup', backup, backupSender)]),
    ],
  }
}
