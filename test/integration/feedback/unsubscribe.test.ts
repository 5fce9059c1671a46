// The link by which somebody gets no more, over real HTTP: opened it changes nothing, posted to it counts at once, whatever
// posts and whichever server is away.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { inTransaction } from '../../../src/db/index.js'
import { takeReports } from '../../../src/feedback/take-reports.js'
import { processEvents } from '../../../src/pipeline/index.js'
import { journeySet } from '../../support/builders.js'
import { eventually } from '../../support/eventually.js'
import { aName, aSite, type Form, type Site } from './a-site.js'

const newsletter = {
  topic: 'newsletter',
  settings: { topics: { newsletter: { name: 'News & <more>' }, offers: { name: 'Offers' } } },
}
const oneClick: Form = { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }

function multipart(): FormData {
  const form = new FormData()
  form.set('List-Unsubscribe', 'One-Click')
  return form
}

/** What the reports so far mean, through the pipeline. */
async function processed({ outbox: { db }, reports }: Site): Promise<void> {
  const { events } = await takeReports(db, reports, new Date())
  await inTransaction(db, trx => processEvents(trx, async () => journeySet([]), events))
}

describe('opened', () => {
  it('it asks, on a page that changes nothing, whoever opens it', async () => {
    const site = await aSite(newsletter)
    const { path } = await site.mail()
    const page = await site.call('GET', path)
    expect(page.status).toBe(200)
    expect(page.text).toContain('Unsubscribe from “News &amp; &lt;more&gt;”?')
    expect(page.text).toContain('Shop &amp; Co')
    expect(page.text).not.toContain('ann@')
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'")
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('set-cookie')).toBeNull()
    expect((await site.call('HEAD', path)).status).toBe(200)
    expect(site.reports).toEqual([])
    expect(await site.customer()).toMatchObject({ email_consent: 'subscribed', topic_consents: {} })
  })

  it('it speaks the language of the customer, else that of the browser', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    const german = { headers: { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' } }
    expect((await site.call('GET', path, german)).text).toContain('<html lang="de">')
    await sql`update customers set attributes = '{"locale":"en_GB"}'`.execute(site.outbox.db)
    expect((await site.call('GET', path, german)).text).toContain('<html lang="en">')
    await sql`update customers set attributes = '{"locale":"de"}'`.execute(site.outbox.db)
    expect((await site.call('GET', path)).text).toContain('Abmelden')
  })
})

describe('posted to', () => {
  const bodies: [string, Form][] = [
    ['as urlencoded', oneClick],
    ['as multipart', { body: multipart() }],
    ['without a body', {}],
    ['as something else', { body: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'text/plain' } }],
    ['as a broken form', { body: '--', headers: { 'content-type': 'multipart/form-data; boundary=x' } }],
  ]
  it.each(bodies)('%s it answers 200 and unsubscribes: no cookie, no redirect', async (_, form) => {
    const site = await aSite()
    const { id, path } = await site.mail()
    const answer = await site.call('POST', path, form)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(answer.headers.get('location')).toBeNull()
    expect(site.reports).toMatchObject([
      {
        type: 'email_unsubscribed',
        messageId: id,
        customerId: site.customerId,
        properties: { source: 'one-click' },
      },
    ])
    await processed(site)
    expect(await site.customer()).toMatchObject({ email_consent: 'unsubscribed' })
  })

  it('it leaves the topic of the message, and the rest of the channel is as it was', async () => {
    const site = await aSite(newsletter)
    const { path } = await site.mail()
    await site.call('POST', path, oneClick)
    await processed(site)
    expect(await site.customer()).toMatchObject({
      email_consent: 'subscribed',
      topic_consents: { email: { newsletter: { status: 'unsubscribed' } } },
    })
  })

  it('by the second button of the page it leaves the whole channel', async () => {
    const site = await aSite(newsletter)
    const { path } = await site.mail()
    const page = await site.call('GET', path)
    expect(page.text.match(/<form method="post">/g)).toHaveLength(2)
    const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click', from: 'page', scope: 'channel' })
    const answer = await site.call('POST', path, { body })
    expect(answer.text).toContain('You are unsubscribed')
    expect(answer.text).toContain('no more news and offers by email')
    expect(site.reports[0]?.properties).toEqual({ source: 'page' })
    await processed(site)
    expect(await site.customer()).toMatchObject({ email_consent: 'unsubscribed' })
  })

  it('again it is fine, and after a yes in between it is a no again', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    const answers = [await site.call('POST', path, oneClick), await site.call('POST', path, oneClick)]
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    await processed(site)
    await sql`update customers set email_consent = 'subscribed', email_consent_at = now() + interval '1 minute'`.execute(
      site.outbox.db,
    )
    site.set({ now: new Date(Date.now() + 120_000) })
    await site.call('POST', path, oneClick)
    await processed(site)
    expect(await site.customer()).toMatchObject({ email_consent: 'unsubscribed' })
  })

  it('it counts within a second, also for what is queued already (I6)', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    const waiting = await site.outbox.aMessage({ customerId: site.customerId })
    site.work()
    const begun = performance.now()
    await site.call('POST', path, oneClick)
    await eventually(async () => (await site.customer()).email_consent === 'unsubscribed')
    // A second on a machine of its own; here for what would wait for a clock.
    expect(performance.now() - begun).toBeLessThan(5_000)
    const dispatch = site.outbox.start()
    await site.outbox.publish(waiting)
    await eventually(async () => (await site.outbox.row(waiting)).status === 'skipped')
    expect(await site.outbox.row(waiting)).toMatchObject({ reason: 'no_consent' })
    await dispatch.close()
    const { rows } =
      await sql`select topic, status, evidence ->> 'messageId' as message, evidence ->> 'source' as source
      from consent_changes`.execute(site.outbox.db)
    expect(rows).toEqual([
      { topic: null, status: 'unsubscribed', message: expect.any(String), source: 'one-click' },
    ])
  })

  it('it is taken while PostgreSQL is away, and so is the question asked', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    await site.call('GET', path)
    await site.cut()
    expect((await site.call('GET', path)).status).toBe(200)
    expect((await site.call('POST', path, oneClick)).status).toBe(200)
    site.work()
    await eventually(async () => (await site.customer()).email_consent === 'unsubscribed')
  })

  it('while Redis is away it says so, and is never a false yes', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    site.set({ isQueueAway: true })
    const answer = await site.call('POST', path, oneClick)
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('30')
    expect(answer.text).toContain('Nothing has been changed')
  })
})

