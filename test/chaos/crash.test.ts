// The crash test: while 20,000 events flow, the engine and dispatch processes are killed with SIGKILL again and again.
// In the end every accepted event is processed once, every message handed over at most once, no cap exceeded, and what
// follows from events (codes, places, other events, borders of segments, calls) has happened once. Then some order, the
// engine is killed while it counts what earned that, and every order is earned once.

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { createKey } from '../../src/access/index.js'
import { now, setClock } from '../../src/db/index.js'
import type { Db } from '../../src/db/tables.js'
import { aDatabase } from '../support/database.js'
import { eventually } from '../support/eventually.js'
import { inBatches } from '../support/in-batches.js'
import { aLedgerSink } from '../support/ledger-sink.js'
import { type Program, startProgram } from '../support/process.js'
import { aReceiver, secret, secretName } from '../support/receiver.js'
import { aRedisDatabase } from '../support/redis-database.js'
import { untilOver } from '../support/until-over.js'
import { expectCreditKept, untilCrediting } from './credit-kept.js'
import { expectLanguageKept, giftCodes } from './language-kept.js'
import {
  buyerCount,
  messagesPerShopper,
  type ShopEvent,
  shopEvents,
  shopOrders,
  shopperCount,
} from './shoppers.js'

/** Of the product's clock per second: the five minutes a cart rests are five seconds. */
const clockSpeed = 60
const both = ['engine', 'dispatch'] as const
/** Who is killed in each round: together, and each while the other goes on. */
const rounds: readonly (readonly (typeof both)[number][])[] = [both, ['engine'], ['dispatch'], both, both]
/**
 * Before the last kill all shoppers drop out of a segment at once, just because seven hours have gone by. One would do, but that is
 * a minute here, in which a busy machine has not done with the events; in a day messages would be too old.
 */
const jumpMs = 7 * 3_600_000
/** After the jump, for the next kill to come while they drop out. */
const intoTheCrowdMs = 250
const betweenKillsMs = 2_500
const handOversAtOnce = 20

it('loses and repeats nothing when engine and dispatch are killed again and again', {
  timeout: 300_000,
}, async () => {
  const { db, url } = await aDatabase()
  const sink = await aLedgerSink()
  const receiver = await aReceiver()
  receiver.answer = response => void setTimeout(() => response.writeHead(200).end('{}'), 150)
  const env = {
    DATABASE_URL: url,
    REDIS_URL: await aRedisDatabase(1),
    SMTP_URL: sink.url,
    PORT: '0',
    TRIGGERFISH_WORKSPACE: await aWorkspace(`127.0.0.1:${receiver.port}`),
    TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS: 'true',
    [secretName]: secret,
    TRIGGERFISH_CLOCK_SPEED: String(clockSpeed),
    TRIGGERFISH_WIRE_TIMEOUT: '10s',
    LOG_LEVEL: 'info',
  }
  const start = async (roles: string): Promise<Program> => {
    const program = await startProgram({ env: { ...env, TRIGGERFISH_ROLES: roles } })
    await program.says(/"url":"(http[^"]+)"/)
    return program
  }
  // The others wait for the migrations and the workspace of the first anyway.
  const running = new Map([['engine', await start('engine')]])
  const killed = async (roles: readonly string[]): Promise<void> => {
    await Promise.all(roles.map(role => running.get(role)!.kill('SIGKILL')))
    await Promise.all(roles.map(async role => running.set(role, await start(role))))
  }
  const [ingest, dispatch] = await Promise.all([start('ingest'), start('dispatch')])
  running.set('dispatch', dispatch)
  const addressOf = async (program: Program): Promise<string> =>
    (await program.says(/"url":"(http[^"]+)"/))[1]!
  const { key } = await createKey(db, { source: 'shop', name: 'crash test', scopes: ['ingest'] })
  await fillPool(db)

  const posting = postAll(await addressOf(ingest), key, shopEvents(await now(db)))
  for (const [round, roles] of rounds.entries()) {
    if (round < rounds.length - 1) await pause(betweenKillsMs)
    else await jump(db, posting)
    await killed(roles)
  }
  const accepted = await posting
  expect(accepted).toBe(20_000)
  await eventually(
    async () => {
      const done = { unprocessed: 0, timers: 0, messages: 0, watches: 0, calls: 0, answers: 0 }
      expect(await openWork(db)).toEqual(done)
    },
    { within: 90_000 },
  )

  // Every accepted event once, and nothing set aside.
  const events = await sql<{ total: number; ids: number }>`
    select count(*)::int as total, count(distinct id)::int as ids from events where source_id = 'shop'`.execute(
    db,
  )
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
  expect(unknown.length).toBeLessThanOrEqual(
    rounds.filter(roles => roles.includes('dispatch')).length * handOversAtOnce,
  )

  // What must come of the events was known beforehand; no cap was exceeded.
  expect(messages).toHaveLength(shopperCount * messagesPerShopper)
  const perCustomer = countBy(messages.map(({ customer_id }) => customer_id))
  expect(Math.max(...perCustomer.values())).toBe(messagesPerShopper)
  await expectLanguageKept(db, receiver)

  expect(await ingest.kill('SIGTERM')).toEqual({ code: 0, signal: null })
  // One that runs does not see that the clock was put forward.
  const address = await addressOf(await start('ingest'))
  expect(await postAll(address, key, shopOrders(await now(db)))).toBe(buyerCount)
  await untilCrediting(db)
  await killed(['engine'])
  await expectCreditKept(db)
  console.log(
    `crash test: ${rounds.flat().length} kills, ${sent.length} messages sent, ${unknown.length} unknown`,
  )
})

