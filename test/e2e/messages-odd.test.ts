// What the world does to messages beside what it should: hostile events, answers that were lost, mail servers that are down,
// people who become one, and those who want to be forgotten. The built program, from outside.
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import type { MisbehavingSmtp } from '../integration/dispatch/misbehaving-smtp.js'
import { eventually } from '../support/eventually.js'
import { aMessageShop, type MessageShop } from './messages-world.js'

const shop: MessageShop = await aMessageShop({ redisDatabase: 7 })

const message = (key: string, journey: string, wanted: object) =>
  eventually(async () => {
    const found = (await shop.pass(key, journey))?.messages.at(-1)
    expect(found).toMatchObject(wanted)
    return found!
  })

describe('what an event says', () => {
  let readers = 0

  it.each([
    ['javascript:alert(1)'],
    ['https://evil.example/login'],
    ['https://shop.example@evil.example/'],
    ['//evil.example/'],
    ['https:\\\\evil.example/'],
    ['https://shop.example.evil.example/'],
    ['ht\ntps://evil.example/'],
  ])('leads nowhere but to the shop where it would lead elsewhere: %s', async url => {
    const email = `reader-${++readers}@example.com`
    await shop.customer({ email })
    await shop.happens({ email }, 'greeting', { n: 1, url })
    const mail = await shop.mail(email)
    expect(mail.link('See it')).toBe('https://shop.example')
    expect(`${mail.html}${mail.text}`).not.toMatch(/evil|javascript/)
  })

  it('leads where the settings allow it', async () => {
    const email = 'payer@example.com'
    await shop.customer({ email })
    await shop.happens({ email }, 'greeting', { n: 1, url: 'https://pay.example/42' })
    const { headers } = await shop.follow((await shop.mail(email)).link('See it'))
    expect(headers.get('location')).toMatch(/^https:\/\/pay\.example\/42(\?utm_source=fern&|$)/)
  })

  it('is never a template, a header or HTML', async () => {
    const email = 'eve@example.com'
    await shop.customer({ email }, { firstName: 'Eve\r\nBcc: all@example.com\r\n\r\nHi {{ brand.name }}' })
    const words =
      '{{ brand.postalAddress }}{% raw %}<script>alert(1)</script><a href="https://evil.example">Win</a>'
    await shop.happens({ email }, 'greeting', { n: 1, words })
    const mail = await shop.mail(email)
    expect(mail.header('Bcc')).toBeUndefined()
    expect(mail.subject).toContain('{{ brand.name }}')
    expect(mail.html).not.toMatch(/<script|<a[^>]*evil/)
    expect(mail.text).toContain('{{ brand.postalAddress }}{% raw %}')
  })
})

describe('an SMS', () => {
  it('whose answer was lost is settled by a report of Twilio, and never sent twice', async () => {
    const phone = '+4915112340001'
    const key = `phone:${phone}`
    await shop.customer({ phone })
    shop.twilio.behave('cuts after the body')
    await shop.happens({ phone }, 'text_out', { n: 1 })
    await message(key, 'text', { status: 'unknown' })
    shop.twilio.behave('takes')
    const sms = shop.twilio.taken.at(-1)!
    for (const status of ['delivered', 'sent', 'delivered'])
      expect((await shop.status(sms, status)).status).toBe(200)
    await message(key, 'text', { status: 'sent', reason: null, delivery: 'delivered' })
    // What comes after it goes out after it, had it been queued again.
    await shop.happens({ phone }, 'text_out', { n: 2 })
    await message(key, 'text', { status: 'sent', delivery: null })
    expect(shop.twilio.taken.filter(({ to }) => to === phone)).toHaveLength(2)
  })

  it('that Twilio refuses with 21610 is not tried again, and no other goes there', async () => {
    const phone = '+4915112340002'
    const key = `phone:${phone}`
    await shop.customer({ phone })
    shop.twilio.behave({ status: 400, code: 21610 })
    await shop.happens({ phone }, 'text_out', { n: 1 })
    await message(key, 'text', { status: 'failed' })
    shop.twilio.behave('takes')
    const asked = shop.twilio.requests.length
    await shop.happens({ phone }, 'text_out', { n: 2 })
    await eventually(async () => {
      const decisions = (await shop.pass(key, 'text'))?.decisions
      expect(decisions?.map(({ reason }) => reason)).toContain('address_suppressed')
    })
    expect(await shop.get(`/v1/suppressions/phone:${encodeURIComponent(phone)}`)).toMatchObject({
      reason: 'opt_out',
    })
    expect(shop.twilio.requests).toHaveLength(asked)
  })

  it('asks for a confirmation by a short link, which scanners do not confirm', async () => {
    const phone = '+4915112340003'
    await shop.happens({ phone }, 'consent_requested', { channel: 'sms', n: 1 })
    const body = await eventually(() => {
      const found = shop.twilio.taken.find(({ to }) => to === phone)
      expect(found).toBeDefined()
      return found!.body
    })
    const [link] = /https:\/\/\S+/.exec(body)!
    expect(link).toMatch(/^https:\/\/fern\.link\/s\/\w{9}$/)
    await shop.untilRead()
    const page = (await shop.follow(link)).headers.get('location')!
    expect(page).toMatch(/^https:\/\/t\.shop\.example\/k\/[\w.-]+$/)
    expect(await (await shop.follow(page)).text()).toContain('<button')
    expect(await shop.stored(`phone:${phone}`)).not.toContain('consent_changed')
    expect((await shop.follow(page, { method: 'POST' })).status).toBe(200)
    await shop.happens({ phone }, 'text_out', { n: 1 })
    await message(`phone:${phone}`, 'text', { status: 'sent' })
  })
})