describe('how long it is good', () => {
  const days = (count: number): Date => new Date(Date.now() + count * 86_400_000)

  it('for more than a year, also when the message is kept no longer', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    await sql`delete from messages`.execute(site.outbox.db)
    site.set({ now: days(390) })
    expect((await site.call('GET', path)).status).toBe(200)
    expect((await site.call('POST', path, oneClick)).status).toBe(200)
    await processed(site)
    expect(await site.customer()).toMatchObject({ email_consent: 'unsubscribed' })
    site.set({ now: days(401) })
    expect((await site.call('POST', path, oneClick)).status).toBe(410)
  })

  it('for whoever the customer has become since, message or no message', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    const { db } = site.outbox
    const other = await site.outbox.aCustomer({ email: 'ann.b@example.com' })
    await aName(site.outbox, other, 'ann.b@example.com')
    await sql`delete from messages`.execute(db)
    await sql`delete from customers where id = ${site.customerId}`.execute(db)
    await sql`insert into customer_merges (id, kind, from_id, into_id, names, reason, merged_at)
      values (gen_random_uuid(), 'merged', ${site.customerId}, ${other}, '[]', 'test', now())`.execute(db)
    await site.call('POST', path, oneClick)
    await processed(site)
    const { rows } = await sql`select id, email_consent from customers`.execute(db)
    expect(rows).toEqual([{ id: other, email_consent: 'unsubscribed' }])
  })

  it('of somebody who was erased it is answered, and changes nothing', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    await sql`delete from messages`.execute(site.outbox.db)
    await sql`delete from customers`.execute(site.outbox.db)
    expect((await site.call('POST', path, oneClick)).status).toBe(200)
    const taken = await takeReports(site.outbox.db, site.reports, new Date())
    expect(taken).toMatchObject({ events: [], early: [], foreign: [{}] })
    expect((await site.call('GET', `${path}/preferences`)).status).toBe(410)
  })
})

describe('made up', () => {
  it('it is worth nothing, shows nothing of itself, and no part of it is logged', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    const [text] = path.slice(3).split('.')
    for (const token of [`${text}.x`, 'x%3Cscript%3E', 'https:%2F%2Fevil.example', 'a'.repeat(5_000)]) {
      for (const method of ['GET', 'POST']) {
        for (const tail of ['', '/preferences']) {
          const page = await site.call(method, `/u/${token}${tail}`)
          expect(page.status).toBe(404)
          expect(page.text).toContain('This link is not complete')
          expect(page.text).not.toMatch(/script>|evil/)
        }
      }
    }
    await site.call('POST', path, oneClick)
    expect(site.reports).toHaveLength(1)
    expect(site.logged.join()).not.toContain(text)
  })

  it('a body that is no form of ours is not read on and on', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    const answer = await site.call('POST', path, { body: 'x'.repeat(100_000) })
    expect(answer.status).toBe(413)
  })

  it('other methods are refused', async () => {
    const site = await aSite()
    const { path } = await site.mail()
    expect((await site.call('PUT', path)).status).toBe(405)
    expect((await site.call('DELETE', `${path}/preferences`)).status).toBe(405)
  })
})
