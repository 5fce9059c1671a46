// The routes of ingest on a port, with a key, a broker and a clock that stands still.
import { onTestFinished } from 'vitest'
import { createAuthenticator, createKey, type Scope } from '../../../src/access/index.js'
import { connect } from '../../../src/db/index.js'
import { createEventIntake, type EventIntake, ingestRoutes } from '../../../src/ingest/index.js'
import type { Event } from '../../../src/model/event.js'
import type { Clock } from '../../../src/platform/clock.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import type { Broker } from '../../../src/platform/queue/index.js'
import { eventsQueue } from '../../../src/queues.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { aBroker } from '../queue/a-broker.js'

const clock: Clock = { now: () => new Date('2026-11-20T10:00:00Z') }

export interface IngestServerOptions {
  readonly broker?: Broker
  readonly scopes?: Scope[]
  readonly wrap?: (intake: EventIntake) => EventIntake
  /** By way of which the server reaches its database. */
  readonly way?: (databaseUrl: string) => Promise<string>
}

export async function anIngestServer({
  broker = aBroker(),
  scopes = ['ingest'],
  wrap = intake => intake,
  way,
}: IngestServerOptions = {}) {
  const { db, url } = await aDatabase()
  const { key } = await createKey(db, { source: 'shop-de', name: 'test', scopes })
  const near = connect(way ? await way(url) : url, { max: 3 })
  const answers: { source: string; accepted: number; rejected: number }[] = []
  const routes = ingestRoutes({
    intake: wrap(createEventIntake({ broker })),
    authenticator: createAuthenticator({ db: near.db }),
    clock,
    onPosted: answer => answers.push(answer),
  })
  const server = await listen(createHttp({ routers: [routes], logger: createLogger({ level: 'silent' }) }), {
    port: 0,
  })
  onTestFinished(async () => {
    await server.close()
    await near.close()
  })
  async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
    const answer = await fetch(`${server.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
    return { status: answer.status, headers: answer.headers, body: await answer.json() }
  }
  return { broker, post, answers }
}

/** Everything on the queue, once no more comes. */
export async function drained(broker: Broker): Promise<Event[]> {
  const events: Event[] = []
  const consumer = broker.consume(eventsQueue, async job => void events.push(...job.events))
  await eventually(async () => (await broker.depth(eventsQueue)) === 0, { within: 20_000 })
  await consumer.close()
  return events
}
