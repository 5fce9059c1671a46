import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'
import { type Kysely, sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { connect, type Database } from '../../../src/db/index.js'
import { claimMessages } from '../../../src/dispatch/claim-messages.js'
import { dispatchDesk } from '../../../src/dispatch/dispatch-desk.js'
import { markOnWire, recordSettlements } from '../../../src/dispatch/hand-over-store.js'
import { maxAges, settle } from '../../../src/dispatch/settlement.js'
import { contentCache } from '../../../src/dispatch/workspace-content.js'
import { withdrawMessages } from '../../../src/pipeline/outbox-store.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { anOutbox, type Outbox } from './outbox.js'

const day = 24 * 3_600_000
const becomes = (outbox: Outbox, id: string, status: string) =>
  eventually(async () => expect((await outbox.row(id)).status).toBe(status))

/** What a dispatcher does up to the moment it is killed: its lease is over at once. */
async function claimAndDie({ db }: Outbox, id: string): Promise<{ id: string; token: string }> {
  const [claimed] = await claimMessages(db, contentCache(), [id], { leaseMs: 0, maxAges: maxAges(day) })
  if (!claimed) throw new Error('not claimed')
  return { id, token: claimed.token }
}
const dueInSeconds = async (db: Kysely<Database>, id: string): Promise<number> => {
  const { rows } = await sql<{ s: number }>`
    select extract(epoch from due_at - tf_now())::float8 as s from messages where id = ${id}`.execute(db)
  return rows[0]!.s
}

describe('a dispatcher that dies', () => {
  it('with a message claimed: it is sent after the lease, and the dead one may not mark it any more', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    const held = await claimAndDie(outbox, id)
    outbox.start()
    await becomes(outbox, id, 'sent')
    expect(await markOnWire(outbox.db, [held], 1_000)).toEqual(new Set())
    expect(outbox.email.outbox).toHaveLength(1)
    expect((await outbox.row(id)).attempts).toBe(2)
  })

  it('with a message claimed each time: it is given up after eight', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage({ attempts: 7 })
    await claimAndDie(outbox, id)
    outbox.start()
    await becomes(outbox, id, 'failed')
    expect((await outbox.row(id)).reason).toBe('gave_up: process_died')
  })

  it('with a message on the wire: it is unknown, and never sent again', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    const held = await claimAndDie(outbox, id)
    expect(await markOnWire(outbox.db, [held], 0)).toEqual(new Set([id]))
    const other = await outbox.aMessage()
    outbox.start()
    await outbox.publish(id, other)
    await becomes(outbox, id, 'unknown')
    await becomes(outbox, other, 'sent')
    expect(outbox.email.outbox.map(message => message.id)).toEqual([other])
    expect((await outbox.row(id)).reason).toBe('process_died')
  })

  it('was only slow: its late answer still counts', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    const held = await claimAndDie(outbox, id)
    await markOnWire(outbox.db, [held], 0)
    outbox.start()
    await becomes(outbox, id, 'unknown')
    const sent = settle({ kind: 'sent', providerId: 'p-1' }, 0)
    await recordSettlements(outbox.db, [{ ...held, ...sent, templateHash: null }], day)
    expect(await outbox.row(id)).toMatchObject({ status: 'sent', provider_id: 'p-1' })
  })
})

describe('an answer that comes when the lease is over', () => {
  it('is a no: the message is not sent again, since an exit would not have taken it back meanwhile', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    const { enrollment_id: enrollmentId } = await outbox.row(id)
    const held = await claimAndDie(outbox, id)
    await markOnWire(outbox.db, [held], 0)
    const dispatch = outbox.start()
    await becomes(outbox, id, 'unknown')
    await dispatch.close()
    await withdrawMessages(outbox.db, [{ enrollmentId: String(enrollmentId), reason: 'order_completed' }])
    const no = settle({ kind: 'retry', reason: 'smtp dot 451', about: 'message' }, 0)
    await recordSettlements(outbox.db, [{ ...held, ...no, templateHash: null }], day)
    expect(await outbox.row(id)).toMatchObject({ status: 'failed', reason: 'late: smtp dot 451' })
  })
})

