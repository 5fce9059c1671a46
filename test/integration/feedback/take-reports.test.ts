// What reports of providers make of messages, of consent and of addresses, through the real pipeline.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { Delivery } from '../../../src/db/tables.js'
import { recordSettlements } from '../../../src/dispatch/hand-over-store.js'
import { settle } from '../../../src/dispatch/settlement.js'
import { giveUpLapsedWires } from '../../../src/dispatch/sweep-store.js'
import { createReportIntake, startFeedback } from '../../../src/feedback/index.js'
import type { Event } from '../../../src/model/event.js'
import type { Report } from '../../../src/model/report.js'
import { settleMessages } from '../../../src/pipeline/settle-messages-store.js'
import { createLogger } from '../../../src/platform/logger.js'
import type { ReportsJob } from '../../../src/queues.js'
import { anEvent } from '../../support/builders.js'
import { eventually } from '../../support/eventually.js'
import { aReport, aReportWorld, type ReportWorld, receivedAt } from './a-report-world.js'

const minute = 60_000

describe('a report on a message of ours', () => {
  it('says how far it came, and whom it was to', async () => {
    const world = await aReportWorld()
    const messageId = await world.aMessage()
    const { events } = await world.tell([aReport({ messageId, id: 'r-1', properties: { code: '250' } })])
    expect(events).toMatchObject([
      {
        source: 'triggerfish',
        type: 'email_delivered',
        occurredAt: receivedAt,
        customer: { id: 'ann@example.com' },
        properties: {
          messageId,
          journey: 'cart-recovery',
          step: 'remind',
          template: 'cart',
          provider: 'sendgrid',
          address: 'ann@example.com',
          code: '250',
        },
      },
    ])
    expect(await world.state(messageId)).toMatchObject({ status: 'sent', delivery: 'delivered' })
  })
  it('finds it by the provider’s own id', async () => {
    const world = await aReportWorld()
    const messageId = await world.aMessage({ provider_id: 'sg-1' })
    await world.tell([aReport({ providerId: 'sg-1' })])
    expect(await world.state(messageId)).toMatchObject({ delivery: 'delivered' })
  })
  it('told again changes nothing, also in one batch', async () => {
    const world = await aReportWorld()
    const messageId = await world.aMessage()
    const report = aReport({ messageId })
    await world.tell([report, report])
    const first = await world.outbox.row(messageId)
    await world.tell([report], 30 * minute)
    expect(await world.outbox.row(messageId)).toEqual(first)
    expect(await world.stored()).toEqual(['email_delivered'])
  })
  it.each<[Report['type'], Delivery]>([
    ['email_accepted', 'accepted'],
    ['email_deferred', 'deferred'],
    ['email_delivered', 'delivered'],
    ['email_opened', 'opened'],
    ['email_clicked', 'clicked'],
    ['email_bounced', 'bounced'],
    ['email_complained', 'complained'],
  ])('settles one whose answer was lost: %s', async (type, delivery) => {
    const world = await aReportWorld()
    const messageId = await world.aMessage({
      status: 'unknown',
      reason: 'timeout',
      claim_token: randomUUID(),
    })
    await world.tell([aReport({ messageId, type, properties: { kind: 'soft' } })])
    expect(await world.state(messageId)).toEqual({ status: 'sent', delivery, reason: null })
    expect(await world.outbox.row(messageId)).toMatchObject({
      claim_token: null,
      sent_at: new Date(receivedAt),
    })
  })
  it('an unsubscribing settles nothing by itself', async () => {
    const world = await aReportWorld()
    const messageId = await world.aMessage({ status: 'unknown', reason: 'timeout' })
    await world.tell([aReport({ messageId, type: 'email_unsubscribed' })])
    expect(await world.state(messageId)).toEqual({ status: 'unknown', delivery: null, reason: 'timeout' })
    expect(await world.customer()).toMatchObject({ consent: 'unsubscribed' })
  })
  it.each(['queued', 'claimed', 'failed'])('keeps a message from another attempt: %s', async status => {
    const world = await aReportWorld()
    const claim = status === 'claimed' && { claim_token: randomUUID(), lease_until: new Date() }
    const messageId = await world.aMessage({ status, reason: 'econnreset', wire_at: null, ...claim })
    await world.tell([aReport({ messageId })])
    expect(await world.state(messageId)).toEqual({ status: 'sent', delivery: 'delivered', reason: null })
    expect(await world.outbox.row(messageId)).toMatchObject({ claim_token: null, lease_until: null })
  })
  it.each(['queued', 'claimed'])('says nothing of one that was never handed over: %s', async status => {
    const world = await aReportWorld()
    const messageId = await world.aMessage({ status, attempts: 0, wire_at: null })
    await world.tell([aReport({ messageId })])
    expect(await world.state(messageId)).toMatchObject({ status })
  })
  it('does not take back what was withdrawn or skipped', async () => {
    const world = await aReportWorld()
    for (const status of ['withdrawn', 'skipped', 'held_out']) {
      const messageId = await world.aMessage({ status })
      await world.tell([aReport({ messageId })])
      expect(await world.state(messageId)).toMatchObject({ status })
    }
  })
  it('goes to whom the customer was merged into', async () => {
    const world = await aReportWorld()
    const bob = await world.aCustomer('bob@example.com')
    const messageId = await world.aMessage()
    await sql`update messages set customer_id = ${bob} where id = ${messageId}`.execute(world.outbox.db)
    const { events } = await world.tell([aReport({ messageId })])
    expect(events.map(({ customer }) => customer)).toEqual([{ id: 'bob@example.com' }])
  })
})