describe('somebody else', () => {
  it('who has become one with another can unsubscribe by an old mail', async () => {
    const old = { id: 'old', email: 'old@example.com' }
    await shop.post([
      await shop.event(old, 'consent_changed', { channel: 'email', status: 'subscribed' }),
      await shop.event({ id: 'new' }, 'consent_changed', { channel: 'email', status: 'subscribed' }),
    ])
    await shop.happens(old, 'news_out', { n: 1 })
    const leave = (await shop.mail(old.email)).link('Unsubscribe')
    await shop.happens({ id: 'new', formerId: 'old' }, 'customer_merged')
    await eventually(async () => expect(await shop.stored('id:new')).toContain('customer_merged'))
    expect((await shop.follow(leave, { method: 'POST' })).status).toBe(200)
    await eventually(async () => expect(await shop.stored('id:new')).toContain('email_unsubscribed'))
    await shop.happens({ id: 'new' }, 'news_out', { n: 2 })
    await eventually(async () => {
      const decisions = (await shop.pass('id:new', 'news'))?.decisions
      expect(decisions).toMatchObject(
        expect.arrayContaining([expect.objectContaining({ reason: 'no_consent' })]),
      )
    })
  })

  it('who was erased is not found by any link, and taken from the ad platform', async () => {
    const email = 'gone@example.com'
    const phone = '+4915112340004'
    await shop.customer({ email, phone })
    await shop.happens({ email }, 'cart_left', { n: 1 })
    await shop.happens({ email }, 'text_out', { n: 1 })
    await shop.happens({ email }, 'offer_out', { n: 1 })
    const mail = await shop.mail(email)
    const sms = await eventually(() => {
      const found = shop.twilio.taken.find(({ to }) => to === phone)
      expect(found).toBeDefined()
      return found!.body
    })
    const told = (change: string) =>
      eventually(() => {
        const all = shop.adPlatform.asked.map(({ body }) => JSON.parse(body))
        expect(all.filter(each => each.change === change).flatMap(each => each.members)).toHaveLength(2)
      })
    await told('add')
    expect(await shop.erase(`email:${email}`)).toBeLessThan(300)
    await told('remove')
    expect((await shop.follow(mail.link('All of it'))).headers.get('location')).toMatch(
      /^https:\/\/shop\.example\/offer/,
    )
    expect((await shop.follow(mail.link('Unsubscribe'), { method: 'POST' })).status).toBe(200)
    expect((await shop.follow(/https:\/\/\S+/.exec(sms)![0])).status).toBe(404)
    expect((await shop.follow(mail.link('What you get'))).status).toBeGreaterThanOrEqual(400)
    expect((await shop.status(shop.twilio.taken.at(-1)!, 'delivered')).status).toBe(200)
    await expect(shop.explain(`email:${email}`)).rejects.toThrow('404')
  })
})

