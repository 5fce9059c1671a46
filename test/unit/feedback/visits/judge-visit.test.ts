import { describe, expect, it } from 'vitest'
import { signOfMachine } from '../../../../src/feedback/visits/judge-visit.js'
import { machineAgents } from '../../../../src/feedback/visits/machine-agents.js'
import type { Visit } from '../../../../src/model/report.js'

const iphone =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1'
const handedOver = new Date('2026-11-21T12:00:00.000Z')
const later = '2026-11-21T12:05:00.000Z'

const sign = (given: Partial<Visit> = {}, occurredAt = later, wireAt: Date | null = handedOver) =>
  signOfMachine(
    { what: 'click', method: 'GET', userAgent: iphone, purpose: '', ...given },
    occurredAt,
    wireAt,
  )

describe('a person', () => {
  it.each([
    iphone,
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Avast/131.0.0.0',
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:132.0) Gecko/20100101 Firefox/132.0',
    'Mozilla/5.0 (Linux; Android 10; CUBOT X30) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Mobile Safari/537.36',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 Viber/13.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/400]',
    'Mozilla/5.0 (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36',
    'Opera/9.80 (J2ME/MIDP; Opera Mini/9.80)',
  ])('follows a link with %s', userAgent => {
    expect(sign({ userAgent })).toBeNull()
  })

  it.each([
    'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)',
    'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Gecko/20100101 Thunderbird/128.4.0',
    'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17928; Pro)',
  ])('opens a mail with %s', userAgent => {
    expect(sign({ what: 'open', userAgent })).toBeNull()
  })
})

describe('a machine', () => {
  it.each([
    ['head', { method: 'HEAD' }],
    ['prefetch', { purpose: 'prefetch;prerender' }],
    ['prefetch', { purpose: 'preview' }],
    ['no_user_agent', { userAgent: '' }],
    ['no_user_agent', { userAgent: '  ' }],
    ['apple_mail_privacy', { what: 'open', userAgent: 'Mozilla/5.0' }],
    ['apple_mail_privacy', { userAgent: 'Mozilla/5.0' }],
  ] as const)('is told by its sign "%s": %j', (expected, given) => {
    expect(sign(given)).toBe(expected)
  })

  const named: [string, string][] = [
    ['scanner', 'BarracudaCentral/1.0'],
    ['scanner', 'Mozilla/5.0 (compatible; Proofpoint URL Defense)'],
    ['scanner', 'Mozilla/5.0 Mimecast-URL-Protect'],
    ['scanner', 'CiscoSecureEmail/15.0'],
    ['scanner', 'Sophos Email Appliance'],
    ['scanner', 'Trend Micro WTP Add-On 1.2'],
    ['scanner', 'TMES'],
    ['scanner', 'MailScanner/5.4'],
    ['scanner', 'Vade Secure link check'],
    ['scanner', 'Microsoft Office Existence Discovery'],
    ['scanner', 'Mozilla/5.0 (compatible; Google-Safety; +http://www.google.com/bot.html)'],
    ['scanner', 'Mozilla/5.0 (compatible; urlscan.io)'],
    ['link_preview', 'facebookexternalhit/1.1 Facebot Twitterbot/1.0'],
    ['link_preview', 'WhatsApp/2.24.20.89 A'],
    ['link_preview', 'TelegramBot (like TwitterBot)'],
    ['link_preview', 'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)'],
    ['link_preview', 'Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5'],
    ['link_preview', 'LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)'],
    ['link_preview', 'Snap URL Preview Service; bot; snapchat; https://developers.snap.com/robots'],
    ['link_preview', 'bitlybot/3.0 (+http://bit.ly/)'],
    ['link_preview', 'SomeMessenger LinkPreview/1'],
    ['bot', 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)'],
    ['bot', 'Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)'],
    [
      'bot',
      'Mozilla/5.0 (X11; Linux x64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/120.0.0.0 Safari/537.36',
    ],
    ['program', 'curl/8.5.0'],
    ['program', 'Wget/1.21'],
    ['program', 'Java/17.0.1'],
    ['program', 'node-fetch/1.0'],
    ['program', 'python-requests/2.32.3'],
    ['program', 'Go-http-client/2.0'],
    ['program', 'Ruby'],
    ['program', 'undici'],
    ['program', 'Mozilla/5.0 (Windows NT; Windows NT 10.0; en-US) WindowsPowerShell/5.1.19041'],
  ]

  it.each(named)('is told as %s by its name: %s', (expected, userAgent) => {
    expect(sign({ userAgent })).toBe(expected)
  })

  it('of every row has a case here', () => {
    const unused = machineAgents.filter(({ pattern }) => !named.some(([, agent]) => pattern.test(agent)))
    expect(unused).toEqual([])
  })
})

describe('a visit right after the hand-over', () => {
  it('is that of a scanner on the way, as nobody is that quick', () => {
    expect(sign({}, '2026-11-21T12:00:00.300Z')).toBe('too_soon')
    expect(sign({ what: 'open' }, '2026-11-21T12:00:01.999Z')).toBe('too_soon')
    expect(sign({}, '2026-11-21T12:00:02.000Z')).toBeNull()
  })

  it('may seem to come before it, where clocks differ', () => {
    expect(sign({}, '2026-11-21T11:59:59.000Z')).toBe('too_soon')
  })

  it('is judged by its other signs where it is about an earlier attempt, or nobody knows when it was', () => {
    expect(sign({}, '2026-11-21T11:50:00.000Z')).toBeNull()
    expect(sign({}, later, null)).toBeNull()
  })
})
