// The doors of Twilio over real HTTP, with signatures that Twilio's own library makes: what is genuine is accepted before it
// is answered, nothing else is, and PostgreSQL is not needed for it.
import twilio from 'twilio'
import { describe, expect, it, onTestFinished } from 'vitest'
import { providerRoutes, twilioDoors, twilioStatusUrl } from '../../../src/feedback/index.js'
import type { AnswerFacts } from '../../../src/feedback/providers/twilio/answer-store.js'
import type { Report } from '../../../src/model/report.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { authToken, postSigned, postSignedJson } from '../../support/twilio-stand-in.js'

const now = '2026-11-20T10:00:00.000Z'
const clock = { now: () => new Date(now) }
const id = '11111111-2222-4333-8444-555555555555'
const ann = '+4915112345678'
const ours = '+15005550006'

interface Given {
  readonly publicUrl?: string
  readonly authTokens?: readonly string[]
  readonly accept?: (reports: readonly Report[]) => Promise<void>
  readonly facts?: () => Promise<AnswerFacts>
}

const noWords: AnswerFacts = { replies: null, locale: null, fallback: 'en' }

async function doors(given: Given = {}) {
  const { publicUrl = 'https://shop.example', authTokens = [authToken], facts = async () => noWords } = given
  const reports: Report[] = []
  const counts: string[] = []
  const lines: string[] = []
  const logger = createLogger({
    level: 'trace',
    destination: { write: line => void lines.push(line) },
  })
  const router = providerRoutes({
    doors: twilioDoors({ authTokens, publicUrl, clock, answerFactsOf: facts }),
    intake: { accept: given.accept ?? (async more => void reports.push(...more)) },
    clock,
    logger,
    onReports: (provider, outcome, count) => counts.push(`${provider} ${outcome} ${count}`),
  })
  const server = await listen(createHttp({ routers: [router], logger }), { port: 0 })
  onTestFinished(() => server.close())
  const status = `/v1/providers/twilio/status/${id}`
  const inbound = '/v1/providers/twilio/inbound'
  return {
    reports,
    counts,
    lines,
    url: server.url,
    status,
    inbound,
    /** As Twilio posts to `publicUrl`, of which a proxy leaves the path. */
    post: (path: string, params: Record<string, string>, signedFor = publicUrl, token = authToken) =>
      postSigned(`${signedFor}${path}`, params, { at: `${server.url}${path}`, token }),
    say: (Body: string, more: Record<string, string> = {}) =>
      postSigned(
        `${publicUrl}${inbound}`,
        { MessageSid: 'SM1', From: ann, To: ours, Body, NumMedia: '0', ...more },
        { at: `${server.url}${inbound}` },
      ),
  }
}

const delivered = { MessageSid: 'SM1', MessageStatus: 'delivered', To: ann, From: ours }

