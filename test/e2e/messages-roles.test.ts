// Messages with each role in a process of its own, as they are told apart by a proxy: what one signs, another reads.
import { expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { aMessageShop, type MessageShop } from './messages-world.js'

const shop: MessageShop = await aMessageShop({
  redisDatabase: 8,
  processes: [['ingest'], ['web'], ['engine'], ['dispatch']],
})

it('a click, an unsubscribing, a reply and a report find their message, whoever made it', {
  timeout: 120_000,
}, async () => {
  const email = 'ann@example.com'
  const phone = '+4915112345678'
  const key = `email:${email}`
  await shop.customer({ email, phone })
  await shop.happens({ email }, 'product_added', { cart: { id: 'c-1', url: 'https://shop.example/cart' } })
  const mail = await shop.mail(email)
  await shop.untilRead()
  expect((await shop.follow(mail.link('Back to it'))).status).toBe(302)
  await eventually(async () => expect(await shop.pass(key, 'cart')).toMatchObject({ endedBy: 'clicked' }))

  await shop.happens({ email }, 'text_out', { n: 1 })
  const sms = await eventually(() => {
    expect(shop.twilio.taken).toHaveLength(1)
    return shop.twilio.taken[0]!
  })
  expect((await shop.status(sms, 'delivered')).status).toBe(200)
  await eventually(async () =>
    expect((await shop.pass(key, 'text'))?.messages[0]).toMatchObject({ delivery: 'delivered' }),
  )
  expect((await shop.writes(phone, 'STOP')).status).toBe(200)
  expect((await shop.follow(mail.link('Unsubscribe'), { method: 'POST' })).status).toBe(200)
  await eventually(async () =>
    expect(await shop.stored(key)).toEqual(
      expect.arrayContaining(['sms_unsubscribed', 'email_unsubscribed']),
    ),
  )
})

it('an opt-out that comes while the engine is away keeps back what is queued', {
  timeout: 120_000,
}, async () => {
  const email = 'bob@example.com'
  const newsOf = async () => (await shop.pass(`email:${email}`, 'news'))?.messages.at(-1)
  await shop.customer({ email })
  await shop.happens({ email }, 'news_out', { n: 1 })
  const mail = await shop.mail(email)
  shop.main.script = { rcpt: '450 4.2.1 busy' }
  await shop.happens({ email }, 'news_out', { n: 2 })
  await eventually(async () =>
    expect(await newsOf()).toMatchObject({ status: 'queued', reason: 'smtp rcpt 450 4.2.1' }),
  )

  await shop.crash('engine', async () => {
    expect((await shop.follow(mail.link('Unsubscribe'), { method: 'POST' })).status).toBe(200)
    shop.main.script = {}
    // By then the message is due again.
    const until = Date.parse(await shop.time()) + 90_000
    await eventually(async () => Date.parse(await shop.time()) > until)
    expect(await newsOf()).toMatchObject({ status: 'queued' })
  })
  await eventually(async () =>
    expect(await newsOf()).toMatchObject({ status: 'skipped', reason: 'no_consent' }),
  )
  expect(await shop.mails(email)).toHaveLength(1)
})
