import { Redis } from 'ioredis'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { lockCustomers } from '../../../src/customers/index.js'
import { inTransaction } from '../../../src/db/index.js'
import { withdrawMessages } from '../../../src/pipeline/outbox-store.js'
import { eventually } from '../../support/eventually.js'
import { anOutbox, type Outbox } from './outbox.js'

const hour = 3_600_000
const status = async (outbox: Outbox, id: string) => (await outbox.row(id)).status
const becomes = (outbox: Outbox, id: string, expected: string) =>
  eventually(async () => expect(await status(outbox, id)).toBe(expected))

describe('a message in the outbox', () => {
  it('is composed, handed over and recorded', async () => {
    const outbox = await anOutbox()
    const customerId = await outbox.aCustomer({ email: 'ann@example.com', attributes: { name: 'Ann <3' } })
    const id = await outbox.aMessage({ customerId, data: { cart: { value: '99.00' } } })
    outbox.start()
    await outbox.publish(id)
    await becomes(outbox, id, 'sent')
    expect(outbox.email.outbox).toMatchObject([
      {
        id,
        category: 'marketing',
        messageId: `<${id}@shop.example>`,
        from: { address: 'hello@shop.example', name: 'Shop' },
        to: 'ann@example.com',
        subject: 'Hi Ann <3',
        html: '<p>99.00 at Shop &amp; Co</p>',
        text: '99.00 at Shop & Co',
      },
    ])
    expect(await outbox.row(id)).toMatchObject({
      provider_id: id,
      template_hash: 'hash-cart',
      attempts: 1,
      sent_at: expect.any(Date),
      wire_at: expect.any(Date),
      claim_token: null,
      lease_until: null,
    })
  })

  it('goes out by SMS as well', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage({ channel: 'sms' })
    outbox.start()
    await becomes(outbox, id, 'sent')
    expect(outbox.sms.outbox).toMatchObject([{ id, to: '+4915112345678' }])
    expect(outbox.sms.outbox[0]?.text).toMatch(/^Your cart: 99.00/)
  })

  it('waits until it is due', async () => {
    const outbox = await anOutbox()
    const [later, now] = [await outbox.aMessage({ dueInMs: hour }), await outbox.aMessage()]
    outbox.start()
    await outbox.publish(later, now)
    await becomes(outbox, now, 'sent')
    expect(await status(outbox, later)).toBe('queued')
  })

  it('is handed over once, whatever the number of dispatchers and jobs', async () => {
    const outbox = await anOutbox()
    const ids = await Promise.all(Array.from({ length: 40 }, () => outbox.aMessage()))
    await Promise.all([0, 1, 2, 3].map(attempt => outbox.publishAgain(attempt, ids)))
    outbox.start()
    outbox.start()
    for (const id of ids) await becomes(outbox, id, 'sent')
    expect(outbox.email.outbox.map(({ id }) => id).sort()).toEqual([...ids].sort())
  })

  it('is found by the sweep when Redis has lost its job', async () => {
    const outbox = await anOutbox()
    const ids = await Promise.all(Array.from({ length: 5 }, () => outbox.aMessage()))
    await outbox.publish(...ids)
    await loseAll(outbox)
    outbox.start()
    for (const id of ids) await becomes(outbox, id, 'sent')
    expect(outbox.email.outbox).toHaveLength(5)
  })

  it('that cannot be composed fails with its reason and holds nobody up', async () => {
    const outbox = await anOutbox()
    const broken = await outbox.aMessage({ template: 'broken' })
    const missing = await outbox.aMessage({ template: 'gone' })
    const good = await outbox.aMessage()
    outbox.start()
    await outbox.publish(broken, missing, good)
    for (const [id, end] of [
      [good, 'sent'],
      [broken, 'failed'],
      [missing, 'failed'],
    ] as const)
      await becomes(outbox, id, end)
    expect((await outbox.row(broken)).reason).toMatch(/^render_failed: html: undefined filter/)
    expect((await outbox.row(missing)).reason).toBe('template_missing')
  })

  it('of a channel without a provider waits, and goes out once there is one', async () => {
    const outbox = await anOutbox()
    const [sms, email] = [await outbox.aMessage({ channel: 'sms' }), await outbox.aMessage()]
    const without = outbox.start({ senders: { email: outbox.email, sms: null } })
    expect(without).toMatchObject({ notSetUp: ['sms'] })
    await becomes(outbox, email, 'sent')
    expect(await outbox.row(sms)).toMatchObject({ status: 'queued', attempts: 0 })
    await without.close()
    outbox.start()
    await becomes(outbox, sms, 'sent')
  })
})