describe('a status callback', () => {
  it('is a report on the message its address names', async () => {
    const { post, status, reports, counts } = await doors()
    const answer = await post(status, delivered)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toMatch(/^text\/xml/)
    expect(await answer.text()).toBe('<?xml version="1.0" encoding="UTF-8"?><Response/>')
    expect(reports).toEqual([
      {
        type: 'sms_delivered',
        channel: 'sms',
        provider: 'twilio',
        id: 'SM1 sms_delivered',
        occurredAt: now,
        receivedAt: now,
        messageId: id,
        providerId: 'SM1',
        address: ann,
        properties: { status: 'delivered' },
      },
    ])
    expect(counts).toEqual(['twilio accepted 1'])
  })

  it.each([
    ['queued', 'sms_accepted'],
    ['sending', 'sms_accepted'],
    ['sent', 'sms_accepted'],
    ['accepted', 'sms_accepted'],
    ['delivered', 'sms_delivered'],
    ['read', 'sms_delivered'],
    ['undelivered', 'sms_failed'],
    ['failed', 'sms_failed'],
    ['canceled', 'sms_failed'],
  ])('of %s is %s', async (MessageStatus, type) => {
    const { post, status, reports } = await doors()
    await post(status, { ...delivered, MessageStatus })
    await post(status, { ...delivered, MessageStatus })
    expect(reports.map(report => report.type)).toEqual([type, type])
    expect(new Set(reports.map(report => report.id)).size).toBe(1)
  })

  it.each([
    ['30003', 'soft'],
    ['30004', 'soft'],
    ['30005', 'hard'],
    ['30006', 'hard'],
    ['30007', 'soft'],
    ['21211', 'hard'],
    ['21614', 'hard'],
    ['21610', 'opt_out'],
    ['99999', 'soft'],
  ])('with the error %s is a failure of kind %s', async (ErrorCode, kind) => {
    const { post, status, reports } = await doors()
    await post(status, { ...delivered, MessageStatus: 'undelivered', ErrorCode })
    expect(reports[0]?.properties).toEqual({ status: 'undelivered', kind, code: Number(ErrorCode) })
  })

  it('of a status nobody knows is taken and says nothing', async () => {
    const { post, status, reports, counts } = await doors()
    expect((await post(status, { ...delivered, MessageStatus: 'pondering' })).status).toBe(200)
    expect(reports).toEqual([])
    expect(counts).toEqual(['twilio ignored 1'])
  })

  it('whose address names no message of ours is refused', async () => {
    const { post, reports } = await doors()
    expect((await post('/v1/providers/twilio/status/hello', delivered)).status).toBe(400)
    expect(reports).toEqual([])
  })

  it('comes to where the sender has asked for it', async () => {
    const { post, reports } = await doors()
    const url = new URL(twilioStatusUrl('https://shop.example')!(id))
    expect((await post(url.pathname, delivered)).status).toBe(200)
    expect(reports).toMatchObject([{ messageId: id }])
  })
})

describe('where reports may be sent to', () => {
  it.each(['https://shop.example', 'http://203.0.113.7:8080', 'https://10.shop.example'])('%s', url =>
    expect(twilioStatusUrl(url)?.('m')).toBe(`${url}/v1/providers/twilio/status/m`),
  )
  it.each([
    'http://localhost:8080',
    'http://127.0.0.1',
    'http://triggerfish:8080',
    'http://10.1.2.3',
    'http://[::1]',
  ])('not %s, unless it is a stand-in that sends them', url => {
    expect(twilioStatusUrl(url)).toBeUndefined()
    expect(twilioStatusUrl(url, true)).toBeDefined()
  })
})

describe('a signature', () => {
  it.each([
    ['https://shop.example', 'https://shop.example:443'],
    ['https://shop.example:443', 'https://shop.example'],
    ['https://shop.example:8443', 'https://shop.example:8443'],
    ['https://shop.example:8443', 'https://shop.example'],
    ['http://shop.example', 'http://shop.example:80'],
    ['https://shop.example/triggerfish', 'https://shop.example/triggerfish'],
  ])('for PUBLIC_URL %s is good when it is made for %s', async (publicUrl, signedFor) => {
    const { post, status } = await doors({ publicUrl })
    expect((await post(status, delivered, signedFor)).status).toBe(200)
  })

  it('that is missing is answered by 400', async () => {
    const { url, status, reports, counts } = await doors()
    const answer = await fetch(`${url}${status}`, { method: 'POST', body: new URLSearchParams(delivered) })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject({ code: 'signature_missing' })
    expect(reports).toEqual([])
    expect(counts).toEqual(['twilio refused 1'])
  })

  it.each([
    ['of another token', 'https://shop.example', 'another-token'],
    ['for another host', 'https://evil.example', authToken],
    ['for another scheme', 'http://shop.example', authToken],
  ])('%s is answered by 403', async (_, signedFor, token) => {
    const { post, status, reports } = await doors()
    const answer = await post(status, delivered, signedFor, token)
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'signature_invalid' })
    expect(reports).toEqual([])
  })

  it('does not hold for another body, another message or another door', async () => {
    const { url, status, inbound, reports } = await doors()
    const signature = twilio.getExpectedTwilioSignature(authToken, `https://shop.example${status}`, delivered)
    const send = (path: string, params: Record<string, string>) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'X-Twilio-Signature': signature },
        body: new URLSearchParams(params),
      })
    const other = status.replace('1111', '9999')
    expect((await send(status, { ...delivered, MessageStatus: 'failed' })).status).toBe(403)
    expect((await send(other, delivered)).status).toBe(403)
    expect((await send(inbound, delivered)).status).toBe(403)
    expect((await send(`${status}?a=1`, delivered)).status).toBe(403)
    expect(reports).toEqual([])
    expect((await send(status, delivered)).status).toBe(200)
  })

  it('of any account that sends for us is good', async () => {
    const { post, status } = await doors({ authTokens: ['first', 'second'] })
    expect((await post(status, delivered, undefined, 'second')).status).toBe(200)
    expect((await post(status, delivered, undefined, 'third')).status).toBe(403)
  })

  it('covers values with umlauts, plus and ampersand', async () => {
    const { say, reports } = await doors()
    expect((await say('Größe 42+ & "rot"? 👟')).status).toBe(200)
    expect(reports[0]?.properties.text).toBe('Größe 42+ & "rot"? 👟')
  })

  it('is not asked for where Twilio is not set up, and the answer says what to do', async () => {
    const { post, status, inbound } = await doors({ authTokens: [] })
    for (const path of [status, inbound]) {
      const answer = await post(path, delivered)
      expect(answer.status).toBe(404)
      expect(JSON.stringify(await answer.json())).toContain('TWILIO_AUTH_TOKEN')
    }
  })
})