it('an ad platform is told of a new address, and nothing of one that bounced or has opted out', async () => {
  const before = shop.adPlatform.asked.length
  const phone = '+4915112340005'
  const id = 'one@example.com'
  const told = (...members: readonly (readonly [change: string, kind: string, address: string])[]) =>
    eventually(() => {
      const all = shop.adPlatform.asked.slice(before).map(({ body }) => JSON.parse(body))
      expect(all.flatMap(each => each.members.map((member: object) => [each.change, member]))).toEqual(
        members.map(([change, kind, address]) => [change, { [kind]: hash(address) }]),
      )
    })
  const hash = (address: string) => createHash('sha256').update(address).digest('hex')
  const added = ['add', 'email', id] as const
  await shop.customer({ email: id })
  await shop.happens({ id }, 'cart_left', { n: 1 })
  await told(added)
  await shop.happens({ id, email: 'two@example.com' }, 'customer_updated')
  const moved = [['remove', 'email', id] as const, ['add', 'email', 'two@example.com'] as const]
  await told(added, ...moved)

  await shop.happens({ id }, 'news_out', { n: 1 })
  const message = (await shop.mail('two@example.com')).header('X-PM-Metadata-triggerfish_message')
  await shop.report({
    RecordType: 'Bounce',
    MessageID: 'pm-2',
    Metadata: { triggerfish_message: message },
    Type: 'HardBounce',
    Email: 'two@example.com',
    BouncedAt: await shop.time(),
  })
  const bounced = ['remove', 'email', 'two@example.com'] as const
  await told(added, ...moved, bounced)
  await shop.happens({ id, phone }, 'consent_changed', { channel: 'sms', status: 'subscribed' })
  await told(added, ...moved, bounced, ['add', 'phone', phone])
  await shop.writes(phone, 'STOP')
  await told(added, ...moved, bounced, ['add', 'phone', phone], ['remove', 'phone', phone])
})

it('the second mail server takes what the first does not; what none takes waits for the first that is back', async () => {
  const email = 'ann@example.com'
  const down = (server: MisbehavingSmtp) => {
    server.script = { greeting: '421 4.3.2 down', mail: '421 4.3.2 down' }
  }
  const takenBy = async () =>
    (await Promise.all([shop.mails(email, shop.main), shop.mails(email, shop.backup)])).map(
      ({ length }) => length,
    )
  const { begun } = shop.main
  await shop.customer({ email })

  down(shop.main)
  await shop.happens({ email }, 'news_out', { n: 1 })
  await shop.mail(email)
  expect(await takenBy()).toEqual([0, 1])
  expect(shop.main.begun).toBe(begun)

  down(shop.backup)
  await shop.happens({ email }, 'news_out', { n: 2 })
  await message(`email:${email}`, 'news', {
    status: 'queued',
    reason: expect.stringMatching(/^smtp .*421/),
  })
  expect(await shop.mails(email)).toHaveLength(1)

  shop.main.script = {}
  await shop.mail(email, 2)
  expect(await takenBy()).toEqual([1, 1])
  await message(`email:${email}`, 'news', { status: 'sent', reason: null })
  shop.backup.script = {}
})

it('a mail on the wire of a process that died is settled by its report, and never sent twice', {
  timeout: 120_000,
}, async () => {
  const [told, untold] = ['told@example.com', 'untold@example.com']
  await Promise.all([shop.customer({ email: told }), shop.customer({ email: untold })])
  const newsOf = async (email: string) => (await shop.pass(`email:${email}`, 'news'))?.messages.at(-1)
  const begun = () => shop.main.begun + shop.backup.begun
  const before = begun()
  shop.main.script = { dot: 'hang' }
  await shop.happens({ email: told }, 'news_out', { n: 1 })
  await shop.happens({ email: untold }, 'news_out', { n: 1 })
  await eventually(() => begun() === before + 2)
  const { id } = (await newsOf(told))!
  await shop.crash()
  shop.main.script = {}
  // As after the quarter of an hour for which the dead one might have been on the wire.
  await shop.db
    .updateTable('messages')
    .set({ lease_until: sql`clock_timestamp()` })
    .where('status', '=', 'on_wire')
    .execute()
  const delivered = {
    RecordType: 'Delivery',
    MessageID: 'pm-1',
    Metadata: { triggerfish_message: id },
    Recipient: told,
    DeliveredAt: await shop.time(),
  }
  expect((await shop.report(delivered)).status).toBe(200)
  await eventually(async () => {
    expect(await newsOf(told)).toMatchObject({ status: 'sent', delivery: 'delivered' })
    expect(await newsOf(untold)).toMatchObject({ status: 'unknown', reason: 'process_died' })
  })
  await shop.happens({ email: told }, 'offer_out', { n: 1 })
  await shop.mail(told)
  expect(begun()).toBe(before + 3)
})
