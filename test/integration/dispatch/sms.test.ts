// SMS through the whole of dispatch: the words by which one opts out come once, and what an SMS cost is kept.
import { describe, expect, it } from 'vitest'
import { eventually } from '../../support/eventually.js'
import { anOutbox, type Outbox, type OutboxOptions } from './outbox.js'

const words = 'Reply STOP to opt out'

async function sent(outbox: Outbox, id: string): Promise<string> {
  await eventually(async () => expect((await outbox.row(id)).status).toBe('sent'))
  return outbox.sms.outbox.find(message => message.id === id)!.text
}

async function anSmsOutbox(sms: object = {}, rest: OutboxOptions = {}) {
  const outbox = await anOutbox({ ...rest, settings: { sms } })
  const customerId = await outbox.aCustomer()
  const anSms = (of = customerId) => outbox.aMessage({ channel: 'sms', customerId: of })
  return { outbox, anSms }
}

describe('an SMS', () => {
  it('says once how to opt out, to each customer', async () => {
    const { outbox, anSms } = await anSmsOutbox()
    outbox.start()
    expect(await sent(outbox, await anSms())).toContain(words)
    expect(await sent(outbox, await anSms())).not.toContain(words)
    expect(await sent(outbox, await anSms(await outbox.aCustomer({ phone: '+4915100000000' })))).toContain(
      words,
    )
  })

  it('says it again where the one before did not go out', async () => {
    const { outbox, anSms } = await anSmsOutbox()
    outbox.sms.answer = () => ({ kind: 'give_up', reason: 'twilio 400 21617' })
    outbox.start()
    const refused = await anSms()
    await eventually(async () => expect((await outbox.row(refused)).status).toBe('failed'))
    outbox.sms.answer = ({ id }) => ({ kind: 'sent', providerId: id })
    expect(await sent(outbox, await anSms())).toContain(words)
  })

  it('says it always where the settings want that', async () => {
    const { outbox, anSms } = await anSmsOutbox({ optOut: { every: 'always' } })
    outbox.start()
    for (const id of [await anSms(), await anSms()]) expect(await sent(outbox, id)).toContain(words)
  })

  it('keeps what was paid for', async () => {
    const { outbox, anSms } = await anSmsOutbox({ prices: { DE: '0.0775' } })
    outbox.start()
    const id = await anSms()
    await sent(outbox, id)
    expect(await outbox.row(id)).toMatchObject({ segments: 1, price: '0.0775', opt_out_words: true })
  })
})