describe('at hand-over', () => {
  it.each([
    ['no_consent', sql`update customers set email_consent = 'unsubscribed'`],
    ['no_address', sql`update customers set email = null`],
    ['customer_gone', sql`delete from customers`],
    [
      'address_suppressed',
      sql`insert into suppressions select 'email', email, 'complaint', now() from customers`,
    ],
    ['expired', sql`update messages set created_at = tf_now() - interval '25 hours'`],
  ])('%s: what changed since the decision counts', async (reason, change) => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    await change.execute(outbox.db)
    outbox.start()
    await becomes(outbox, id, 'skipped')
    expect((await outbox.row(id)).reason).toBe(reason)
    expect(outbox.email.outbox).toEqual([])
  })

  it('a message withdrawn between claim and mark does not leave', async () => {
    const outbox = await anOutbox()
    const id = await outbox.aMessage()
    const { enrollment_id, customer_id } = await outbox.row(id)
    outbox.email.beforeMark = () =>
      inTransaction(outbox.db, async trx => {
        await lockCustomers(trx, [customer_id as string])
        await withdrawMessages(trx, [{ enrollmentId: enrollment_id as string, reason: 'order_completed' }])
      })
    const dispatch = outbox.start()
    await becomes(outbox, id, 'withdrawn')
    await dispatch.close()
    expect(outbox.email.outbox).toEqual([])
    expect(await outbox.row(id)).toMatchObject({
      status: 'withdrawn',
      reason: 'order_completed',
      attempts: 0,
    })
  })

  it.each([
    ['no_consent', sql`update customers set email_consent = 'unsubscribed'`],
    [
      'address_suppressed',
      sql`insert into suppressions select 'email', email, 'complaint', now() from customers`,
    ],
    ['customer_gone', sql`delete from customers`],
  ])(
    '%s between claim and mark: the message does not leave, and is skipped at once, not after the lease',
    async (reason, change) => {
      const outbox = await anOutbox()
      await outbox.aMessage()
      outbox.email.beforeMark = async () => void (await change.execute(outbox.db))
      outbox.start()
      const messages = outbox.db.selectFrom('messages').select(['status', 'reason', 'attempts'])
      await eventually(async () =>
        expect(await messages.execute()).toEqual([{ status: 'skipped', reason, attempts: 0 }]),
      )
      expect(outbox.email.outbox).toEqual([])
    },
  )

  const newsletter = (status: string) => ({ email: { newsletter: { status, at: 0 } } })
  it.each([
    ['unknown', 'subscribed', 'sent'],
    ['subscribed', 'unsubscribed', 'skipped'],
    ['unsubscribed', 'subscribed', 'skipped'],
    ['unknown', 'unsubscribed', 'skipped'],
  ])('about a topic, with the channel %s and the topic %s, is %s', async (emailConsent, status, end) => {
    const outbox = await anOutbox({ topic: 'newsletter' })
    const customerId = await outbox.aCustomer({ emailConsent, topicConsents: newsletter(status) })
    const id = await outbox.aMessage({ customerId })
    outbox.start({ claimLeaseMs: 50 })
    await becomes(outbox, id, end)
    expect(outbox.email.outbox).toHaveLength(end === 'sent' ? 1 : 0)
  })

  it('a topic that is closed between claim and mark: the message does not leave, and is skipped in the end', async () => {
    const outbox = await anOutbox({ topic: 'newsletter' })
    const customerId = await outbox.aCustomer({ topicConsents: newsletter('subscribed') })
    const id = await outbox.aMessage({ customerId })
    outbox.email.beforeMark = async () =>
      void (await sql`update customers set topic_consents = ${JSON.stringify(newsletter('unsubscribed'))}`.execute(
        outbox.db,
      ))
    outbox.start()
    await becomes(outbox, id, 'skipped')
    expect((await outbox.row(id)).reason).toBe('no_consent')
    expect(outbox.email.outbox).toEqual([])
  })

  it('no cap is exceeded, however many are handed over at once', async () => {
    const outbox = await anOutbox({ caps: { email: { max: 2, per: '24h' } } })
    const customers = await Promise.all(Array.from({ length: 5 }, () => outbox.aCustomer()))
    const ids = await Promise.all(
      customers.flatMap(customerId => Array.from({ length: 8 }, () => outbox.aMessage({ customerId }))),
    )
    outbox.start()
    outbox.start()
    await Promise.all(ids.map(id => outbox.publish(id)))
    await eventually(async () => expect(await countBy(outbox)).toEqual({ sent: 10, skipped: 30 }))
    const perCustomer = new Map<string, number>()
    for (const { to } of outbox.email.outbox) perCustomer.set(to, (perCustomer.get(to) ?? 0) + 1)
    expect([...perCustomer.values()]).toEqual([2, 2, 2, 2, 2])
  })

  it('claims and withdrawals of the same customers never end in a deadlock', async () => {
    const outbox = await anOutbox()
    const customers = await Promise.all(Array.from({ length: 10 }, () => outbox.aCustomer()))
    const ids = await Promise.all(
      [...customers, ...customers, ...customers].map(customerId => outbox.aMessage({ customerId })),
    )
    const enrollments = await outbox.db.selectFrom('messages').select('enrollment_id').execute()
    outbox.start()
    outbox.start()
    const publishing = outbox.publish(...ids)
    for (let round = 0; round < 10; round++)
      await outbox.db.transaction().execute(async trx => {
        await lockCustomers(trx, customers)
        const some = enrollments.filter((_, n) => n % 10 === round)
        await withdrawMessages(
          trx,
          some.map(({ enrollment_id }) => ({ enrollmentId: enrollment_id, reason: 'x' })),
        )
      })
    await publishing
    await eventually(async () => {
      const { sent = 0, withdrawn = 0 } = await countBy(outbox)
      expect(sent + withdrawn).toBe(30)
      expect(outbox.email.outbox).toHaveLength(sent)
    })
  })
})

async function countBy({ db }: Outbox): Promise<Record<string, number>> {
  const { rows } = await sql<{
    status: string
    n: number
  }>`select status, count(*)::int as n from messages group by 1`.execute(db)
  return Object.fromEntries(rows.map(({ status, n }) => [status, n]))
}

async function loseAll({ redis: { url, prefix } }: Outbox): Promise<void> {
  const redis = new Redis(url)
  try {
    const keys = await redis.keys(`*${prefix}*`)
    expect(keys.length).toBeGreaterThan(0)
    await redis.del(...keys)
  } finally {
    redis.disconnect()
  }
}