describe('reports in any order', () => {
  const told: [Report['type'], Delivery][] = [
    ['email_accepted', 'accepted'],
    ['email_deferred', 'deferred'],
    ['email_delivered', 'delivered'],
    ['email_opened', 'opened'],
    ['email_clicked', 'clicked'],
    ['email_bounced', 'bounced'],
    ['email_complained', 'complained'],
  ]
  it('lead to the furthest of them, one by one or together, and never back', async () => {
    const world = await aReportWorld()
    for (let round = 0; round < 12; round++) {
      const messageId = await world.aMessage({ status: 'unknown', reason: 'timeout' })
      const order = told.map((_, n) => (n * 5 + round * 3) % told.length).slice(0, 2 + (round % 6))
      const reports = order.map(n => aReport({ messageId, type: told[n]![0], properties: { kind: 'soft' } }))
      if (round % 2 === 0) await world.tell(reports)
      else for (const report of [...reports, ...reports]) await world.tell([report])
      const furthest = told[Math.max(...order)]![1]
      expect(await world.state(messageId), order.join()).toEqual({
        status: 'sent',
        delivery: furthest,
        reason: null,
      })
    }
  })
})

describe('a report that comes before its hand-over is recorded', () => {
  it('waits where only the provider’s id is told, and is taken then', async () => {
    const world = await aReportWorld()
    const early = aReport({ providerId: 'sg-2' })
    expect(await world.tell([early])).toMatchObject({ events: [], early: [early], foreign: [] })
    const messageId = await world.aMessage({ provider_id: 'sg-2' })
    await world.tell([early], minute)
    expect(await world.state(messageId)).toMatchObject({ delivery: 'delivered' })
  })
  it('is given up after a quarter of an hour', async () => {
    const world = await aReportWorld()
    const early = aReport({ providerId: 'sg-3' })
    expect(await world.tell([early], 15 * minute)).toMatchObject({ events: [], early: [], foreign: [early] })
  })
  it('is what the message is recorded as, whatever the answer: unknown, again, or failed', async () => {
    const world = await aReportWorld()
    for (const status of ['unknown', 'queued', 'failed', 'sent'] as const) {
      const token = randomUUID()
      const messageId = await world.aMessage({ status: 'on_wire', attempts: 0, claim_token: token })
      await world.tell([aReport({ messageId })])
      expect(await world.state(messageId)).toMatchObject({ status: 'on_wire', delivery: 'delivered' })
      const settlement = { status, reason: 'timeout', delayMs: 1_000, attempted: true, sender: null }
      const held = { id: messageId, token, templateHash: null, providerId: null, suppress: null }
      await recordSettlements(world.outbox.db, [{ ...held, ...settlement }], 86_400_000)
      expect(await world.state(messageId)).toMatchObject({ status: 'sent', delivery: 'delivered' })
    }
  })
  it('counts for one on the wire of a process that died', async () => {
    const world = await aReportWorld()
    const lapsed = { status: 'on_wire', lease_until: new Date(0), claim_token: randomUUID() }
    const told = await world.aMessage(lapsed)
    const untold = await world.aMessage(lapsed)
    await world.tell([aReport({ messageId: told })])
    expect(await giveUpLapsedWires(world.outbox.db, 10)).toBe(2)
    expect(await world.state(told)).toEqual({ status: 'sent', delivery: 'delivered', reason: null })
    expect(await world.state(untold)).toEqual({ status: 'unknown', delivery: null, reason: 'process_died' })
    await world.tell([aReport({ messageId: untold, type: 'email_accepted' })])
    expect(await world.state(untold)).toEqual({ status: 'sent', delivery: 'accepted', reason: null })
  })
})

