// The demo: real servers, the whole product, three days of shoppers in a bit more than a minute, and what came of it.
import { setTimeout as pause } from 'node:timers/promises'
import { createKey } from '../access/index.js'
import { startApp } from '../app.js'
import { countNow } from '../conversions/index.js'
import { type Connection, connect, migrate, now, readClock, setClock } from '../db/index.js'
import { type Clock, runningClock } from '../platform/clock.js'
import { createLogger } from '../platform/logger.js'
import { conversionsByJourney, countOverdue, readTotals, type Totals } from '../reports/index.js'
import { demoConfig, usablePort } from './demo-config.js'
import { startDemoServers } from './demo-folder.js'
import { type DemoResult, readResult } from './demo-result.js'
import { generateRecording, type PostedEvent, recordingHours } from './generate.js'
import { createInbox } from './inbox.js'
import { startInboxServer } from './inbox-server.js'
import { replay } from './replay.js'
import { startSmsStandIn } from './sms-stand-in.js'
import { startSmtpSink } from './smtp-sink.js'

export interface DemoOptions {
  readonly seed: number
  /** Seconds in the demo per second of real time. */
  readonly speed: number
  readonly workspace: string
  readonly dataDir: string
  readonly port: number
  readonly say: (line: string) => void
  readonly onProgress: (progress: DemoProgress) => void
  /** Called when the recording is over and everything due is done; the product goes on until this resolves. */
  readonly onResult: (result: DemoResult, running: RunningDemo) => Promise<void>
  /** Ends the demo at once, and cleanly. */
  readonly signal: AbortSignal
}

export interface DemoProgress {
  readonly now: Date
  /** From 0 to 1. */
  readonly done: number
  readonly accepted: number
  readonly totals: Totals
}

export interface RunningDemo {
  readonly url: string
  readonly inboxUrl: string
  readonly ingestKey: string
  readonly readKey: string
  readonly currency: string
  /** A shopper who may be written to, for trying things. */
  readonly shopper: PostedEvent['customer']
}

/** A Wednesday, at six in the morning: when the recording begins. */
const start = new Date('2026-11-18T06:00:00Z')

/** Calls what was put on it in the opposite order, whatever happened. */
type Defer = (undo: () => Promise<void>) => void

export async function runDemo(options: DemoOptions): Promise<void> {
  const undo: (() => Promise<void>)[] = []
  try {
    await play(options, step => undo.push(step))
  } finally {
    for (const step of undo.reverse()) await step()
  }
}

async function play(options: DemoOptions, defer: Defer): Promise<void> {
  const { seed, speed, say, signal } = options
  say('Starting PostgreSQL and Redis …')
  const servers = await startDemoServers(options.dataDir, say)
  defer(() => servers.stop())
  await migrate(servers.databaseUrl)
  const connection = connect(servers.databaseUrl, { max: 4, applicationName: 'triggerfish demo' })
  defer(() => connection.close())
  const { db } = connection

  await setClock(db, { at: start, speed })
  const clock = runningClock(await readClock(db))
  const outside = await startOutside(connection, clock, defer)
  const config = demoConfig({ ...options, ...outside, servers, port: await usablePort(options.port) })
  const logger = createLogger({ level: config.logLevel, destination: { write: line => say(line.trimEnd()) } })
  const app = await startApp(config, { logger })
  defer(() => app.stop())

  const { key: ingestKey } = await createKey(db, { source: 'demo-shop', name: 'demo', scopes: ['ingest'] })
  const { key: readKey } = await createKey(db, { source: 'demo-shop', name: 'reports', scopes: ['read'] })
  const events = generateRecording({ seed, start })
  say(`Replaying ${events.length} events of ${recordingHours} hours; the look at it: ${outside.inboxUrl}`)
  const accepted = await watched(options, connection, clock, onAccepted =>
    replay({ events, url: app.url, key: ingestKey, clock, signal, onAccepted }),
  )
  await untilQuiet(connection, accepted, signal)
  if (signal.aborted) return

  await countNow(db)
  const { result, currency } = await readResult(db, accepted, { from: start, to: await now(db) })
  const shopper = subscribedShopper(events)
  await options.onResult(result, {
    url: app.url,
    inboxUrl: outside.inboxUrl,
    ingestKey,
    readKey,
    shopper,
    currency,
  })
}

/** What is outside the product: the mail and SMS providers, and the page that shows what they got. */
async function startOutside({ db }: Connection, clock: Clock, defer: Defer) {
  const inbox = createInbox()
  const smtp = await startSmtpSink(inbox, clock)
  defer(() => smtp.stop())
  const sms = await startSmsStandIn(inbox, clock)
  defer(() => sms.stop())
  const report = () => conversionsByJourney(db, { from: start, to: clock.now() })
  const page = await startInboxServer({ inbox, clock, report })
  defer(() => page.stop())
  return { smtp, sms, inboxUrl: page.url }
}

/** Reports progress twice a second for as long as the work takes. */
async function watched(
  { onProgress }: DemoOptions,
  { db }: Connection,
  clock: Clock,
  work: (onAccepted: (accepted: number) => void) => Promise<number>,
): Promise<number> {
  const over = new AbortController()
  let accepted = 0
  const watching = (async () => {
    while (!over.signal.aborted) {
      const totals = await readTotals(db)
      const done = Math.min(1, (clock.now().getTime() - start.getTime()) / (recordingHours * 3_600_000))
      onProgress({ now: clock.now(), done, accepted, totals })
      await pause(500, undefined, { signal: over.signal }).catch(() => undefined)
    }
  })()
  try {
    return await work(count => {
      accepted = count
    })
  } finally {
    over.abort()
    await watching
  }
}

const patienceMs = 20_000

/** Until every accepted event is decided and nothing is overdue, and in the end no longer than one is patient. */
async function untilQuiet({ db }: Connection, accepted: number, signal: AbortSignal): Promise<void> {
  const end = performance.now() + patienceMs
  while (performance.now() < end && !signal.aborted) {
    const { processed, failed } = await readTotals(db)
    if (processed + failed >= accepted && (await countOverdue(db)) === 0) return
    await pause(100)
  }
}

/** Somebody who agreed to mails and did not take it back. */
function subscribedShopper(events: readonly PostedEvent[]): PostedEvent['customer'] {
  const said = (status: string) =>
    events.filter(
      ({ type, properties }) =>
        type === 'consent_changed' && properties.channel === 'email' && properties.status === status,
    )
  const gone = new Set(said('unsubscribed').map(({ customer }) => customer.id))
  const found = said('subscribed').find(({ customer }) => !gone.has(customer.id))
  if (!found) throw new Error('nobody in the recording agreed to mails')
  return found.customer
}