describe('a JSON body', () => {
  const at = (url: string, path: string) => ({ at: `${url}${path}` })

  it('is good with its hash in the signed address', async () => {
    const { url, status, reports } = await doors()
    const answer = await postSignedJson(
      `https://shop.example${status}`,
      JSON.stringify(delivered),
      at(url, status),
    )
    expect(answer.status).toBe(200)
    expect(reports).toMatchObject([{ type: 'sms_delivered', messageId: id, address: ann }])
  })

  it('that is another than was hashed is refused', async () => {
    const { url, status, reports } = await doors()
    const answer = await postSignedJson(`https://shop.example${status}`, '{"MessageStatus":"failed"}', {
      ...at(url, status),
      hashOf: JSON.stringify(delivered),
    })
    expect(answer.status).toBe(403)
    expect(reports).toEqual([])
  })

  it('without a hash is refused, though the address is signed', async () => {
    const { url, status, reports } = await doors()
    const signature = twilio.getExpectedTwilioSignature(authToken, `https://shop.example${status}`, {})
    const answer = await fetch(`${url}${status}`, {
      method: 'POST',
      headers: { 'X-Twilio-Signature': signature, 'Content-Type': 'application/json' },
      body: JSON.stringify(delivered),
    })
    expect(answer.status).toBe(403)
    expect(reports).toEqual([])
  })

  it.each(['', '[]', '{"a":', 'null'])('that is none, %j, is answered by 400', async body => {
    const { url, status } = await doors()
    expect((await postSignedJson(`https://shop.example${status}`, body, at(url, status))).status).toBe(400)
  })
})