describe('what is not ours', () => {
  it('changes nothing, whoever it was to', async () => {
    const world = await aReportWorld()
    const messageId = randomUUID()
    const types = ['email_accepted', 'email_delivered', 'email_opened', 'email_clicked'] as const
    const reports = types.map(type => aReport({ messageId, type }))
    expect(await world.tell(reports)).toMatchObject({ events: [], early: [], foreign: reports })
    expect(await world.stored()).toEqual([])
  })
  it('tells of the address of somebody we know all the same', async () => {
    const world = await aReportWorld()
    await world.tell([
      aReport({ messageId: randomUUID(), type: 'email_bounced', properties: { kind: 'hard' } }),
    ])
    expect(await world.suppressions()).toEqual(['email ann@example.com hard_bounce'])
    await world.tell([aReport({ type: 'email_complained' })])
    expect(await world.customer()).toMatchObject({ consent: 'unsubscribed' })
  })
  it('makes nobody up', async () => {
    const world = await aReportWorld()
    const stranger = aReport({ type: 'email_complained', address: 'stranger@example.com' })
    expect(await world.tell([stranger])).toMatchObject({ events: [], foreign: [stranger] })
  })
  it('an event that a shop posts of a message settles nothing', async () => {
    const world = await aReportWorld()
    const messageId = await world.aMessage({ status: 'unknown', reason: 'timeout' })
    const posted: Event = anEvent({ type: 'email_delivered', properties: { messageId } })
    await world.post(posted, { ...posted, id: 'evt-2', properties: { messageId: "' or true --" } })
    expect(await world.state(messageId)).toEqual({ status: 'unknown', delivery: null, reason: 'timeout' })
  })
  it('of somebody who was erased leaves nothing', async () => {
    const world = await aReportWorld()
    const messageId = await world.aMessage()
    for (const table of ['identities', 'customers'])
      await sql`delete from ${sql.table(table)} where ${sql.ref(table === 'customers' ? 'id' : 'customer_id')} = ${world.ann}`.execute(
        world.outbox.db,
      )
    const reports = [aReport({ messageId }), aReport({ messageId, type: 'email_complained' })]
    expect(await world.tell(reports)).toMatchObject({ events: [], foreign: reports })
    expect(await world.state(messageId)).toMatchObject({ delivery: null })
    expect(await world.suppressions()).toEqual([])
  })
})

