// The link of a message that asks for a confirmation, over real HTTP: opened it changes nothing, pressed it says yes once.
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { inTransaction } from '../../../src/db/index.js'
import { pageRoutes } from '../../../src/feedback/index.js'
import { createEventIntake } from '../../../src/ingest/index.js'
import type { Event } from '../../../src/model/event.js'
import { processEvents } from '../../../src/pipeline/index.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { journeySet } from '../../support/builders.js'
import { eventually } from '../../support/eventually.js'
import { anOutbox, type Outbox } from '../dispatch/outbox.js'
import { drained } from '../ingest/an-ingest-server.js'

const asked = { channel: 'email', topic: 'newsletter', wording: 'Yes, send me <news>.' }
const content = {
  subject: 'Confirm',
  preheader: '',
  html: '<a href="{{ confirmUrl }}">Confirm</a>',
  text: '{{ confirmUrl }}',
}

interface Site {
  readonly outbox: Outbox
  readonly url: string
  readonly customerId: string
  get(path: string): Promise<Page>
  post(path: string): Promise<Page>
  /** Changes what the pages go by. */
  set(changes: { now?: Date; isQueueAway?: boolean; onAccepted?: () => Promise<unknown> }): void
}

interface Page {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

async function aSite(): Promise<Site> {
  const outbox = await anOutbox({
    emailContent: content,
    settings: { topics: { newsletter: { name: 'News <& more>' } } },
  })
  let now = new Date()
  let isQueueAway = false
  let onAccepted: (() => Promise<unknown>) | undefined
  const intake = createEventIntake({ broker: outbox.broker })
  const accept = async (events: readonly Event[]): Promise<void> => {
    if (isQueueAway) throw new BrokerUnavailable('away')
    await intake.accept(events)
    await onAccepted?.()
  }
  const logger = createLogger({ level: 'silent' })
  const router = pageRoutes({ db: outbox.db, accept, clock: { now: () => now }, logger })
  const server = await listen(createHttp({ routers: [router], logger }), { port: 0 })
  onTestFinished(() => server.close())
  const customerId = await outbox.aCustomer({ email: 'ann@example.com', emailConsent: 'unknown' })
  await sql`insert into identities (kind, value, customer_id, part, created_at)
    values ('email', 'ann@example.com', ${customerId}, 0, now())`.execute(outbox.db)
  const call = (method: string) => async (path: string) => {
    const answer = await fetch(`${server.url}${path}`, { method, redirect: 'manual' })
    return { status: answer.status, text: await answer.text(), headers: answer.headers }
  }
  return {
    outbox,
    url: server.url,
    customerId,
    get: call('GET'),
    post: call('POST'),
    set: changes => {
      now = changes.now ?? now
      isQueueAway = changes.isQueueAway ?? isQueueAway
      onAccepted = changes.onAccepted ?? onAccepted
    },
  }
}

/** Sends the message that asks, and answers the path of its link. */
async function linkOf({ outbox, url, customerId }: Site, data: object = asked): Promise<string> {
  const id = await outbox.aMessage({ customerId, category: 'transactional', data })
  const dispatch = outbox.start({ publicUrl: url })
  await outbox.publish(id)
  await eventually(async () => outbox.email.outbox.length > 0)
  await dispatch.close()
  const [mail] = outbox.email.outbox
  expect(mail?.html).toContain(mail?.text)
  return mail!.text.slice(url.length)
}

const process = (site: Site, events: readonly Event[]) =>
  inTransaction(site.outbox.db, trx => processEvents(trx, async () => journeySet([]), events))

describe('the link of a confirmation', () => {
  it('holds no address, and asks on a page that changes nothing', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    expect(path).toMatch(/^\/k\/[\w.-]+$/)
    expect(Buffer.from(path.slice(3), 'base64url').toString()).not.toContain('ann')
    const page = await site.get(path)
    expect(page.status).toBe(200)
    expect(page.text).toContain('“News &lt;&amp; more&gt;” by email')
    expect(page.text).toContain('Shop &amp; Co')
    expect(page.text).toContain('<form method="post"><button type="submit">')
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'")
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(await drained(site.outbox.broker)).toEqual([])
  })

  it('pressed twice, says yes once, with what was asked and how', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    const pages = [await site.post(path), await site.post(path)]
    expect(pages.map(({ status }) => status)).toEqual([200, 200])
    const events = await drained(site.outbox.broker)
    expect(new Set(events.map(({ id }) => id)).size).toBe(1)
    expect(events[0]).toMatchObject({
      type: 'consent_changed',
      source: 'triggerfish',
      customer: { email: 'ann@example.com' },
      properties: {
        channel: 'email',
        topic: 'newsletter',
        status: 'subscribed',
        method: 'double',
        source: 'double opt-in',
        wording: 'Yes, send me <news>.',
        ip: expect.stringContaining('127.0.0.1'),
      },
    })
    expect((await process(site, events)).processed).toBe(1)
    const { rows } =
      await sql`select topic, status, method, evidence ->> 'wording' as wording from consent_changes`.execute(
        site.outbox.db,
      )
    expect(rows).toEqual([
      { topic: 'newsletter', status: 'subscribed', method: 'double', wording: asked.wording },
    ])
    expect((await site.post(path)).status).toBe(200)
    expect(await drained(site.outbox.broker)).toEqual([])
  })