describe('what somebody writes', () => {
  it('STOP is an unsubscribe of the number it came from', async () => {
    const { say, reports } = await doors()
    await say(' Stop. ')
    expect(reports).toEqual([
      {
        type: 'sms_unsubscribed',
        channel: 'sms',
        provider: 'twilio',
        id: 'SM1',
        occurredAt: now,
        receivedAt: now,
        address: ann,
        properties: { meaning: 'stop', text: 'Stop.', to: ours },
      },
    ])
  })

  it('START is a consent that needs no confirmation', async () => {
    const { say, reports } = await doors()
    await say('start')
    expect(reports).toMatchObject([
      {
        type: 'consent_changed',
        address: ann,
        properties: { channel: 'sms', status: 'subscribed', method: 'double', text: 'start' },
      },
    ])
  })

  it.each([
    ['HELP', 'help'],
    ['please stop this', 'unclear'],
    ['Is it in stock?', 'none'],
    ['', 'none'],
  ])('%j is a reply, whose meaning is %s', async (text, meaning) => {
    const { say, reports } = await doors()
    await say(text)
    expect(reports).toMatchObject([{ type: 'sms_replied', address: ann, properties: { meaning, text } }])
  })

  it('is one report, however often Twilio delivers it', async () => {
    const { say, reports } = await doors()
    await say('STOP')
    await say('STOP')
    expect(new Set(reports.map(report => report.id))).toEqual(new Set(['SM1']))
  })

  it('is what Twilio takes it for, where Twilio has answered', async () => {
    const facts = async (): Promise<AnswerFacts> => ({ ...noWords, replies: { stop: 'Bye.' } })
    const { say, reports } = await doors({ facts })
    const answer = await say('Schluss', { OptOutType: 'STOP' })
    expect(reports).toMatchObject([{ type: 'sms_unsubscribed' }])
    expect(await answer.text()).not.toContain('Bye.')
  })

  it.each(['12345', 'whatsapp:+4915112345678', 'SHOP', ''])(
    'from %j is taken and says nothing',
    async From => {
      const { say, reports, counts } = await doors()
      expect((await say('STOP', { From })).status).toBe(200)
      expect(reports).toEqual([])
      expect(counts).toEqual(['twilio ignored 1'])
    },
  )

  it('with what no database keeps is taken without it', async () => {
    const { say, reports } = await doors()
    await say('a\0b')
    expect(reports[0]?.properties.text).toBe('ab')
  })
})

describe('what is answered', () => {
  const replies = { stop: 'You get no more of us.', help: { en: 'Ask <care> & co', de: 'Fragen Sie uns' } }
  const said = async (facts: Partial<AnswerFacts>, text: string) => {
    const { say } = await doors({ facts: async () => ({ ...noWords, replies, ...facts }) })
    return await (await say(text)).text()
  }

  it('are the words of the settings, and nothing where there are none', async () => {
    expect(await said({}, 'STOP')).toContain('<Response><Message>You get no more of us.</Message></Response>')
    expect(await said({}, 'START')).toContain('<Response/>')
    expect(await said({}, 'Hello?')).toContain('<Response/>')
    expect(await said({ replies: null }, 'STOP')).toContain('<Response/>')
  })

  it.each([
    ['de-AT', 'Fragen Sie uns'],
    ['en-GB', 'Ask &lt;care&gt; &amp; co'],
    ['fr', 'Ask &lt;care&gt; &amp; co'],
    [null, 'Ask &lt;care&gt; &amp; co'],
    [{ nonsense: 1 }, 'Ask &lt;care&gt; &amp; co'],
  ])('are in the language of the customer: %j', async (locale, words) => {
    expect(await said({ locale }, 'HELP')).toContain(`<Message>${words}</Message>`)
  })

  it('is silence where PostgreSQL is away, and the word counts all the same', async () => {
    const away = await doors({ facts: async () => Promise.reject(new Error('away')) })
    expect(await (await away.say('STOP')).text()).toContain('<Response/>')
    expect(away.reports).toMatchObject([{ type: 'sms_unsubscribed' }])
  })

  it('is silence where PostgreSQL does not answer in time', async () => {
    const slow = await doors({ facts: () => new Promise(() => {}) })
    const answer = await slow.say('STOP')
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain('<Response/>')
  })
})

describe('where Redis is away', () => {
  it('nothing is said to be accepted: 503, and when to come again', async () => {
    const accept = async () => Promise.reject(new BrokerUnavailable('away'))
    const { post, say, status } = await doors({ accept })
    for (const answer of [await post(status, delivered), await say('STOP')]) {
      expect(answer.status).toBe(503)
      expect(answer.headers.get('retry-after')).toBe('5')
    }
  })
})

describe('the log', () => {
  it('has neither numbers nor texts', async () => {
    const { post, say, status, lines } = await doors()
    await post(status, delivered)
    await post(status, delivered, 'https://evil.example')
    await say('STOP secret words')
    await say('nothing', { From: 'whatsapp:+4915112345678' })
    for (const line of lines) expect(line).not.toMatch(/15112345678|secret words|a-token/)
  })
})