describe('an address', () => {
  const bounce = (messageId: string, kind: string) =>
    aReport({ messageId, type: 'email_bounced', address: 'ann@old.example', properties: { kind } })

  it('that bounced for good is written to no more; the one the customer has by now is', async () => {
    const world = await aReportWorld()
    const messageId = await world.aMessage()
    await world.tell([bounce(messageId, 'hard')])
    expect(await world.suppressions()).toEqual(['email ann@old.example hard_bounce'])
    expect(await world.customer()).toEqual({ email: 'ann@example.com', consent: 'subscribed' })
  })
  it('that bounced for now goes on', async () => {
    const world = await aReportWorld()
    await world.tell([bounce(await world.aMessage(), 'soft')])
    expect(await world.suppressions()).toEqual([])
  })
  it('of a complaint is suppressed, and consent withdrawn', async () => {
    const world = await aReportWorld()
    await world.tell([aReport({ messageId: await world.aMessage(), type: 'email_complained' })])
    expect(await world.suppressions()).toEqual(['email ann@example.com complaint'])
    expect(await world.customer()).toMatchObject({ consent: 'unsubscribed' })
  })
  it('that was unsubscribed at the provider is, for a topic only for that', async () => {
    const world = await aReportWorld()
    const messageId = await world.aMessage()
    const leave = (properties: Report['properties']) =>
      world.tell([aReport({ messageId, type: 'email_unsubscribed', properties })])
    await leave({ topic: 'newsletter' })
    expect(await world.customer()).toMatchObject({ consent: 'subscribed' })
    await leave({})
    expect(await world.customer()).toMatchObject({ consent: 'unsubscribed' })
  })
})

describe('an opened mail', () => {
  it('that a machine opened was delivered, and is told from one that a person opened', async () => {
    const world = await aReportWorld()
    const messageId = await world.aMessage()
    const visit = {
      what: 'open',
      method: 'GET',
      userAgent: 'Mozilla/5.0',
      purpose: 'sg_machine_open',
    } as const
    await world.tell([aReport({ messageId, type: 'email_opened', visit })])
    expect(await world.state(messageId)).toMatchObject({ delivery: 'delivered' })
    expect(await world.stored()).toEqual(['message_prefetched'])
  })
})

describe('reports on one message at the same moment, in two batches', () => {
  const told = (messageId: string, type: string): Event =>
    anEvent({
      source: 'triggerfish',
      type,
      occurredAt: new Date(receivedAt),
      properties: { messageId, kind: 'soft' },
    })

  it.each([
    ['email_opened', 'email_delivered', 'opened'],
    ['email_delivered', 'email_opened', 'opened'],
  ])('of %s and %s the furthest counts', async (first, second, delivery) => {
    const world = await aReportWorld()
    const { db } = world.outbox
    const messageId = await world.aMessage({ status: 'unknown', claim_token: randomUUID() })
    let later: Promise<void> | undefined
    await db.transaction().execute(async trx => {
      await settleMessages(trx, [told(messageId, first)])
      later = settleMessages(db, [told(messageId, second)])
      await eventually(async () => {
        const { rows } = await sql`select from pg_locks where not granted`.execute(db)
        expect(rows).toHaveLength(1)
      })
    })
    await later
    expect(await world.state(messageId)).toEqual({ status: 'sent', delivery, reason: null })
  })

  it('and what became of it, recorded between the two: it is sent, and not sent again', async () => {
    const world = await aReportWorld()
    const { db } = world.outbox
    const claim_token = randomUUID()
    const messageId = await world.aMessage({ status: 'on_wire', claim_token })
    let later: Promise<void> | undefined
    await db.transaction().execute(async trx => {
      await recordSettlements(
        trx,
        [{ ...again, id: messageId, token: claim_token, templateHash: null }],
        86_400_000,
      )
      later = settleMessages(db, [told(messageId, 'email_delivered')])
      await eventually(async () => {
        const { rows } = await sql`select from pg_locks where not granted`.execute(db)
        expect(rows).toHaveLength(1)
      })
    })
    await later
    expect(await world.state(messageId)).toEqual({ status: 'sent', delivery: 'delivered', reason: null })
  })
})

