// Links and pictures of messages over real HTTP: who follows one is sent on and reported, whatever else is away.
import { request } from 'node:http'
import { sql } from 'kysely'
import { describe, expect, it, onTestFinished } from 'vitest'
import { connect } from '../../../src/db/index.js'
import { createReportIntake, type VisitOptions, visitRoutes } from '../../../src/feedback/index.js'
import { takeReports } from '../../../src/feedback/take-reports.js'
import { linkKeySource } from '../../../src/links/index.js'
import type { Report } from '../../../src/model/report.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { messageQueues, reportsQueue } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { anOutbox, type Outbox } from '../dispatch/outbox.js'

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile Safari/604.1'
const target = 'https://shop.example/cart/9?a=b&c=%C3%BC#d'
const utm = 'utm_source=shop-co&utm_medium=email&utm_campaign=cart-recovery&utm_content=remind'

interface Site {
  readonly outbox: Outbox
  readonly url: string
  readonly outcomes: string[]
  readonly lines: string[]
  get(path: string, given?: { userAgent?: string; method?: string; headers?: object }): Promise<Answer>
}

interface Answer {
  readonly status: number
  readonly text: string
  readonly headers: Headers
}

async function aSite(
  change: (options: VisitOptions) => Partial<VisitOptions> = () => ({}),
  settings: object = {},
): Promise<Site> {
  const outbox = await anOutbox({
    emailContent: {
      subject: 'Cart',
      preheader: '',
      html: '<html><body><a href="{{ cart.url }}">Back</a></body></html>',
      text: '{{ cart.url }}',
    },
    settings,
  })
  const outcomes: string[] = []
  const lines: string[] = []
  const logger = createLogger({ level: 'warn', destination: { write: line => void lines.push(line) } })
  const options: VisitOptions = {
    db: outbox.db,
    keys: linkKeySource(outbox.db),
    intake: createReportIntake({ broker: outbox.broker }),
    clock: { now: () => new Date() },
    logger,
    onVisit: outcome => outcomes.push(outcome),
  }
  const router = visitRoutes({ ...options, ...change(options) })
  const server = await listen(createHttp({ routers: [router], logger }), { port: 0 })
  onTestFinished(() => server.close())
  return {
    outbox,
    url: server.url,
    outcomes,
    lines,
    async get(path, { userAgent = iphone, method = 'GET', headers = {} } = {}) {
      const answer = await fetch(`${server.url}${path}`, {
        method,
        redirect: 'manual',
        headers: { 'user-agent': userAgent, ...headers },
      })
      return { status: answer.status, text: await answer.text(), headers: answer.headers }
    },
  }
}

/** Sends a mail whose event named this address; the paths of its link and of its picture. */
async function mailed(
  { outbox, url }: Site,
  cartUrl = target,
): Promise<{ id: string; click: string; open: string; html: string }> {
  const id = await outbox.aMessage({ data: { cart: { url: cartUrl } } })
  const dispatch = outbox.start({ publicUrl: url })
  await outbox.publish(id)
  await eventually(async () => outbox.email.outbox.length > 0)
  await dispatch.close()
  const { html = '', text = '' } = outbox.email.outbox[0] ?? {}
  const open = /src="([^"]+)"/.exec(html)?.[1] ?? ''
  return { id, click: text.slice(url.length), open: open.slice(url.length), html }
}

async function texted({ outbox, url }: Site): Promise<{ id: string; text: string }> {
  await sql`update templates set content = ${JSON.stringify({ text: 'Back: {{ cart.url }}' })} where channel = 'sms'`.execute(
    outbox.db,
  )
  const id = await outbox.aMessage({
    channel: 'sms',
    category: 'transactional',
    data: { cart: { url: target } },
  })
  const dispatch = outbox.start({ publicUrl: url })
  await outbox.broker.publish(messageQueues.sms.transactional, [{ payload: { messageId: id, attempt: 0 } }])
  await eventually(async () => outbox.sms.outbox.length > 0)
  await dispatch.close()
  return { id, text: outbox.sms.outbox[0]?.text ?? '' }
}

async function reported({ broker }: Outbox): Promise<Report[]> {
  const reports: Report[] = []
  const consumer = broker.consume(reportsQueue, async job => void reports.push(...job.reports))
  await eventually(async () => (await broker.depth(reportsQueue)) === 0)
  await consumer.close()
  return reports
}

