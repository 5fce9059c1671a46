// What messages are for, from outside: the built program, its mail servers, Twilio and an ad platform; what arrives, and what
// comes back by links, buttons, replies and reports.
import { createHash } from 'node:crypto'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { verifyDkim } from '../support/verify-dkim.js'
import { aMessageShop, type MessageShop } from './messages-world.js'
import type { Mail } from './received-mail.js'

const shop: MessageShop = await aMessageShop({ redisDatabase: 5 })

afterEach(() => {
  shop.main.script = {}
})

/** Waits until the customer's message of the pass is so; answers it. */
const message = (key: string, journey: string, wanted: object) =>
  eventually(async () => {
    const found = (await shop.pass(key, journey))?.messages.at(-1)
    expect(found).toMatchObject(wanted)
    return found!
  })

/** Waits until the latest pass of the journey has ended without a message; answers why, in the words of explain. */
const leftOut = (key: string, journey: string, reason: string) =>
  eventually(async () => {
    const pass = await shop.pass(key, journey)
    expect(pass?.messages).toEqual([])
    const skipped = pass!.decisions.find(({ kind }) => kind === 'skipped')
    expect(skipped).toMatchObject({ reason })
    return skipped!.words
  })

const happened = (key: string, type: string, times = 1) =>
  eventually(async () => {
    expect((await shop.stored(key)).filter(each => each === type)).toHaveLength(times)
  })

const ordered = (id: string, email: string) =>
  shop.happens({ email }, 'order_completed', { order: { id, total: '9.00', currency: 'EUR' } })

