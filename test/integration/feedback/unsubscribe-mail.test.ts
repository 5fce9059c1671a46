// Mails to the unsubscribe mailbox, over HTTP: taken with a key only, at once, and while PostgreSQL is away.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { createAuthenticator, createKey } from '../../../src/access/index.js'
import { unsubscribeMailRoutes } from '../../../src/feedback/index.js'
import type { Report } from '../../../src/model/report.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { untilOver } from '../../support/until-over.js'
import { aSite } from './a-site.js'

async function aMailbox(scope: 'ingest' | 'read' = 'ingest') {
  const site = await aSite({
    settings: {
      senders: {
        email: { from: 'hello@shop.example', name: 'Shop', unsubscribe: 'unsubscribe@shop.example' },
      },
    },
  })
  const { db } = site.outbox
  const { key } = await createKey(db, { source: 'mail', name: 'test', scopes: [scope] })
  const reports: Report[] = []
  let isQueueAway = false
  const logged: string[] = []
  const logger = createLogger({ level: 'trace', destination: { write: line => void logged.push(line) } })
  const router = unsubscribeMailRoutes({
    db,
    authenticator: createAuthenticator({ db }),
    clock: { now: () => new Date() },
    intake: {
      accept: async given => {
        if (isQueueAway) throw new BrokerUnavailable('away')
        reports.push(...given)
      },
    },
  })
  const server = await listen(createHttp({ routers: [router], logger }), { port: 0 })
  untilOver(() => server.close())
  const cutQueue = (): void => {
    isQueueAway = true
  }
  const post = async (mail: string, authorization = `Bearer ${key}`) => {
    const answer = await fetch(`${server.url}/v1/unsubscribes`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'message/rfc822' },
      body: mail,
    })
    return { status: answer.status, body: await answer.json() }
  }
  return { site, post, reports, logged, cutQueue }
}

/** What a mail program makes of the mailto of a List-Unsubscribe. */
function mailOf(header: string): string {
  const [, to, subject] = /<mailto:([^?]+)\?subject=([^>]+)>/.exec(header)!
  return `From: Ann <ann@example.com>\r\nTo: ${to}\r\nSubject: ${decodeURIComponent(subject!)}\r\n\r\n`
}

it('the mail that a mail program makes of the header unsubscribes', async () => {
  const { site, post, reports, logged } = await aMailbox()
  const { id, headers } = await site.mail()
  const answer = await post(mailOf(headers['List-Unsubscribe']!))
  expect(answer).toEqual({ status: 202, body: { unsubscribed: { channel: 'email', topic: null } } })
  expect(reports).toMatchObject([
    { type: 'email_unsubscribed', messageId: id, properties: { source: 'mail' } },
  ])
  expect(logged.join()).not.toMatch(/ann@|unsubscribe%20/)
})

it('one without a token is left to a person', async () => {
  const { post, reports } = await aMailbox()
  expect(await post('Subject: stop\r\n\r\n')).toMatchObject({
    status: 422,
    body: { code: 'unsubscribe_token_missing' },
  })
  expect(reports).toEqual([])
})

it('needs a key that may post events', async () => {
  const { post } = await aMailbox('read')
  expect(await post('x')).toMatchObject({ status: 403 })
  expect(await post('x', 'Bearer tf_x')).toMatchObject({ status: 401 })
})

it('while Redis is away it is to be sent again', async () => {
  const { site, post, cutQueue } = await aMailbox()
  const { headers } = await site.mail()
  cutQueue()
  expect(await post(mailOf(headers['List-Unsubscribe']!))).toMatchObject({ status: 503 })
  const { rows } = await sql`select from consent_changes`.execute(site.outbox.db)
  expect(rows).toEqual([])
})