describe('a click', () => {
  it('leads to where the link led, with its UTM parameters, and is reported', async () => {
    const site = await aSite()
    const { id, click, html } = await mailed(site)
    expect(html).toContain(`href="${site.url}${click}"`)
    const answer = await site.get(click)
    const url = `https://shop.example/cart/9?a=b&c=%C3%BC&${utm}#d`
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(url)
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('set-cookie')).toBeNull()
    const reports = await reported(site.outbox)
    expect(reports).toMatchObject([
      {
        type: 'email_clicked',
        channel: 'email',
        provider: 'link',
        messageId: id,
        properties: { url, link: 'https://shop.example/cart/9' },
        visit: { what: 'click', method: 'GET', userAgent: iphone, purpose: '' },
      },
    ])
    expect(JSON.stringify(reports)).not.toContain('127.0.0.1')
    expect(site.outcomes).toEqual(['accepted'])
  })

  it('becomes an event of the customer, and that of a machine one that nothing waits for', async () => {
    const site = await aSite()
    const { id, click } = await mailed(site)
    await site.get(click)
    await site.get(click)
    await sql`update messages set wire_at = tf_now() - interval '1 hour'`.execute(site.outbox.db)
    await sql`insert into identities (kind, value, customer_id, part, created_at)
      select 'email', email, id, 0, now() from customers`.execute(site.outbox.db)
    await site.get(click, { method: 'HEAD' })
    await site.get(click, { headers: { 'sec-purpose': 'prefetch' } })
    await site.get(click, { userAgent: 'facebookexternalhit/1.1' })
    const { events } = await takeReports(site.outbox.db, await reported(site.outbox), new Date())
    const told = events.map(({ type, properties: { sign, what, messageId } }) => [
      type,
      what,
      sign,
      messageId,
    ])
    const machine = (sign: string) => ['message_prefetched', 'click', sign, id]
    const person = ['email_clicked', undefined, undefined, id]
    expect(told).toEqual([person, person, machine('head'), machine('prefetch'), machine('link_preview')])
    const ids = new Map(events.map(event => [event.id, event]))
    expect(ids.size).toBe(2)
  })

  it('on a link made up, changed, cut or meant for something else leads nowhere', async () => {
    const site = await aSite()
    const { click, open } = await mailed(site)
    const changed = [...'cdxyz9'].map(
      (_, n) =>
        click.slice(0, -2 - n * 7) +
        (click.at(-2 - n * 7) === 'A' ? 'B' : 'A') +
        click.slice(click.length - 1 - n * 7),
    )
    const tries = [
      ...changed,
      click.slice(0, -1),
      `${click}A`,
      `${click}%3D`,
      open.replace('/o/', '/c/').replace('.gif', ''),
      open.replace('/o/', '/c/'),
      '/c/https:%2F%2Fevil.example',
      '/c/%2F%2Fevil.example',
      '/c/%252F%252Fevil.example',
      '/c/javascript:alert(1)',
      '/c/x?url=https://evil.example',
      `/c/${Buffer.from('https://evil.example').toString('base64url')}`,
      `/c/${'a'.repeat(5_000)}`,
      '/s/https:%2F%2Fevil.example',
      '/s/000000000',
      '/s/__proto__',
    ]
    for (const path of tries) {
      const answer = await site.get(path)
      expect([path, answer.status, answer.headers.get('location')]).toEqual([path, 404, null])
      expect(answer.text).toContain('This link is not complete')
      expect(answer.text).not.toContain('evil')
    }
    for (const path of ['/c//evil.example', '/c/%', '/c/', '/c/..%2F..%2Fhealth'])
      expect((await site.get(path)).headers.get('location')).toBeNull()
    expect(await reported(site.outbox)).toEqual([])
  })

  it('is sent on with what else stands in the address', async () => {
    const site = await aSite()
    const { click } = await mailed(site)
    const answer = await site.get(`${click}?url=https://evil.example&fbclid=1#x`)
    expect(answer.headers.get('location')).toContain('https://shop.example/cart/9')
  })

  it('by any method but GET and HEAD is refused', async () => {
    const site = await aSite()
    const { click } = await mailed(site)
    expect((await site.get(click, { method: 'POST' })).status).toBe(405)
  })

  it('leads on while Redis is away, and is told to be lost', async () => {
    const site = await aSite(() => ({
      intake: { accept: () => Promise.reject(new BrokerUnavailable('away')) },
    }))
    const { id, click } = await mailed(site)
    expect((await site.get(click)).status).toBe(302)
    expect(site.outcomes).toEqual(['lost'])
    expect(site.lines.join()).toContain(id)
    expect(site.lines.join()).not.toContain('shop.example')
  })

  it('leads on while Redis does not answer, after a moment', async () => {
    const site = await aSite(() => ({ intake: { accept: () => new Promise(() => {}) }, patienceMs: 30 }))
    const { click } = await mailed(site)
    expect((await site.get(click)).status).toBe(302)
  })

  it('leads on while PostgreSQL is away, once the keys were read; before that it asks for patience', async () => {
    const away = connect('postgres://nobody@127.0.0.1:1/none', { max: 1, onError: () => {} })
    onTestFinished(() => away.close())
    const site = await aSite(({ keys }) => ({ db: away.db, keys }))
    const { click, open } = await mailed(site)
    expect((await site.get(click)).status).toBe(302)
    const answer = await site.get('/s/aaaaaaaaa')
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '30'])
    expect(answer.text).toContain('Please try again in a minute')
    const fresh = await aSite(() => ({ db: away.db, keys: linkKeySource(away.db) }))
    expect((await fresh.get(click)).status).toBe(503)
    expect((await fresh.get(open)).headers.get('content-type')).toBe('image/gif')
  })
})

