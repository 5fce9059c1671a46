import { request } from 'node:http'
import { afterEach, describe, expect, it } from 'vitest'
import { createInbox } from '../../../src/demo/inbox.js'
import { startInboxServer } from '../../../src/demo/inbox-server.js'
import { html } from '../../../src/platform/html.js'
import type { JourneysReport } from '../../../src/reports/index.js'

const at = new Date('2026-11-18T06:00:00Z')
const total = { entered: 5, messages: 3, conversions: 1, revenue: '12.50' }
const report: JourneysReport = {
  currency: 'EUR',
  rows: [{ id: 'cart-recovery', ...total }],
  total,
}
const email = {
  channel: 'email' as const,
  at,
  from: 'shop@example.com',
  to: '"><script>alert(1)</script>',
  subject: '<img src=x onerror=alert(1)>',
  html: '<script>alert("mail")</script><b>hello</b>',
  text: 'hello',
  messageId: '<m@x>',
  headers: { 'list-unsubscribe': '<https://x>' },
}

let stop = async (): Promise<void> => {}
afterEach(() => stop())
async function serve() {
  const inbox = createInbox()
  const server = await startInboxServer({ inbox, clock: { now: () => at }, report: async () => report })
  stop = server.stop
  return { inbox, url: server.url }
}

/** fetch does not let one choose the Host header. */
const statusFor = (url: string, host: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { host } }, response => resolve(response.resume().statusCode))
      .on('error', reject)
      .end()
  })

describe('the inbox page', () => {
  it('shows what arrived and what it led to, and nothing of it runs', async () => {
    const { inbox, url } = await serve()
    inbox.put(email)
    inbox.put({ channel: 'sms', at, from: '+1', to: '+2', text: 'Your <cart>' })
    const response = await fetch(url)
    const page = await response.text()
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'")
    for (const shown of ['cart-recovery', '12.50 EUR', 'Your &lt;cart&gt;', '&lt;img src=x', '/messages/1'])
      expect(page).toContain(shown)
    expect(page).not.toMatch(/<script|<img/)
  })

  it('shows a mail in a frame that runs no scripts', async () => {
    const { inbox, url } = await serve()
    inbox.put(email)
    const page = await (await fetch(`${url}/messages/1`)).text()
    expect(page).toContain('<iframe sandbox title="The mail" srcdoc="&lt;script&gt;')
    expect(page).not.toMatch(/<script|<img/)
    expect((await fetch(`${url}/messages/2`)).status).toBe(404)
  })

  it('tells the time of the demo', async () => {
    const { url } = await serve()
    expect(await (await fetch(`${url}/now`)).text()).toBe('2026-11-18T06:00:00.000Z')
  })

  it('answers only under its own name', async () => {
    const { url } = await serve()
    expect(await statusFor(url, 'evil.example')).toBe(421)
    expect(await statusFor(url, new URL(url).host)).toBe(200)
  })
})

describe('html', () => {
  it('escapes what is filled in, and leaves markup alone', () => {
    expect(html`<b>${'<i> & "x" \'y\''}</b>${[html`<u>${1}</u>`]}`.markup).toBe(
      '<b>&lt;i&gt; &amp; &#34;x&#34; &#39;y&#39;</b><u>1</u>',
    )
  })
})