/** A copy, with the port of the system that is called. */
async function aWorkspace(receiver: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tf-crash-'))
  untilOver(() => rm(folder, { recursive: true }))
  await cp('test/chaos/workspace', folder, { recursive: true })
  const settings = join(folder, 'settings.json')
  await writeFile(settings, (await readFile(settings, 'utf8')).replace('RECEIVER', receiver))
  return folder
}

async function fillPool(db: Db): Promise<void> {
  const codes = Array.from({ length: giftCodes }, (_, n) => ({ pool: 'GIFTS', code: `G-${n}` }))
  await db.insertInto('coupons').values(codes).execute()
}

/** Puts the clock forward, once nothing is on its way that would be late then. */
async function jump(db: Db, posting: Promise<unknown>): Promise<void> {
  await posting
  await eventually(async () => expect((await openWork(db)).unprocessed).toBe(0), { within: 90_000 })
  await setClock(db, { at: new Date((await now(db)).getTime() + jumpMs), speed: clockSpeed })
  await pause(intoTheCrowdMs)
}

/** Posts batches, some thousand events a second at most; a batch that is not accepted is posted again. */
async function postAll(url: string, key: string, events: readonly ShopEvent[]): Promise<number> {
  let accepted = 0
  for (const batch of inBatches(events, 100)) {
    accepted += await eventually(() => post(url, key, batch), { within: 60_000 })
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

interface OpenWork {
  readonly unprocessed: number
}

/** What is due and not done. A timer that an event made superfluous stays until it is due. */
async function openWork(db: Db): Promise<OpenWork> {
  const { rows } = await sql<OpenWork>`
    select 20000 - (select count(*)::int from events where source_id = 'shop') as unprocessed,
      (select count(*)::int from timers where due_at <= tf_now()) as timers,
      (select count(*)::int from messages where status in ('queued', 'claimed', 'on_wire')) as messages,
      (select count(*)::int from watches where due_at <= tf_now()) as watches,
      (select count(*)::int from calls where status = 'queued') as calls,
      (select count(*)::int from calls c where status = 'done' and not exists (select from events e
        where e.type = 'webhook_answered' and e.customer_id = c.customer_id)) as answers`.execute(db)
  return rows[0]!
}

function countBy(ids: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