describe('the picture of a mail', () => {
  it('tells that it was opened, and may be shown by mail programs on the web', async () => {
    const site = await aSite()
    const { id, open } = await mailed(site)
    expect(open).toMatch(/^\/o\/[\w-]+\.gif$/)
    const answer = await site.get(open)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('image/gif')
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    await site.get(open, { userAgent: 'Mozilla/5.0' })
    await sql`update messages set wire_at = tf_now() - interval '1 hour'`.execute(site.outbox.db)
    await sql`insert into identities (kind, value, customer_id, part, created_at)
      select 'email', email, id, 0, now() from customers`.execute(site.outbox.db)
    const { events } = await takeReports(site.outbox.db, await reported(site.outbox), new Date())
    expect(events.map(({ type, properties: { sign, messageId } }) => [type, sign, messageId])).toEqual([
      ['email_opened', undefined, id],
      ['message_prefetched', 'apple_mail_privacy', id],
    ])
  })

  it('is shown to whoever made its address up, and reports nothing', async () => {
    const site = await aSite()
    const { click } = await mailed(site)
    for (const path of ['/o/abc.gif', `${click.replace('/c/', '/o/')}.gif`])
      expect((await site.get(path)).headers.get('content-type')).toBe('image/gif')
    expect(site.outcomes).toEqual(['refused', 'refused'])
    expect(await reported(site.outbox)).toEqual([])
  })
})

describe('a short link', () => {
  it('leads to where the link of the SMS led, for as long as the message is kept', async () => {
    const site = await aSite()
    const { id, text } = await texted(site)
    const path = /Back: (\S+)/.exec(text)?.[1]?.slice(site.url.length) ?? ''
    expect(path).toMatch(/^\/s\/[0-9A-Za-z]{9}$/)
    const answer = await site.get(path)
    expect(answer.status).toBe(302)
    expect(answer.headers.get('location')).toBe(
      `https://shop.example/cart/9?a=b&c=%C3%BC&${utm.replace('email', 'sms')}#d`,
    )
    expect(await reported(site.outbox)).toMatchObject([
      { type: 'sms_clicked', channel: 'sms', messageId: id },
    ])
    await sql`delete from short_links`.execute(site.outbox.db)
    expect((await site.get(path)).status).toBe(404)
  })

  it('leads nowhere else, though somebody has changed its row', async () => {
    const site = await aSite()
    const { text } = await texted(site)
    await sql`update short_links set url = 'javascript:alert(1)'`.execute(site.outbox.db)
    const answer = await site.get(/\/s\/\w+/.exec(text)?.[0] ?? '')
    expect([answer.status, answer.headers.get('location')]).toEqual([404, null])
  })
})

describe('a link that only the data of an event names', () => {
  it('leads to the shop where the settings say which hosts may be', async () => {
    const site = await aSite(undefined, {
      brand: {
        name: 'Shop',
        url: 'https://shop.example',
        postalAddress: '1 Main Street',
        links: { hosts: ['pay.example'] },
      },
    })
    const { click } = await mailed(site, 'https://evil.example/login')
    expect(click).not.toContain('evil')
    expect(site.outbox.email.outbox[0]?.html).toContain('<a href="https://shop.example">Back</a>')
  })
})

/** The raw answer, as `fetch` would take the address apart first. */
it('answers no request whose path is an address of another', async () => {
  const site = await aSite()
  const status = await new Promise(resolve =>
    request(site.url, { path: 'https://evil.example/c/x', method: 'GET' }, response => {
      response.resume()
      resolve([response.statusCode, response.headers.location])
    }).end(),
  )
  expect(status).toEqual([404, undefined])
})
