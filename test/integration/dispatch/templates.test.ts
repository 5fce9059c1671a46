// What a template itself asks for, through the whole hand-over: a message it does not want sent, and one in another language.
import { expect, it } from 'vitest'
import { eventually } from '../../support/eventually.js'
import { anOutbox } from './outbox.js'

const mail = {
  subject: 'Hello',
  preheader: '',
  html: '<p>Hello</p>',
  text: '{% require product.name %}{{ product.name }}',
}

it('a message whose template requires what is missing is skipped, not failed, and says why', async () => {
  const outbox = await anOutbox({ emailContent: mail })
  const without = await outbox.aMessage({ data: { product: { name: '' } } })
  const complete = await outbox.aMessage({ data: { product: { name: 'Shoe' } } })
  outbox.start()
  await eventually(async () => expect((await outbox.row(complete)).status).toBe('sent'))
  await eventually(async () => expect((await outbox.row(without)).status).toBe('skipped'))
  expect(await outbox.row(without)).toMatchObject({
    reason: 'missing_value: product.name',
    attempts: 0,
    sent_at: null,
    wire_at: null,
    claim_token: null,
  })
  // Another job for it finds nothing to do.
  await outbox.publishAgain(1, [without])
  expect(outbox.email.outbox.map(({ id }) => id)).toEqual([complete])
})

it('a customer gets the translation they read', async () => {
  const outbox = await anOutbox({
    emailContent: {
      ...mail,
      text: 'Hello',
      locales: { de: { ...mail, subject: 'Hallo', text: '{{ "5" | money }}' } },
    },
  })
  const customerId = await outbox.aCustomer({ attributes: { locale: 'de-AT' } })
  const [german, english] = [await outbox.aMessage({ customerId }), await outbox.aMessage()]
  outbox.start()
  await eventually(() => expect(outbox.email.outbox).toHaveLength(2))
  const sent = new Map(outbox.email.outbox.map(({ id, subject, text }) => [id, [subject, text]]))
  expect(sent.get(german)).toEqual(['Hallo', '€ 5,00'])
  expect(sent.get(english)).toEqual(['Hello', 'Hello'])
})
