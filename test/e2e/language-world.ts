// The built program with a workspace that uses the whole language, from outside: keys, HTTP, mail and SMS as they arrive, a
// system that is called, and a clock that can be put forward. Must assert nothing.
import { execFile } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { sql } from 'kysely'
import { createKey } from '../../src/access/index.js'
import { now, setClock } from '../../src/db/index.js'
import type { Db } from '../../src/db/tables.js'
import { createInbox, type Inbox } from '../../src/demo/inbox.js'
import { startSmsStandIn } from '../../src/demo/sms-stand-in.js'
import { startSmtpSink } from '../../src/demo/smtp-sink.js'
import type { Decision } from '../../src/journeys/engine/index.js'
import { systemClock } from '../../src/platform/clock.js'
import type { Explanation } from '../../src/reports/index.js'
import { describeDecision } from '../../src/workbench/describe-decision.js'
import { aDatabase } from '../support/database.js'
import { eventually } from '../support/eventually.js'
import { type Program, startProgram } from '../support/process.js'
import { aReceiver, type Receiver, secret, secretName } from '../support/receiver.js'
import { aRedisDatabase } from '../support/redis-database.js'
import { untilOver } from '../support/until-over.js'

/** Of the product's clock per second: slow enough that nothing comes due while events are on their way. */
const clockSpeed = 60
const minuteMs = 60_000

export interface Shop {
  readonly db: Db
  readonly inbox: Inbox
  readonly receiver: Receiver
  /** Everything the program has written, in all its lives. */
  output(): string
  start(): Promise<void>
  /** Changes a file of the workspace; to be seen at the next start. */
  edit(file: string, change: (text: string) => string): Promise<void>
  /** A file beside the workspace; its path. */
  write(name: string, text: string): Promise<string>
  stop(): Promise<void>
  cli(...args: string[]): Promise<string>
  get<T>(path: string): Promise<T>
  send(method: 'POST' | 'PUT', path: string, body: unknown): Promise<{ status: number; body: unknown }>
  /** Posts an event of this moment for the customer of that id. */
  happens(customer: string, type: string, properties?: object): Promise<void>
  post(events: readonly object[]): Promise<void>
  event(customer: object, type: string, properties?: object): Promise<object>
  /** Puts the clock forward, and waits until all that has come due is done. */
  jumpTo(time: string): Promise<void>
  settled(): Promise<void>
  /** What was decided about somebody in a journey, in the words of the reference; times only where they are round. */
  story(customer: string, journey: string): Promise<string[]>
  explain(customer: string, journey: string): Promise<Explanation>
}