describe('a mail and its links', () => {
  const email = 'ann@example.com'
  const key = `email:${email}`

  it('is written in the language, the money and the zone of its reader, and says how to leave', async () => {
    await shop.customer({ email }, { locale: 'de-AT', timeZone: 'America/New_York' })
    await shop.happens({ email }, 'product_added', {
      cart: {
        id: 'cart-1',
        value: '129.50',
        currency: 'EUR',
        url: 'https://shop.example/cart/1?from=mail#items',
        keptUntil: '2026-12-06T02:00:00Z',
      },
    })
    const mail = await shop.mail(email)
    expect(mail.subject).toBe('Ihr Warenkorb')
    expect(mail.text.replace(/\s+/g, ' ')).toContain(
      'Ihr Warenkorb über € 129,50 bleibt bis 5. Dezember 2026.',
    )
    expect(mail.html).toContain('Waldweg 12, 10115 Berlin')
    expect(mail.header('List-Unsubscribe')).toMatch(
      /^<https:\/\/t\.shop\.example\/u\/[\w.-]+>, <mailto:unsubscribe@shop\.example\?subject=unsubscribe%20[\w.-]+>$/,
    )
    expect(mail.header('List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
    expect(mail.header('List-Id')).toBe('<offers.shop.example>')
    const { valid, covered } = verifyDkim(mail.raw, shop.dkim)
    expect(valid).toBe(true)
    expect(covered).toEqual(expect.arrayContaining(['list-unsubscribe', 'list-unsubscribe-post']))
  })

  it('sends machines on, without the journey taking them for a person', async () => {
    const link = (await shop.mail(email)).link('Zum Warenkorb')
    const asMachines: RequestInit[] = [
      { method: 'HEAD' },
      { headers: { 'sec-purpose': 'prefetch' } },
      { headers: { 'user-agent': 'Barracuda Sentinel' } },
      { headers: { 'user-agent': 'Slackbot-LinkExpanding 1.0' } },
    ]
    for (const init of asMachines) expect((await shop.follow(link, init)).status).toBe(302)
    await happened(key, 'message_prefetched')
    expect(await shop.pass(key, 'cart')).toMatchObject({ status: 'active', stepId: 'engaged' })
    expect(await shop.stored(key)).not.toContain('email_clicked')
  })

  it('leads a person to where it was written to, and the journey goes on', async () => {
    const mail = await shop.mail(email)
    await shop.untilRead()
    const picture = await shop.follow(mail.html.match(/https:\/\/t\.shop\.example\/o\/[\w.-]+\.gif/)![0])
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/gif'])
    const link = mail.link('Zum Warenkorb')
    expect(link).toMatch(/^https:\/\/t\.shop\.example\/c\//)
    const answers = [await shop.follow(link), await shop.follow(link)]
    for (const { status, headers } of answers)
      expect([status, headers.get('location')]).toEqual([
        302,
        'https://shop.example/cart/1?from=mail&utm_source=fern&utm_medium=mail&utm_campaign=cart&utm_content=remind#items',
      ])
    await eventually(async () => expect(await shop.pass(key, 'cart')).toMatchObject({ endedBy: 'clicked' }))
    await happened(key, 'email_opened')
    await happened(key, 'email_clicked')
    await message(key, 'cart', { status: 'sent', delivery: 'clicked' })
  })

  it('leads nowhere once it was changed', async () => {
    const link = (await shop.mail(email)).link('Zum Warenkorb')
    const changed = await shop.follow(link.replace(/.{3}$/, 'AAA'))
    expect([changed.status, changed.headers.get('location')]).toEqual([404, null])
    const longer = await shop.follow(`${link}?url=https://evil.example`)
    expect(longer.headers.get('location')).toMatch(/^https:\/\/shop\.example\/cart/)
  })
})

it('a mail of another brand comes from there, with links that tell nobody', async () => {
  const email = 'olga@example.com'
  await shop.customer({ email })
  await shop.happens({ email }, 'outlet_out', { n: 1 })
  const mail = await shop.mail(email)
  expect(mail.header('From')).toBe('Outlet <hello@outlet.example>')
  expect(mail.link('All of it')).toBe('https://outlet.example/offer')
  expect(mail.html).not.toMatch(/\/[co]\//)
  expect(mail.html).toContain('Outletweg 1')
  expect(mail.header('List-Id')).toBe('<offers.outlet.example>')
})

describe('leaving', () => {
  const multipart = new FormData()
  multipart.set('List-Unsubscribe', 'One-Click')
  const bob = 'bob@example.com'
  const key = `email:${bob}`
  const subjects = async () => (await shop.mails(bob)).map(({ subject }) => subject)

  it.each([
    ['urlencoded', bob, new URLSearchParams('List-Unsubscribe=One-Click')],
    ['multipart', 'beth@example.com', multipart],
  ])(
    'takes one click, %s, and stops what is queued already; to look changes nothing',
    async (_, email, body) => {
      await shop.customer({ email })
      await shop.happens({ email }, 'news_out', { n: 1 })
      const leave = leaveOf(await shop.mail(email))
      const page = await shop.follow(leave)
      expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<button')])
      expect((await shop.follow(leave, { method: 'HEAD' })).status).toBe(200)
      await shop.happens({ email }, 'news_out', { n: 2 })
      await shop.mail(email, 2)

      shop.main.script = { rcpt: '450 4.2.1 busy' }
      await shop.happens({ email }, 'news_out', { n: 3 })
      const busy = { status: 'queued', reason: 'smtp rcpt 450 4.2.1' }
      const { id } = await message(`email:${email}`, 'news', busy)
      const answer = await shop.follow(leave, { method: 'POST', body })
      expect(answer.status).toBe(200)
      for (const name of ['location', 'set-cookie']) expect(answer.headers.get(name)).toBeNull()
      shop.main.script = {}
      await message(`email:${email}`, 'news', { id, status: 'skipped', reason: 'no_consent' })
      expect(await shop.mails(email)).toHaveLength(2)
    },
  )

  it('takes a mail to the mailbox that the header names, as a mail server pipes it', async () => {
    const email = 'bea@example.com'
    await shop.customer({ email })
    await shop.happens({ email }, 'news_out', { n: 1 })
    const [, mailto] = /<(mailto:[^>]+)>/.exec((await shop.mail(email)).header('List-Unsubscribe') ?? '')!
    const { pathname, searchParams } = new URL(mailto!)
    const mail = `From: ${email}\r\nTo: ${pathname}\r\nSubject: ${searchParams.get('subject')}\r\n\r\n`
    expect(await shop.pipe(mail, 'unsubscribe')).toBe('Unsubscribed from newsletter by email.\n')
    await happened(`email:${email}`, 'email_unsubscribed')
    await shop.happens({ email }, 'news_out', { n: 2 })
    await leftOut(`email:${email}`, 'news', 'no_consent')
  })

  it('leaves the topic alone: other topics and orders go on', async () => {
    await shop.happens({ email: bob }, 'news_out', { n: 4 })
    await leftOut(key, 'news', 'no_consent')
    await shop.happens({ email: bob }, 'offer_out', { n: 1 })
    await shop.mail(bob, 3)
    await ordered('o-1', bob)
    await shop.mail(bob, 4)
    expect((await subjects()).slice(2)).toEqual(['Offer', 'Thank you'])
  })

  it('leaves everything but orders, and comes back for one topic, on the page of preferences', async () => {
    expect(await ticked()).toEqual(['email', 'email.offers'])
    expect(await press({ stop: 'all' })).toBe(200)
    await eventually(async () => expect(await ticked()).toEqual([]))
    await shop.happens({ email: bob }, 'offer_out', { n: 2 })
    await leftOut(key, 'offer', 'no_consent')
    await ordered('o-2', bob)
    expect((await shop.mail(bob, 5)).subject).toBe('Thank you')

    expect(await press({ on: ['email', 'email.offers'] })).toBe(200)
    await eventually(async () => expect(await ticked()).toEqual(['email', 'email.offers']))
    await shop.happens({ email: bob }, 'news_out', { n: 5 })
    await leftOut(key, 'news', 'no_consent')
    await shop.happens({ email: bob }, 'offer_out', { n: 3 })
    expect((await shop.mail(bob, 6)).subject).toBe('Offer')
  })

  const leaveOf = (mail: Mail) => /<(https:[^>]+)>/.exec(mail.header('List-Unsubscribe') ?? '')![1]!

  /** The page, as it is linked from the first mail. */
  const preferences = async (init?: RequestInit) =>
    await shop.follow((await shop.mails(bob))[0]!.link('What you get'), init)
  const ticked = async () => {
    const boxes = /<input type="checkbox" name="on" value="([^"]+)" checked>/g
    return [...(await (await preferences()).text()).matchAll(boxes)].map(([, name]) => name)
  }
  const press = async ({ on = [], ...button }: { on?: string[]; stop?: string }) => {
    const form = new URLSearchParams(button)
    form.set('shown', /name="shown" value="([^"]*)"/.exec(await (await preferences()).text())![1]!)
    for (const name of on) form.append('on', name)
    return (await preferences({ method: 'POST', body: form })).status
  }
})

describe('reports of the provider', () => {
  it('a hard bounce suppresses the address, whatever is told later', async () => {
    const email = 'carl@example.com'
    const key = `email:${email}`
    await shop.customer({ email })
    await shop.happens({ email }, 'news_out', { n: 1 })
    const mail = await shop.mail(email)
    const { id } = await message(key, 'news', { status: 'sent' })
    expect(mail.header('X-PM-Metadata-triggerfish_message')).toBe(id)
    const about = { MessageID: 'pm-1', Metadata: { triggerfish_message: id } }
    const delivered = { RecordType: 'Delivery', ...about, Recipient: email, DeliveredAt: await shop.time() }
    const bounced = {
      RecordType: 'Bounce',
      ...about,
      Type: 'HardBounce',
      Email: email,
      BouncedAt: await shop.time(),
    }
    expect((await shop.report(bounced)).status).toBe(200)
    await message(key, 'news', { status: 'sent', delivery: 'bounced' })
    for (const report of [delivered, bounced, delivered]) expect((await shop.report(report)).status).toBe(200)
    await happened(key, 'email_delivered')
    await happened(key, 'email_bounced')
    expect(await message(key, 'news', {})).toMatchObject({ delivery: 'bounced' })

    await shop.happens({ email }, 'news_out', { n: 2 })
    expect(await leftOut(key, 'news', 'address_suppressed')).toMatch(
      /the address may not be written to \(hard_bounce\)/,
    )
    expect(await shop.mails(email)).toHaveLength(1)
  })

  it('a mail whose answer was lost is settled by its report, and never sent twice', async () => {
    const email = 'dora@example.com'
    const key = `email:${email}`
    await shop.customer({ email })
    shop.main.script = { dot: 'close' }
    const { begun } = shop.main
    await shop.happens({ email }, 'news_out', { n: 1 })
    const { id } = await message(key, 'news', { status: 'unknown' })
    shop.main.script = {}
    const about = { MessageID: 'pm-2', Metadata: { triggerfish_message: id } }
    await shop.report({
      RecordType: 'Delivery',
      ...about,
      Recipient: email,
      DeliveredAt: await shop.time(),
    })
    await message(key, 'news', { status: 'sent', delivery: 'delivered', reason: null })
    // What comes after it would not, had it been queued again.
    await shop.happens({ email }, 'offer_out', { n: 1 })
    expect((await shop.mail(email)).subject).toBe('Offer')
    expect(shop.main.begun - begun).toBe(2)
    expect(shop.backup.begun).toBe(0)
  })

  it('a complaint is told by SendGrid of the mail it had, and nothing of anything else', async () => {
    const email = 'fay@example.com'
    const key = `email:${email}`
    await shop.customer({ email })
    await shop.happens({ email }, 'news_out', { n: 1 })
    const mail = await shop.mail(email)
    const complained = {
      event: 'spamreport',
      email,
      timestamp: Math.floor(Date.parse(await shop.time()) / 1_000),
      sg_event_id: 'sg-1',
      'smtp-id': mail.header('Message-ID'),
    }
    const processed = { ...complained, event: 'processed', sg_event_id: 'sg-2' }
    expect((await shop.events(complained, processed)).status).toBe(200)
    await message(key, 'news', { delivery: 'complained' })
    await ordered('o-fay', email)
    await leftOut(key, 'thanks', 'address_suppressed')
    expect(await shop.mails(email)).toHaveLength(1)
  })

  it('nobody else may tell', async () => {
    const forged = await shop.report({ RecordType: 'Bounce' }, 'another-password-of-32-characters')
    expect(forged.status).toBe(401)
  })
})

describe('SMS', () => {
  const phone = '+4915112345678'
  const key = `phone:${phone}`
  let n = 0
  const text = () => shop.happens({ phone }, 'text_out', { n: ++n })
  const taken = (count: number) =>
    eventually(() => {
      expect(shop.twilio.taken).toHaveLength(count)
      return shop.twilio.taken.at(-1)!.body
    })

  it('says how to leave once, and what it cost', async () => {
    await shop.customer({ phone })
    await text()
    expect(await taken(1)).toMatch(
      /^Fern: your boots are back https:\/\/fern\.link\/s\/[A-Za-z0-9]{9}\nReply STOP to opt out$/,
    )
    const { words } = await message(key, 'text', { status: 'sent', segments: 1, price: '0.0775' })
    expect(words).toContain('1 segment for 0.0775')
    await text()
    expect(await taken(2)).not.toContain('STOP')
  })

  it('has a short link, whose tap goes on with the journey', async () => {
    const [link] = (await taken(2)).match(/https:\/\/\S+/)!
    await shop.untilRead()
    const answer = await shop.follow(link)
    expect([answer.status, answer.headers.get('location')]).toEqual([
      302,
      'https://shop.example/boots?size=42&utm_source=fern&utm_medium=text&utm_campaign=text&utm_content=sms',
    ])
    await eventually(async () => expect(await shop.pass(key, 'text')).toMatchObject({ endedBy: 'clicked' }))
    await happened(key, 'sms_clicked')
  })

  it('ends with STOP, which nobody else can say, and begins anew with START', async () => {
    expect((await shop.writes(phone, 'STOP', 'another-token-of-32-characters-0')).status).toBe(403)
    expect((await shop.writes(phone, ' Stop! ')).status).toBe(200)
    await happened(key, 'sms_unsubscribed')
    await text()
    await leftOut(key, 'text', 'no_consent')
    expect((await shop.writes(phone, 'start')).status).toBe(200)
    await happened(key, 'consent_changed', 2)
    await text()
    await taken(3)
  })

  it('goes on when a sentence merely holds the word, which a person is shown', async () => {
    expect((await shop.writes(phone, 'please stop by tomorrow')).status).toBe(200)
    await happened(key, 'sms_replied')
    expect(await shop.cli('replies')).toMatch(/unclear: stop\?.*please stop by tomorrow/)
    await text()
    await taken(4)
  })
})

it('an ad platform is told of an audience by hashes, and that somebody has left', async () => {
  const hash = (text: string) => createHash('sha256').update(text).digest('hex')
  const members = [{ email: hash('finn@example.com') }, { phone: hash('+436601234567') }]
  const told = (change: string) =>
    eventually(() => {
      const all = shop.adPlatform.asked.map(({ body }) => JSON.parse(body))
      const ids = all.filter(each => each.change === change).flatMap(each => each.members)
      expect(ids).toHaveLength(2)
      expect(ids).toEqual(expect.arrayContaining(members))
    })
  const names = { email: ' Finn@Example.com', phone: '+43 660 1234567' }
  await shop.customer(names)
  await shop.happens({ email: names.email }, 'cart_left', { n: 1 })
  await told('add')
  expect(shop.adPlatform.asked[0]).toMatchObject({
    method: 'POST',
    path: '/in/left-a-cart',
    headers: { authorization: 'Bearer a-token-of-the-ad-platform' },
  })

  await shop.happens({ email: names.email }, 'offer_out', { n: 1 })
  const page = (await shop.mail('finn@example.com')).link('What you get')
  const all = new URLSearchParams({ shown: 'email', stop: 'all' })
  expect((await shop.follow(page, { method: 'POST', body: all })).status).toBe(200)
  await told('remove')
})

it('the log tells of none of it whom it was about', () => {
  expect(shop.output()).not.toMatch(
    /@(\w+\.)?example\.com|15112345678|6601234567|"level":(50|60)|"(error|fatal)"/i,
  )
})