const again = settle({ kind: 'retry', reason: 'smtp dot 451', about: 'message' }, 0)

describe('the worker', () => {
  async function aWorker(world: ReportWorld, accept: (events: readonly Event[]) => Promise<void>) {
    const counts: string[] = []
    const feedback = startFeedback({
      db: world.outbox.db,
      broker: world.outbox.broker,
      accept,
      clock: { now: () => new Date(Date.parse(receivedAt) + 1_000) },
      logger: createLogger({ level: 'silent' }),
      onReports: (provider, outcome, count) => counts.push(`${provider} ${outcome} ${count}`),
      earlyPauseMs: 50,
    })
    return { feedback, counts, intake: createReportIntake({ broker: world.outbox.broker }) }
  }

  it('hands on what reports mean, and looks again at the early ones until their message is there', async () => {
    const world = await aReportWorld()
    const events: Event[] = []
    const { feedback, counts, intake } = await aWorker(world, async more => void events.push(...more))
    const messageId = await world.aMessage()
    await intake.accept([
      aReport({ messageId, providerId: 'sg-9' }),
      aReport({ providerId: 'sg-9', provider: 'ses' }),
      aReport({ messageId: randomUUID(), provider: 'postmark' }),
    ])
    await eventually(async () => counts.includes('ses early 1') && counts.includes('sendgrid taken 1'))
    await world.aMessage({ provider_id: 'sg-9' })
    await eventually(async () => counts.includes('ses taken 1') && counts.includes('postmark foreign 1'))
    await feedback.close()
    expect(events.map(({ type }) => type)).toEqual(['email_delivered', 'email_delivered'])
  })
  it('looks less and less often at what is probably about a mail of another program', async () => {
    const { outbox } = await aReportWorld()
    const looks: ((job: ReportsJob) => Promise<void>)[] = []
    const delays: unknown[] = []
    let ageMs = 0
    startFeedback({
      db: outbox.db,
      broker: {
        consume: (_, handle) => {
          looks.push(handle as (job: unknown) => Promise<void>)
          return { close: async () => {} }
        },
        publish: async (_, jobs) => void delays.push(...jobs.map(({ delayMs }) => delayMs)),
      },
      accept: async () => {},
      clock: { now: () => new Date(Date.parse(receivedAt) + ageMs) },
      logger: createLogger({ level: 'silent' }),
    })
    const [first, again] = looks
    const job = { reports: [aReport({ providerId: 'of-another' })] }
    await first!(job)
    for (ageMs of [10_000, 20_000, 40_000, 600_000, 15 * minute]) await again!(job)
    expect(delays).toEqual([10_000, 10_000, 20_000, 40_000, 300_000])
  })
  it('after an outage it looks twice: what they are about may be recorded at the same moment', async () => {
    const world = await aReportWorld()
    const events: Event[] = []
    const { feedback, counts, intake } = await aWorker(world, async more => void events.push(...more))
    const longAgo = new Date(Date.parse(receivedAt) - 60 * minute).toISOString()
    await intake.accept([aReport({ providerId: 'sg-9', receivedAt: longAgo })])
    await eventually(() => expect(counts).toEqual(['sendgrid early 1']))
    await world.aMessage({ provider_id: 'sg-9' })
    await eventually(() => expect(counts).toContain('sendgrid taken 1'))
    await feedback.close()
    expect(events).toHaveLength(1)
  })
  it('tells them again where the events may not have been accepted', async () => {
    const world = await aReportWorld()
    const ids: string[] = []
    const { feedback, intake } = await aWorker(world, async events => {
      ids.push(...events.map(({ id }) => id))
      if (ids.length === 1) throw new Error('Redis is away')
    })
    await intake.accept([aReport({ messageId: await world.aMessage() })])
    await eventually(async () => ids.length === 2)
    await feedback.close()
    expect(ids[0]).toBe(ids[1])
  })
})