describe('two that come at the same moment', () => {
  it('what became of a message and reports on it: neither waits for the other in a circle', async () => {
    const outbox = await anOutbox()
    const customerId = await outbox.aCustomer({ email: 'ann@example.com' })
    const id = await outbox.aMessage({ customerId })
    outbox.email.answer = () => ({ kind: 'give_up', reason: 'smtp rcpt 550', suppress: 'hard_bounce' })
    // The pipeline writes suppressions first, and what is told of messages last.
    await outbox.db.transaction().execute(async trx => {
      await sql`insert into suppressions (channel, address, reason, created_at)
        values ('email', 'ann@example.com', 'opt_out', now())`.execute(trx)
      outbox.start()
      await eventually(async () => {
        const { rows } = await sql`select from pg_locks where not granted`.execute(outbox.db)
        expect(rows).toHaveLength(1)
      })
      await sql`select from messages where id = ${id} for update nowait`.execute(trx)
    })
    await becomes(outbox, id, 'failed')
  })

  it('for one message: one of them gets the claim', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    const claimed = await claimMessages(outbox.db, contentCache(), [id, id], {
      leaseMs: 1_000,
      maxAges: maxAges(day),
    })
    expect(claimed.filter(message => message !== null)).toHaveLength(1)
  })

  it('with one claim: one of them gets the mark', async () => {
    const outbox = await anOutbox()
    const held = await claimAndDie(outbox, await outbox.aMessage())
    const times = { claimLeaseMs: 1_000, wireTimeoutMs: 1_000, maxAgeMs: day, recordRetryMs: 10 }
    const desk = dispatchDesk({ db: outbox.db, ...times })
    expect(await Promise.all([desk.mark(held), desk.mark(held)])).toEqual([true, false])
  })
})

describe('the mark', () => {
  it('is given once, to the holder of the token', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    const held = await claimAndDie(outbox, id)
    expect(await markOnWire(outbox.db, [{ id, token: randomUUID() }], 1_000)).toEqual(new Set())
    expect(await markOnWire(outbox.db, [held], 1_000)).toEqual(new Set([id]))
    expect(await markOnWire(outbox.db, [held], 1_000)).toEqual(new Set())
  })

  it('is durable also where sessions commit without waiting', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    const held = await claimAndDie(outbox, id)
    await outbox.db.connection().execute(async db => {
      await sql`set synchronous_commit = off`.execute(db)
      expect(await markOnWire(db, [held], 1_000)).toEqual(new Set([id]))
      await sql`reset synchronous_commit`.execute(db)
    })
  })
})

describe('a provider that says', () => {
  it('later: the message waits half a minute, then longer, and is sent in the end', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    outbox.email.answer = () => ({ kind: 'retry', reason: 'smtp rcpt 451' })
    const first = outbox.start()
    await eventually(async () => expect((await outbox.row(id)).attempts).toBe(1))
    expect(await outbox.row(id)).toMatchObject({ status: 'queued', reason: 'smtp rcpt 451', wire_at: null })
    const wait = await dueInSeconds(outbox.db, id)
    // And up to a quarter more, by chance.
    expect(wait).toBeGreaterThan(20)
    expect(wait).toBeLessThanOrEqual(37.5)
    await first.close()
    outbox.email.answer = message => ({ kind: 'sent', providerId: message.id })
    await sql`update messages set due_at = tf_now()`.execute(outbox.db)
    outbox.start()
    await becomes(outbox, id, 'sent')
    expect(outbox.email.outbox).toHaveLength(1)
  })

  it('in so many seconds: it is obeyed', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    let asked = 0
    outbox.email.answer = () =>
      ++asked < 3 ? { kind: 'retry', reason: 'twilio 429', afterMs: 0 } : { kind: 'sent', providerId: 'p' }
    outbox.start()
    await becomes(outbox, id, 'sent')
    expect((await outbox.row(id)).attempts).toBe(3)
  })

  it('later, eight times: the message is given up', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage({ attempts: 7 })
    outbox.email.answer = () => ({ kind: 'retry', reason: 'smtp rcpt 451' })
    outbox.start()
    await becomes(outbox, id, 'failed')
    expect((await outbox.row(id)).reason).toBe('gave_up: smtp rcpt 451')
  })

  it('later, and that would be too late: it is given up as well', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage({ createdAgoMs: day - 10_000 })
    outbox.email.answer = () => ({ kind: 'retry', reason: 'smtp rcpt 451' })
    outbox.start()
    await becomes(outbox, id, 'failed')
    expect((await outbox.row(id)).reason).toBe('expired: smtp rcpt 451')
  })

  it('no such address: it is written to no more', async () => {
    const outbox = await anOutbox()
    const customerId = await outbox.aCustomer()
    const id = await outbox.aMessage({ customerId })
    outbox.email.answer = () => ({ kind: 'give_up', reason: 'smtp rcpt 550', suppress: 'hard_bounce' })
    outbox.start()
    await becomes(outbox, id, 'failed')
    const next = await outbox.aMessage({ customerId })
    await becomes(outbox, next, 'skipped')
    expect((await outbox.row(next)).reason).toBe('address_suppressed')
    expect(await outbox.db.selectFrom('suppressions').select('reason').execute()).toEqual([
      { reason: 'hard_bounce' },
    ])
  })

  it('nothing one can rely on: unknown, and not sent again', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    outbox.email.answer = () => ({ kind: 'unknown', reason: 'smtp etimedout' })
    outbox.start()
    await outbox.publish(id)
    await becomes(outbox, id, 'unknown')
    const other = await outbox.aMessage()
    outbox.email.answer = message => ({ kind: 'sent', providerId: message.id })
    await outbox.publish(id, other)
    await becomes(outbox, other, 'sent')
    expect(outbox.email.outbox.map(message => message.id)).toEqual([id, other])
  })
})

