// What law and mail providers want of marketing by email, row by row, on what goes over the wire and what answers the links.
import { generateKeyPairSync } from 'node:crypto'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { smtpSender } from '../../../src/dispatch/index.js'
import { previewMessage } from '../../../src/dispatch/preview.js'
import { dkimKey } from '../../../src/dispatch/senders/dkim.js'
import type { SendStep } from '../../../src/journeys/definition/action-schemas.js'
import { allSteps } from '../../../src/journeys/definition/walk.js'
import { readWorkspace } from '../../../src/journeys/workspace/index.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { verifyDkim } from '../../support/verify-dkim.js'
import { misbehavingSmtp } from '../dispatch/misbehaving-smtp.js'
import { anOutbox } from '../dispatch/outbox.js'
import { aSite } from './a-site.js'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
const unsubscribe = 'unsubscribe@shop.example'

/** The bytes of a mail as the server of the receiver gets them, and its header fields unfolded. */
async function onTheWire(category: 'marketing' | 'transactional', topic?: string) {
  const outbox = await anOutbox({
    settings: {
      senders: { email: { from: 'hello@shop.example', name: 'Shop', unsubscribe } },
      topics: { newsletter: { name: 'Newsletter' } },
    },
    ...(topic && { topic }),
  })
  const smtp = await misbehavingSmtp()
  const dkim = dkimKey('shop.example', 'tf', pem)
  const email = smtpSender({ url: `smtp://127.0.0.1:${smtp.port}`, dkim })
  untilOver(() => email.close())
  const id = await outbox.aMessage({ category })
  outbox.start({ publicUrl: 'https://t.shop.example', senders: { email, sms: outbox.sms } })
  await outbox.publish(id)
  await eventually(async () => smtp.taken.length === 1)
  const mail = smtp.taken[0]!.slice(0, -'.\r\n'.length).replaceAll('\r\n..', '\r\n.')
  const head = mail.slice(0, mail.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')
  const field = (name: string): string[] =>
    head.split('\r\n').flatMap(line => (line.startsWith(`${name}: `) ? [line.slice(name.length + 2)] : []))
  return { mail, field }
}

describe('on the wire, a marketing mail', () => {
  it('has List-Unsubscribe once, with one HTTPS address and one mailto', async () => {
    const { field, mail } = await onTheWire('marketing')
    const [list, ...more] = field('List-Unsubscribe')
    expect(more).toEqual([])
    expect(list).toMatch(
      /^<https:\/\/t\.shop\.example\/u\/[\w-]+\.[\w-]+>, <mailto:unsubscribe@shop\.example\?subject=unsubscribe%20[\w-]+\.[\w-]+>$/,
    )
    expect(Math.max(...mail.split('\r\n').map(line => line.length))).toBeLessThanOrEqual(998)
  })

  it('has List-Unsubscribe-Post, exactly as RFC 8058 writes it', async () => {
    const { field } = await onTheWire('marketing')
    expect(field('List-Unsubscribe-Post')).toEqual(['List-Unsubscribe=One-Click'])
  })

  it('has both under a DKIM signature that is good', async () => {
    const { mail } = await onTheWire('marketing')
    const { valid, covered } = verifyDkim(mail, publicKey)
    expect(valid).toBe(true)
    expect(covered).toEqual(
      expect.arrayContaining([
        'from',
        'subject',
        'list-unsubscribe',
        'list-unsubscribe-post',
        'list-id',
        'feedback-id',
      ]),
    )
    const forged = mail.replace('https://t.shop.example', 'https://evil.shop.example')
    expect(verifyDkim(forged, publicKey).valid).toBe(false)
    expect(verifyDkim(mail.replace('One-Click', 'Two-Click'), publicKey).valid).toBe(false)
  })

  it('names the list it is of: its topic, or all marketing', async () => {
    expect((await onTheWire('marketing', 'newsletter')).field('List-Id')).toEqual([
      '<newsletter.shop.example>',
    ])
    expect((await onTheWire('marketing')).field('List-Id')).toEqual(['<marketing.shop.example>'])
  })

  it('says truthfully who it is from', async () => {
    const { field } = await onTheWire('marketing')
    expect(field('From')).toEqual(['Shop <hello@shop.example>'])
  })
})

it('a mail about an order has none of these headers, and is signed all the same', async () => {
  const { mail, field } = await onTheWire('transactional')
  for (const name of ['List-Unsubscribe', 'List-Unsubscribe-Post', 'List-Id', 'Feedback-ID'])
    expect(field(name)).toEqual([])
  expect(verifyDkim(mail, publicKey).valid).toBe(true)
})

describe('the address in the header', () => {
  const oneClick = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' })
  const multipart = new FormData()
  multipart.set('List-Unsubscribe', 'One-Click')

  it.each([
    ['application/x-www-form-urlencoded', oneClick],
    ['multipart/form-data', multipart],
  ])('takes a POST of %s without cookie or key, redirects nowhere, answers 200', async (_, body) => {
    const site = await aSite()
    const { path } = await site.mail()
    const answer = await site.call('POST', path, { body })
    expect([answer.status, answer.headers.get('location'), answer.headers.get('set-cookie')]).toEqual([
      200,
      null,
      null,
    ])
    expect(site.reports).toHaveLength(1)
  })

  it('tells recipient and list by itself', async () => {
    const site = await aSite({ topic: 'newsletter' })
    const { id, path } = await site.mail()
    await site.call('POST', path, { body: oneClick })
    expect(site.reports).toMatchObject([
      { messageId: id, customerId: site.customerId, channel: 'email', properties: { topic: 'newsletter' } },
    ])
  })

  it('unsubscribes nobody by GET or HEAD, whoever asks', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    const agents = ['GoogleImageProxy', 'Mozilla/5.0 (Windows NT 6.1; SafeLinks)', 'curl/8', '']
    for (const agent of agents)
      for (const method of ['GET', 'HEAD'])
        expect((await site.call(method, path, { headers: { 'user-agent': agent } })).status).toBe(200)
    expect(site.reports).toEqual([])
  })

  it('works for at least 60 days after the mail, longer than the mail itself is kept', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    await sql`delete from messages`.execute(site.outbox.db)
    site.set({ now: new Date(Date.now() + 61 * 86_400_000) })
    expect((await site.call('POST', path, { body: oneClick })).status).toBe(200)
    site.work()
    await eventually(async () => (await site.customer()).email_consent === 'unsubscribed')
  })

  it('is in force at once, not within days', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    site.work()
    const begun = performance.now()
    await site.call('POST', path, { body: oneClick })
    await eventually(async () => (await site.customer()).email_consent === 'unsubscribed')
    // A second on a machine of its own; here for what would wait for a clock.
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  it('leads to a page that stops everything too', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    const page = await site.call('GET', path)
    expect(page.text).toContain('/preferences">')
    expect((await site.call('GET', `${path}/preferences`)).text).toContain('Unsubscribe from everything')
  })
})