export async function aShop(begin: string): Promise<Shop> {
  const { db, url: databaseUrl } = await aDatabase()
  const inbox = createInbox()
  const receiver = await aReceiver()
  const home = await mkdtemp(join(tmpdir(), 'tf-language-'))
  untilOver(() => rm(home, { recursive: true }))
  const folder = join(home, 'journeys')
  await copyWorkspace(folder, `127.0.0.1:${receiver.port}`)
  const env = await environment(databaseUrl, folder, inbox)
  await setClock(db, { at: new Date(begin), speed: clockSpeed })
  const { key } = await createKey(db, { source: 'shop', name: 'e2e', scopes: ['ingest', 'read', 'write'] })
  const lives: Program[] = []
  let address = ''
  let posted = 0

  const request = async (method: string, path: string, body?: unknown): Promise<Response> =>
    await fetch(`${address}${path}`, {
      method,
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
  const shop: Shop = {
    db,
    inbox,
    receiver,
    output: () => lives.map(program => program.output()).join('\n'),
    async start() {
      const program = await startProgram({ env })
      lives.push(program)
      address = (await program.says(/"url":"(http[^"]+)"/))[1]!
    },
    async edit(file, change) {
      const path = join(folder, file)
      await writeFile(path, change(await readFile(path, 'utf8')))
    },
    async write(name, text) {
      await writeFile(join(home, name), text)
      return join(home, name)
    },
    async stop() {
      const { code, signal } = await lives.at(-1)!.kill('SIGTERM')
      if (code !== 0) throw new Error(`it ended with ${code ?? signal}:\n${lives.at(-1)!.output()}`)
    },
    async cli(...args) {
      const run = promisify(execFile)
      const { stdout } = await run(process.execPath, ['dist/src/cli/main.js', ...args], {
        env: { ...process.env, ...env },
      })
      return stdout
    },
    async get<T>(path: string) {
      const response = await request('GET', path)
      if (response.status !== 200) throw new Error(`${path} answered ${response.status}`)
      return (await response.json()) as T
    },
    async send(method, path, body) {
      const response = await request(method, path, body)
      return { status: response.status, body: await response.json() }
    },
    async event(customer, type, properties = {}) {
      return { id: `e2e-${++posted}`, type, occurredAt: (await now(db)).toISOString(), customer, properties }
    },
    async post(events) {
      const { status, body } = await shop.send('POST', '/v1/events', { events })
      if (status !== 202 || (body as { accepted: number }).accepted !== events.length)
        throw new Error(`events were answered ${status}: ${JSON.stringify(body)}`)
    },
    happens: async (customer, type, properties) =>
      await shop.post([await shop.event({ id: customer }, type, properties)]),
    async jumpTo(time) {
      await setClock(db, { at: new Date(time), speed: clockSpeed })
      await shop.settled()
    },
    settled: async () => {
      const nothing = { events: 0, timers: 0, watches: 0, messages: 0, calls: 0, answers: 0 }
      await eventually(async () => {
        const open = await openWork(db, posted)
        if (JSON.stringify(open) !== JSON.stringify(nothing))
          throw new Error(`still to do: ${JSON.stringify(open)}`)
      })
    },
    explain: async (customer, journey) =>
      await shop.get<Explanation>(`/v1/customers/id:${customer}/explain?journey=${journey}`),
    async story(customer, journey) {
      const { enrollments } = await shop.explain(customer, journey)
      return enrollments.flatMap(({ decisions }) => decisions.map(told))
    },
  }
  return shop
}

const told = (decision: object): string => describeDecision(decision as Decision, roundTime)

const roundTime = (at: Date): string => (at.getTime() % minuteMs === 0 ? at.toISOString().slice(0, 16) : '…')

async function environment(
  databaseUrl: string,
  folder: string,
  inbox: Inbox,
): Promise<Record<string, string>> {
  const [smtp, sms] = await Promise.all([
    startSmtpSink(inbox, systemClock),
    startSmsStandIn(inbox, systemClock),
  ])
  untilOver(() => smtp.stop())
  untilOver(() => sms.stop())
  return {
    DATABASE_URL: databaseUrl,
    REDIS_URL: await aRedisDatabase(3),
    SMTP_URL: smtp.url,
    TWILIO_ACCOUNT_SID: sms.accountSid,
    TWILIO_AUTH_TOKEN: sms.authToken,
    TWILIO_FROM: sms.from,
    TWILIO_API_URL: sms.url,
    TRIGGERFISH_WORKSPACE: folder,
    TRIGGERFISH_CLOCK_SPEED: String(clockSpeed),
    TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS: 'true',
    [secretName]: secret,
    PORT: '0',
  }
}

/** A copy to be changed, with the port of the system that is called. */
async function copyWorkspace(folder: string, receiver: string): Promise<void> {
  await cp('test/e2e/workspace-language', folder, { recursive: true })
  const settings = join(folder, 'settings.json')
  await writeFile(settings, (await readFile(settings, 'utf8')).replaceAll('RECEIVER', receiver))
}

/** What is due and not done. Messages on the site wait for whoever asks; the wait for an answer is work, too. */
async function openWork(db: Db, posted: number): Promise<object> {
  const { rows } = await sql<object>`
    select ${posted}::int - (select count(*)::int from events where source_id = 'shop' and type <> 'journey_called')
        - (select count(*)::int from failed_events) as events,
      (select count(*)::int from timers t join enrollments e on e.id = t.enrollment_id and e.seq = t.seq
        where t.due_at <= tf_now()) as timers,
      (select count(*)::int from watches where due_at <= tf_now()) as watches,
      (select count(*)::int from messages where status in ('queued', 'claimed', 'on_wire') and channel <> 'onsite') as messages,
      (select count(*)::int from calls where status in ('queued', 'claimed')) as calls,
      (select count(*)::int from calls where answers) - (select count(*)::int from events where type = 'webhook_answered')
        as answers`.execute(db)
  return rows[0]!
}