  it('does not undo an unsubscribe that came after it was pressed', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    await site.post(path)
    await process(site, await drained(site.outbox.broker))
    await sql`update customers set email_consent = 'unsubscribed'`.execute(site.outbox.db)
    expect(await site.post(path)).toMatchObject({ status: 410 })
    expect(await drained(site.outbox.broker)).toEqual([])
  })

  it('asks in the language of the reader', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    await sql`update customers set attributes = '{"locale":"de"}'`.execute(site.outbox.db)
    expect((await site.get(path)).text).toContain('<html lang="de">')
    expect((await site.post(path)).text).toContain('Danke, das ist bestätigt')
  })

  it('is worth nothing when forged, and shows nothing of what it was given', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    const [text, signature] = path.slice(3).split('.')
    const other = Buffer.from(Buffer.from(text!, 'base64url').toString().replace('newsletter', 'offers'))
    for (const token of [
      `${other.toString('base64url')}.${signature}`,
      `${text}.`,
      'x<script>',
      'https:%2F%2Fevil.example',
      'a'.repeat(5_000),
    ]) {
      for (const call of [site.get, site.post]) {
        const page = await call(`/k/${encodeURI(token)}`)
        expect(page.status).toBe(404)
        expect(page.text).toContain('This link is not complete')
        expect(page.text).not.toContain('script>')
        expect(page.text).not.toContain('evil')
      }
    }
    expect(await drained(site.outbox.broker)).toEqual([])
  })

  it('is good for 30 days', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    site.set({ now: new Date(Date.now() + 29 * 86_400_000) })
    expect((await site.get(path)).status).toBe(200)
    site.set({ now: new Date(Date.now() + 31 * 86_400_000) })
    expect([(await site.get(path)).status, (await site.post(path)).status]).toEqual([410, 410])
  })

  it('is worth nothing once the customer was erased, or has another address', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    await sql`update customers set email = 'new@example.com'`.execute(site.outbox.db)
    expect((await site.post(path)).status).toBe(410)
    await sql`delete from identities`.execute(site.outbox.db)
    await sql`delete from customers`.execute(site.outbox.db)
    expect((await site.post(path)).status).toBe(410)
    expect(await drained(site.outbox.broker)).toEqual([])
  })

  it('asks for patience while Redis is away', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    site.set({ isQueueAway: true })
    const page = await site.post(path)
    expect([page.status, page.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8'])
    expect(page.text).toContain('Nothing has been changed')
  })

  it('does not say that nothing was changed when something was: the page needs PostgreSQL before, not after', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    site.set({ onAccepted: () => sql`alter table workspace rename to away`.execute(site.outbox.db) })
    expect((await site.post(path)).status).toBe(200)
    expect(await drained(site.outbox.broker)).toHaveLength(1)
  })

  it('changes nothing by what scanners and clients with odd methods send', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    const call = (method: string, headers: Record<string, string> = {}) =>
      fetch(site.url + path, { method, headers })
    expect((await call('HEAD')).status).toBe(200)
    for (const method of ['OPTIONS', 'PUT', 'DELETE', 'PATCH']) expect((await call(method)).status).toBe(405)
    expect((await call('GET', { 'X-HTTP-Method-Override': 'POST' })).status).toBe(200)
    expect((await fetch(`${site.url}${path}?_method=POST`)).status).toBe(200)
    expect(await drained(site.outbox.broker)).toEqual([])
  })

  it('is pressed by any form, and its answers are for nobody else', async () => {
    const site = await aSite()
    const path = await linkOf(site)
    const form = new FormData()
    form.set('status', 'unsubscribed')
    for (const body of [form, new URLSearchParams({ status: 'unsubscribed' }), '{"status":"unsubscribed"}']) {
      const page = await fetch(site.url + path, { method: 'POST', body })
      expect(page.status).toBe(200)
      expect(Object.fromEntries(page.headers)).toMatchObject({
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'x-robots-tag': 'noindex, nofollow',
        'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'$/),
      })
      expect(await page.text()).not.toContain(path.slice(3))
    }
    const events = await drained(site.outbox.broker)
    expect(new Set(events.map(({ id, properties }) => `${id} ${properties.status}`)).size).toBe(1)
    expect(events[0]?.properties.status).toBe('subscribed')
  })

  it('is not made for another channel than the one asked for: the message is not sent', async () => {
    const site = await aSite()
    const { outbox, customerId } = site
    const id = await outbox.aMessage({
      customerId,
      category: 'transactional',
      data: { ...asked, channel: 'sms' },
    })
    outbox.start({ publicUrl: site.url })
    await outbox.publish(id)
    await eventually(async () => (await outbox.row(id)).status === 'failed')
    expect((await outbox.row(id)).reason).toContain('consent_requested for email')
    expect(outbox.email.outbox).toEqual([])
  })
})

describe('a topic', () => {
  it('that is no longer wanted at the hand-over keeps the message back', async () => {
    const outbox = await anOutbox()
    await sql`update journey_versions
      set definition = jsonb_set(definition, '{journey,steps,0,topic}', '"offers"')`.execute(outbox.db)
    const [kept, sent] = [await outbox.aMessage(), await outbox.aMessage()]
    const no = JSON.stringify({ email: { offers: { status: 'unsubscribed', at: 0 } } })
    await sql`update customers set topic_consents = ${no}
      where id = (select customer_id from messages where id = ${kept})`.execute(outbox.db)
    outbox.start()
    await outbox.publish(kept, sent)
    await eventually(async () => (await outbox.row(sent)).status === 'sent')
    await eventually(async () => (await outbox.row(kept)).status === 'skipped')
    expect((await outbox.row(kept)).reason).toBe('no_consent')
  })
})
