// The routes of triggerfish.js on a port, with a public key, a broker and a clock that stands still.
import { onTestFinished } from 'vitest'
import { createAuthenticator, createKey, type Scope } from '../../../src/access/index.js'
import { connect } from '../../../src/db/index.js'
import { createEventIntake, scriptRoutes } from '../../../src/ingest/index.js'
import { scriptFile } from '../../../src/ingest/script/script-file.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import type { Broker } from '../../../src/platform/queue/index.js'
import { aDatabase } from '../../support/database.js'
import { aBroker } from '../queue/a-broker.js'

export const receivedAt = new Date('2026-11-20T10:00:00Z')
export const anonymousId = 'a-browser-of-its-own'

export interface ScriptServerOptions {
  readonly broker?: Broker
  readonly scopes?: Scope[]
  /** By way of which the server reaches its database. */
  readonly way?: (databaseUrl: string) => Promise<string>
}

export async function aScriptServer({
  broker = aBroker(),
  scopes = ['script'],
  way,
}: ScriptServerOptions = {}) {
  const { db, url } = await aDatabase()
  const { key } = await createKey(db, { source: 'shop-de', name: 'page', scopes })
  const near = connect(way ? await way(url) : url, { max: 3 })
  const answers: { source: string; accepted: number; rejected: number }[] = []
  const routes = scriptRoutes({
    intake: createEventIntake({ broker }),
    authenticator: createAuthenticator({ db: near.db }),
    clock: { now: () => receivedAt },
    onPosted: answer => answers.push(answer),
    file: scriptFile(Buffer.from('// the script, long enough to be worth compressing '.repeat(20))),
  })
  const server = await listen(createHttp({ routers: [routes], logger: createLogger({ level: 'silent' }) }), {
    port: 0,
  })
  onTestFinished(async () => {
    await server.close()
    await near.close()
  })
  const send = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${server.url}/v1/script/events`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain', origin: 'https://shop.example', ...headers },
      body,
    })
  const post = async (events: readonly unknown[], more: object = {}) => {
    const answer = await send(JSON.stringify({ key, sentAt: receivedAt.getTime(), events, ...more }))
    return { status: answer.status, headers: answer.headers, body: await problemOf(answer) }
  }
  return { broker, url: server.url, key, post, send, answers }
}

/** One as the script makes it. */
export const aPageEvent = (event: object = {}) => ({
  id: 'e-1',
  name: 'product_viewed',
  at: receivedAt.getTime() - 1_000,
  names: { anonymousId },
  properties: {},
  ...event,
})

/** An answer of any kind: what a test reads of it, it names. */
export const problemOf = async (answer: Response) =>
  (await answer.json()) as { code?: string; detail?: string; [member: string]: unknown }
