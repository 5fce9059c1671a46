// What the whole language asks of a hand-over: categories, quiet hours, holdouts, outputs of steps.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { setClock } from '../../../src/db/index.js'
import { eventually } from '../../support/eventually.js'
import { anOutbox, type Outbox } from './outbox.js'

const status = async (outbox: Outbox, id: string) => (await outbox.row(id)).status
const becomes = (outbox: Outbox, id: string, expected: string) =>
  eventually(async () => expect(await status(outbox, id)).toBe(expected))

describe('a transactional message', () => {
  it('goes to a customer who wants no marketing', async () => {
    const outbox = await anOutbox()
    const customerId = await outbox.aCustomer({ emailConsent: 'unsubscribed' })
    const receipt = await outbox.aMessage({ customerId, category: 'transactional' })
    const advert = await outbox.aMessage({ customerId })
    outbox.start()
    await becomes(outbox, receipt, 'sent')
    await becomes(outbox, advert, 'skipped')
    expect((await outbox.row(advert)).reason).toBe('no_consent')
  })

  it('does not go to a suppressed address, also when that is new since the claim', async () => {
    const outbox = await anOutbox()
    const before = await outbox.aMessage({ category: 'transactional' })
    const suppress = sql`insert into suppressions select 'email', email, 'complaint', now() from customers on conflict do nothing`
    await suppress.execute(outbox.db)
    const between = await outbox.aMessage({ category: 'transactional' })
    outbox.email.beforeMark = async () => void (await suppress.execute(outbox.db))
    outbox.start({ claimLeaseMs: 50 })
    for (const id of [before, between]) {
      await becomes(outbox, id, 'skipped')
      expect((await outbox.row(id)).reason).toBe('address_suppressed')
    }
    expect(outbox.email.outbox).toEqual([])
  })

  it('takes no room from marketing', async () => {
    const outbox = await anOutbox({ caps: { email: { max: 1, per: '24h' } } })
    const customerId = await outbox.aCustomer()
    const receipts = await Promise.all(
      [1, 2].map(() => outbox.aMessage({ customerId, category: 'transactional', createdAgoMs: 1_000 })),
    )
    const adverts = [await outbox.aMessage({ customerId }), await outbox.aMessage({ customerId })]
    outbox.start()
    for (const id of [...receipts, adverts[0]!]) await becomes(outbox, id, 'sent')
    await becomes(outbox, adverts[1]!, 'skipped')
  })
})

describe('in quiet hours', () => {
  const settings = { quietHours: { email: [{ between: ['20:00', '09:00'] }] }, timeZone: 'Europe/Berlin' }

  it('marketing is put back until they are over, and goes out then', async () => {
    const outbox = await anOutbox({ settings })
    await setClock(outbox.db, { at: new Date('2026-11-20T22:00:00Z'), speed: 1 })
    const advert = await outbox.aMessage()
    const receipt = await outbox.aMessage({ category: 'transactional' })
    outbox.start()
    await outbox.publish(advert, receipt)
    await becomes(outbox, receipt, 'sent')
    await eventually(async () =>
      expect(await outbox.row(advert)).toMatchObject({
        status: 'queued',
        reason: 'quiet_hours',
        attempts: 0,
        claim_token: null,
        due_at: new Date('2026-11-21T08:00:00Z'),
      }),
    )
    expect(outbox.email.outbox.map(({ id }) => id)).toEqual([receipt])
    await setClock(outbox.db, { at: new Date('2026-11-21T08:00:01Z'), speed: 1 })
    await becomes(outbox, advert, 'sent')
    expect(await outbox.row(advert)).toMatchObject({ reason: null, attempts: 1 })
  })

  it('what waited too long expires as ever', async () => {
    const outbox = await anOutbox({ settings })
    await setClock(outbox.db, { at: new Date('2026-11-20T22:00:00Z'), speed: 1 })
    const advert = await outbox.aMessage({ createdAgoMs: 20 * 3_600_000 })
    outbox.start()
    await eventually(async () => expect((await outbox.row(advert)).reason).toBe('quiet_hours'))
    await setClock(outbox.db, { at: new Date('2026-11-21T08:00:01Z'), speed: 1 })
    await becomes(outbox, advert, 'skipped')
    expect((await outbox.row(advert)).reason).toBe('expired')
  })
})

describe('a message of a holdout', () => {
  it('is never handed over, and takes room as if it had been', async () => {
    const outbox = await anOutbox({ caps: { email: { max: 1, per: '24h' } } })
    const customerId = await outbox.aCustomer()
    const held = await outbox.aMessage({ customerId, status: 'held_out' })
    const other = await outbox.aMessage({ customerId })
    outbox.start()
    await outbox.publish(held, other)
    await becomes(outbox, other, 'skipped')
    expect((await outbox.row(other)).reason).toBe('capped: email')
    expect(await status(outbox, held)).toBe('held_out')
    expect(outbox.email.outbox).toEqual([])
  })
})

describe('a template', () => {
  it('reads what steps have put out, and the data by its own name', async () => {
    const emailContent = {
      subject: '{{ steps.offer.code }}',
      preheader: '',
      html: '<p>{{ data.cart.value }} {{ cart.value }} {{ steps.gone.code }}</p>',
      text: '{{ data.cart.value }}',
    }
    const outbox = await anOutbox({ emailContent })
    const id = await outbox.aMessage({ outputs: { offer: { code: 'SAVE-1' } } })
    outbox.start()
    await becomes(outbox, id, 'sent')
    expect(outbox.email.outbox[0]).toMatchObject({ subject: 'SAVE-1', html: '<p>99.00 99.00 </p>' })
  })
})