describe('the marketing mails that are shipped', async () => {
  const { workspace } = await readWorkspace('journeys')
  const { settings, journeys, templates } = workspace!
  const sends = journeys.flatMap(journey =>
    allSteps(journey.steps)
      .map(({ value }) => value as SendStep)
      .filter(({ send, category }) => send === 'email' && category !== 'transactional')
      .map(step => ({ name: `${journey.id} ${step.id}`, journey, step })),
  )

  it('are some', () => expect(sends.length).toBeGreaterThan(10))

  it.each(sends)(
    '$name: postal address, why it comes, and how it ends, in both its parts',
    ({ journey, step }) => {
      const template = templates.find(({ channel, name }) => channel === 'email' && name === step.template)!
      const coupon = { code: 'ABC-1', expiresAt: '2026-12-05T09:00:00.000Z' }
      const product = {
        productId: 'a',
        name: 'Shoe',
        price: '10.00',
        currency: 'EUR',
        url: 'https://shop.example/a',
      }
      const items = [{ ...product, quantity: 1 }]
      const shown = previewMessage({
        settings,
        template,
        journey,
        stepId: step.id,
        category: 'marketing',
        customer: { email: 'ann@example.com', phone: null, attributes: {} },
        data: {
          product,
          previousPrice: '12.00',
          category: { id: 'shoes', name: 'Shoes' },
          cart: { id: 'c', value: '10.00', currency: 'EUR', url: 'https://shop.example/c', items },
          order: { id: 'o', total: '10.00', currency: 'EUR', items },
        },
        outputs: Object.fromEntries(allSteps(journey.steps).map(({ value }) => [value.id, coupon])),
        now: new Date('2026-11-21T12:00:00Z'),
      })
      if (!('html' in shown)) throw new Error(JSON.stringify(shown))
      for (const part of [shown.html.replaceAll('&amp;', '&'), shown.text]) {
        const text = part.replace(/\s+/g, ' ')
        expect(text).toContain(settings.brand.postalAddress)
        expect(text).toContain('You get this email because')
        expect(text).toMatch(/\/u\/[\w-]+\.[\w-]+/)
      }
    },
  )
})
