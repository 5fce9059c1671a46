// The product itself: its own process with every role, events posted over HTTP, until the last one is processed.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { createKey } from '../src/access/index.js'
import { connect } from '../src/db/index.js'
import type { PostedEvent } from '../src/demo/generate.js'
import { concurrently, inBatches } from './events.js'

const batchSize = 500
const clients = 4
/** Posted first, and not counted. */
export const warmUp = 20_000

export interface Measured {
  readonly perSecond: number
  /** Up to the last 202. */
  readonly acceptedPerSecond: number
  readonly enrollments: number
  readonly decisions: number
}

export async function wholePipeline(
  servers: { databaseUrl: string; redisUrl: string },
  events: readonly PostedEvent[],
  { env = {}, folder }: { readonly env?: Readonly<Record<string, string>>; readonly folder?: string } = {},
): Promise<Measured> {
  const app = await startProgram(servers, env, folder)
  const { db, close } = connect(servers.databaseUrl, { max: 2 })
  try {
    const { key } = await createKey(db, { source: 'bench', name: 'bench', scopes: ['ingest'] })
    const run = async (
      part: readonly PostedEvent[],
      processed: number,
    ): Promise<{ accepted: number; done: number }> => {
      const bodies = inBatches(part, batchSize).map(batch => JSON.stringify({ events: batch }))
      const started = performance.now()
      await concurrently(bodies, clients, body => post(app.url, key, body))
      const accepted = performance.now() - started
      await untilProcessed(app.url, processed)
      return { accepted, done: performance.now() - started }
    }
    // A server runs for months: the seconds in which Node compiles the program are not what is asked here.
    await run(events.slice(0, warmUp), warmUp)
    const measured = events.slice(warmUp)
    const { accepted, done } = await run(measured, events.length)
    const count = async (table: 'enrollments' | 'decisions'): Promise<number> =>
      Number(
        (
          await db
            .selectFrom(table)
            .select(eb => eb.fn.countAll().as('n'))
            .executeTakeFirstOrThrow()
        ).n,
      )
    return {
      perSecond: (measured.length / done) * 1000,
      acceptedPerSecond: (measured.length / accepted) * 1000,
      enrollments: await count('enrollments'),
      decisions: await count('decisions'),
    }
  } finally {
    await close()
    await app.stop()
  }
}

export async function startProgram(
  servers: { databaseUrl: string; redisUrl: string },
  env: Readonly<Record<string, string>> = {},
  /** In which the program was built. */
  folder = '.',
): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, ['--max-semi-space-size=64', 'dist/src/main.js'], {
    cwd: folder,
    env: {
      ...process.env,
      ...env,
      DATABASE_URL: servers.databaseUrl,
      REDIS_URL: servers.redisUrl,
      PORT: '0',
      LOG_LEVEL: 'info',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      said += text
      const ready = /"url":"(http[^"]+)"/.exec(said)
      if (ready?.[1]) resolve(ready[1])
    })
    void exited.then(() => reject(new Error(`the program ended:\n${said}`)))
  })
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}

async function post(url: string, key: string, body: string): Promise<void> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
  const response = await fetch(`${url}/v1/events`, { method: 'POST', headers, body })
  if (response.status !== 202) throw new Error(`ingest answered ${response.status}: ${await response.text()}`)
  await response.arrayBuffer()
}

async function untilProcessed(url: string, count: number): Promise<void> {
  while ((await processedBy(url)) < count) await pause(100)
}

/** How many events the program has processed so far. */
export async function processedBy(url: string): Promise<number> {
  const text = await (await fetch(`${url}/metrics`)).text()
  return Number(/^triggerfish_events_processed_total (\d+)/m.exec(text)?.[1] ?? 0)
}
