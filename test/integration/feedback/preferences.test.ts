// The page on which somebody chooses what to get, over real HTTP: what it shows, what pressing its buttons says.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { inTransaction } from '../../../src/db/index.js'
import { takeReports } from '../../../src/feedback/take-reports.js'
import { processEvents } from '../../../src/pipeline/index.js'
import { journeySet } from '../../support/builders.js'
import { aSite, type Site } from './a-site.js'

const settings = {
  topics: {
    newsletter: { name: 'Newsletter', description: 'What is <new>, once a week.' },
    offers: { name: 'Offers' },
  },
  sms: {},
}

async function aPage(more: object = {}) {
  const site = await aSite({ settings: { ...settings, ...more } })
  const { path } = await site.mail()
  const open = async () => (await site.call('GET', `${path}/preferences`)).text
  const press = async (on: readonly string[], rest: Record<string, string> = {}) => {
    const shown = /name="shown" value="([^"]*)"/.exec(await open())?.[1] ?? ''
    const body = new URLSearchParams({ shown, ...rest })
    for (const name of on) body.append('on', name)
    return await site.call('POST', `${path}/preferences`, { body })
  }
  return { site, path, open, press }
}

/** Names of the boxes that a page shows ticked. */
const ticked = (text: string): string[] =>
  [...text.matchAll(/value="([\w.]+)" checked/g)].map(match => match[1]!)

async function processed({ outbox: { db }, reports }: Site, rules: object = {}): Promise<void> {
  const { events } = await takeReports(db, reports, new Date())
  await inTransaction(db, trx =>
    processEvents(trx, async () => journeySet([], { ...settings, ...rules }), events),
  )
}

describe('the page', () => {
  it('has a labelled box for every channel and topic, as it is now, and no address', async () => {
    const { open, site } = await aPage()
    const text = await open()
    expect(ticked(text)).toEqual([
      'email',
      'email.newsletter',
      'email.offers',
      'sms',
      'sms.newsletter',
      'sms.offers',
    ])
    expect(text.match(/<fieldset><legend>/g)).toHaveLength(2)
    expect(text.match(/<label/g)).toHaveLength(6)
    expect(text).toContain('What is &lt;new&gt;, once a week.')
    expect(text).not.toMatch(/ann@|\+49/)
    expect(text).not.toContain('<script')
    expect(site.reports).toEqual([])
  })

  it('has one box for each channel where the shop has no topics', async () => {
    const { open } = await aPage({ topics: undefined })
    expect(ticked(await open())).toEqual(['email', 'sms'])
  })

  it('says nothing of SMS where there is no number', async () => {
    const { open, site } = await aPage()
    await sql`update customers set phone = null`.execute(site.outbox.db)
    expect(await open()).not.toContain('SMS')
  })

  it('is not shown to whoever has an address by now that was given up', async () => {
    const { path, site, press } = await aPage()
    await sql`update customers set email = 'new@example.com'`.execute(site.outbox.db)
    expect((await site.call('GET', `${path}/preferences`)).status).toBe(410)
    expect((await press([])).status).toBe(410)
    expect(site.reports).toEqual([])
    expect((await site.call('POST', path)).status).toBe(200)
  })

  it('says that it is away while PostgreSQL is', async () => {
    const { path, site, open } = await aPage()
    await open()
    await site.cut()
    const answer = await site.call('GET', `${path}/preferences`)
    expect(answer.status).toBe(503)
    expect(answer.text).toContain('Nothing has been changed')
  })
})

describe('saved', () => {
  it('says what was changed, shows it, and it counts', async () => {
    const { press, site, open } = await aPage()
    const answer = await press(['email', 'email.offers', 'sms', 'sms.newsletter', 'sms.offers'])
    expect(answer.status).toBe(200)
    expect(answer.text).toContain('Saved.')
    expect(ticked(answer.text)).not.toContain('email.newsletter')
    expect(site.reports).toMatchObject([
      { type: 'email_unsubscribed', properties: { topic: 'newsletter', source: 'preferences' } },
    ])
    await processed(site)
    expect(await site.customer()).toMatchObject({
      email_consent: 'subscribed',
      topic_consents: { email: { newsletter: { status: 'unsubscribed' } } },
    })
    expect(ticked(await open())).not.toContain('email.newsletter')
  })

  it('a yes to the channel of the message is confirmed by it, and carries its evidence', async () => {
    const doubleOptIn = { consent: { doubleOptIn: ['email', 'sms'] } }
    const { press, site } = await aPage(doubleOptIn)
    await sql`update customers set email_consent = 'unsubscribed', sms_consent = 'unknown', email_consent_at = now() - interval '1 day'`.execute(
      site.outbox.db,
    )
    const answer = await press(['email', 'email.newsletter', 'sms'])
    expect(answer.text).toContain('You will get a message to confirm')
    expect(site.reports.map(({ properties }) => properties)).toMatchObject([
      {
        channel: 'email',
        status: 'subscribed',
        method: 'double',
        source: 'preferences',
        ip: expect.any(String),
      },
      {
        channel: 'email',
        topic: 'newsletter',
        status: 'subscribed',
        method: 'double',
        wording: 'Newsletter',
      },
      { topic: 'offers', source: 'preferences' },
      { channel: 'sms', status: 'subscribed', method: 'single' },
      { topic: 'newsletter' },
      { topic: 'offers' },
    ])
    await processed(site, doubleOptIn)
    expect(await site.customer()).toMatchObject({
      email_consent: 'subscribed',
      sms_consent: 'unknown',
      topic_consents: { email: { newsletter: { status: 'subscribed' }, offers: { status: 'unsubscribed' } } },
    })
  })

  it('"unsubscribe from everything" closes every channel', async () => {
    const { press, site } = await aPage()
    const answer = await press(['email', 'sms'], { stop: 'all' })
    expect(answer.text).toContain('unsubscribed from everything')
    expect(ticked(answer.text)).toEqual([])
    await processed(site)
    expect(await site.customer()).toMatchObject({
      email_consent: 'unsubscribed',
      sms_consent: 'unsubscribed',
    })
  })

  it('a topic of a channel that is closed needs the channel, and the page says so', async () => {
    const { press, site } = await aPage()
    await sql`update customers set email_consent = 'unsubscribed'`.execute(site.outbox.db)
    const answer = await press(['email.newsletter', 'sms', 'sms.newsletter', 'sms.offers'])
    expect(answer.text).toContain('please also tick “Write to me by email”')
    expect(site.reports).toEqual([])
  })

  it('pressed twice it is one word, and a post that is no form of it says nothing', async () => {
    const { press, site, path } = await aPage()
    const now = new Date()
    site.set({ now })
    await press(['email', 'sms'])
    const count = site.reports.length
    await press(['email', 'sms'])
    expect(new Set(site.reports.map(({ id }) => id)).size).toBe(count)
    await site.call('POST', `${path}/preferences`, { body: new URLSearchParams({ x: 'y' }) })
    expect(new Set(site.reports.map(({ id }) => id)).size).toBe(count)
  })
})