describe('when the database goes away', () => {
  it('after the hand-over, the answer is kept until it is back, and nothing is sent twice', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    const line = await aLineTo(outbox.url)
    outbox.email.answer = async message => {
      await line.cut()
      return { kind: 'sent', providerId: message.id }
    }
    outbox.start({ db: line.db })
    await eventually(() => expect(outbox.email.outbox).toHaveLength(1))
    expect((await outbox.row(id)).status).toBe('on_wire')
    await line.restore()
    await becomes(outbox, id, 'sent')
    expect(outbox.email.outbox).toHaveLength(1)
  })

  it('before the mark, nothing leaves; the message is sent when it is back', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    const line = await aLineTo(outbox.url)
    let tries = 0
    outbox.email.beforeMark = async () => {
      if (++tries === 1) await line.cut()
    }
    outbox.start({ db: line.db })
    await eventually(() => tries === 1)
    expect(outbox.email.outbox).toEqual([])
    await line.restore()
    await eventually(async () =>
      expect(await outbox.row(id)).toMatchObject({ attempts: 1, reason: 'mark failed' }),
    )
    await sql`update messages set due_at = tf_now()`.execute(outbox.db)
    await becomes(outbox, id, 'sent')
    expect(outbox.email.outbox).toHaveLength(1)
  })
})

describe('a clean stop', () => {
  it('lets the hand-over in flight finish and records it', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    let finish: () => void = () => {}
    let handing = false
    outbox.email.answer = message => {
      handing = true
      return new Promise(resolve => {
        finish = () => resolve({ kind: 'sent', providerId: message.id })
      })
    }
    const dispatch = outbox.start()
    await eventually(() => handing)
    const closing = dispatch.close()
    finish()
    await closing
    expect((await outbox.row(id)).status).toBe('sent')
  })

  it('cuts one that takes too long, and records what became of it', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    let cut: () => void = () => {}
    let handing = false
    outbox.email.answer = () => {
      handing = true
      return new Promise(resolve => {
        cut = () => resolve({ kind: 'unknown', reason: 'smtp closed' })
      })
    }
    outbox.email.close = async () => cut()
    const dispatch = outbox.start({ stopWithinMs: 50 })
    await eventually(() => handing)
    await dispatch.close()
    expect(await outbox.row(id)).toMatchObject({ status: 'unknown', reason: 'smtp closed' })
  })
})

/** A connection to the database that can be cut: a TCP proxy, and a pool that goes through it. */
async function aLineTo(
  url: string,
): Promise<{ db: Kysely<Database>; cut(): Promise<void>; restore(): Promise<void> }> {
  const { hostname, port } = addressOf(url)
  const sockets = new Set<Socket>()
  const proxy = createServer(socket => {
    const onwards = createConnection(port, hostname)
    for (const [from, to] of [
      [socket, onwards],
      [onwards, socket],
    ] as const) {
      sockets.add(from)
      from.on('error', () => {}).once('close', () => to.destroy())
      from.pipe(to)
    }
  })
  const listen = async (port: number) => void (await once(proxy.listen(port, '127.0.0.1'), 'listening'))
  await listen(0)
  const { port: own } = proxy.address() as { port: number }
  const cut = async () => {
    for (const socket of sockets) socket.destroy()
    if (proxy.listening) await new Promise(resolve => proxy.close(resolve))
  }
  const through = new URL(url)
  through.host = `127.0.0.1:${own}`
  const { db, close } = connect(through.href)
  untilOver(async () => {
    await close()
    await cut()
  })
  return { db, cut, restore: () => listen(own) }
}

function addressOf(url: string): { hostname: string; port: number } {
  const { hostname, port } = new URL(url)
  return { hostname, port: Number(port || 5432) }
}

describe('an exit while the message is on the wire', () => {
  const takeBack = async (outbox: Outbox, id: string) => {
    const { enrollment_id } = await outbox.row(id)
    await withdrawMessages(outbox.db, [{ enrollmentId: String(enrollment_id), reason: 'order_completed' }])
  }

  it('keeps it from being tried again when the provider does not take it now (I6)', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    outbox.email.answer = async () => {
      await takeBack(outbox, id)
      return { kind: 'retry', reason: 'busy', afterMs: 0 }
    }
    outbox.start()
    await outbox.publish(id)
    await becomes(outbox, id, 'withdrawn')
    expect((await outbox.row(id)).reason).toBe('order_completed')
  })

  it('comes too late when the provider takes it', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    outbox.email.answer = async () => {
      await takeBack(outbox, id)
      return { kind: 'sent', providerId: 'p-1' }
    }
    outbox.start()
    await outbox.publish(id)
    await becomes(outbox, id, 'sent')
  })
})
