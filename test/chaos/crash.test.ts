// The crash test: while 20,000 events flow, the engine and dispatch processes are killed with SIGKILL again and again.
// In the end every accepted event is processed once, every message handed over at most once, and no cap exceeded.
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { createKey } from '../../src/access/index.js'
import type { Db } from '../../src/db/tables.js'
import { aDatabase } from '../support/database.js'
import { eventually } from '../support/eventually.js'
import { aLedgerSink } from '../support/ledger-sink.js'
import { type Program, startProgram } from '../support/process.js'
import { aRedisDatabase } from '../support/redis-database.js'
import { messagesPerShopper, shopEvents, shopperCount } from './shoppers.js'

/** Of the product's clock per second: the five minutes a cart rests are five seconds. */
const clockSpeed = 60
const rounds = 8
const betweenKillsMs = 2_500
const handOversAtOnce = 20

it('loses and repeats nothing when engine and dispatch are killed again and again', {
  timeout: 180_000,
}, async () => {
  const { db, url } = await aDatabase()
  const sink = await aLedgerSink()
  const env = {
    DATABASE_URL: url,
    REDIS_URL: await aRedisDatabase(1),
    SMTP_URL: sink.url,
    PORT: '0',
    TRIGGERFISH_WORKSPACE: 'test/chaos/workspace',
    TRIGGERFISH_CLOCK_SPEED: String(clockSpeed),
    TRIGGERFISH_WIRE_TIMEOUT: '10s',
    LOG_LEVEL: 'info',
  }
  const start = async (roles: string): Promise<Program> => {
    const program = await startProgram({ env: { ...env, TRIGGERFISH_ROLES: roles } })
    await program.says(/"url":"(http[^"]+)"/)
    return program
  }
  let engine = await start('engine')
  const ingest = await start('ingest')
  let dispatch = await start('dispatch')
  const address = (await ingest.says(/"url":"(http[^"]+)"/))[1]!
  const { key } = await createKey(db, { source: 'shop', name: 'crash test', scopes: ['ingest'] })

  const posting = postAll(address, key, await productTime(db))
  for (let round = 0; round < rounds; round++) {
    await pause(betweenKillsMs)
    await Promise.all([engine.kill('SIGKILL'), dispatch.kill('SIGKILL')])
    ;[engine, dispatch] = await Promise.all([start('engine'), start('dispatch')])
  }
  const accepted = await posting
  expect(accepted).toBe(20_000)
  await eventually(
    async () => expect(await openWork(db)).toEqual({ unprocessed: 0, timers: 0, messages: 0 }),
    {
      within: 60_000,
    },
  )

  // Every accepted event once, and nothing set aside.
  const events = await sql<{ total: number; ids: number }>`
    select count(*)::int as total, count(distinct id)::int as ids from events`.execute(db)
  expect(events.rows).toEqual([{ total: 20_000, ids: 20_000 }])
  expect(await db.selectFrom('failed_events').selectAll().execute()).toEqual([])

  // Every message that was decided was handed over once; those nobody knows of are listed and never sent again.
  const messages = await db.selectFrom('messages').select(['id', 'customer_id', 'status']).execute()
  const unknown = messages.filter(({ status }) => status === 'unknown')
  const sent = messages.filter(({ status }) => status === 'sent')
  expect(new Set(messages.map(({ status }) => status))).toEqual(
    new Set(unknown.length > 0 ? ['sent', 'unknown'] : ['sent']),
  )
  expect([...sink.accepted.values()].filter(times => times > 1)).toEqual([])
  expect(sent.filter(({ id }) => sink.accepted.get(id) !== 1)).toEqual([])
  expect([...sink.accepted.keys()].filter(id => !messages.some(message => message.id === id))).toEqual([])
  expect(unknown.length).toBeLessThanOrEqual(rounds * handOversAtOnce)

  // What must come of the events was known beforehand; no cap was exceeded.
  expect(messages).toHaveLength(shopperCount * messagesPerShopper)
  const perCustomer = countBy(messages.map(({ customer_id }) => customer_id))
  expect(Math.max(...perCustomer.values())).toBe(messagesPerShopper)
  console.log(`crash test: ${rounds * 2} kills, ${sent.length} messages sent, ${unknown.length} unknown`)

  expect(await ingest.kill('SIGTERM')).toEqual({ code: 0, signal: null })
})

async function productTime(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select tf_now() as now`.execute(db)
  return rows[0]!.now
}

/** Posts batches over four connections, a few hundred events a second; a batch that is not accepted is posted again. */
async function postAll(url: string, key: string, occurredAt: Date): Promise<number> {
  const events = shopEvents(occurredAt)
  const batches = Array.from({ length: events.length / 100 }, (_, n) => events.slice(n * 100, (n + 1) * 100))
  let accepted = 0
  for (const batch of batches) {
    accepted += await eventually(() => post(url, key, batch), { within: 20_000 })
    await pause(80)
  }
  return accepted
}

async function post(url: string, key: string, events: readonly unknown[]): Promise<number> {
  const response = await fetch(`${url}/v1/events`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ events }),
  })
  const answer = (await response.json()) as { accepted: number }
  if (response.status !== 202) throw new Error(`answered ${response.status}: ${JSON.stringify(answer)}`)
  return answer.accepted
}

async function openWork(db: Db): Promise<{ unprocessed: number; timers: number; messages: number }> {
  const { rows } = await sql<{ unprocessed: number; timers: number; messages: number }>`
    select 20000 - (select count(*)::int from events) as unprocessed, (select count(*)::int from timers) as timers,
      (select count(*)::int from messages where status in ('queued', 'claimed', 'on_wire')) as messages`.execute(
    db,
  )
  return rows[0]!
}

function countBy(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
