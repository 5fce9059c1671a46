// Serves the inbox page, and the demo's time as text, on the loopback address only.
import type { IncomingMessage } from 'node:http'
import type { Clock } from '../platform/clock.js'
import type { JourneysReport } from '../reports/index.js'
import type { Inbox } from './inbox.js'
import { inboxPage, messagePage, pagePolicy } from './inbox-page.js'
import { type Answer, type LocalServer, startLocalServer } from './local-server.js'

export interface InboxServerOptions {
  readonly inbox: Inbox
  readonly clock: Clock
  readonly report: () => Promise<JourneysReport>
}

export const startInboxServer = (options: InboxServerOptions): Promise<LocalServer> =>
  startLocalServer(request => answer(request, options))

async function answer(
  request: IncomingMessage,
  { inbox, clock, report }: InboxServerOptions,
): Promise<Answer> {
  // Another site's page could make a browser ask here by a name of its own that leads to this address.
  if (!/^(127\.0\.0\.1|localhost):\d+$/.test(request.headers.host ?? ''))
    return text(421, 'Not for this name.')
  if (request.method !== 'GET') return text(405, 'Only GET is possible here.')
  const path = request.url ?? '/'
  if (path === '/') return page(inboxPage({ inbox, now: clock.now(), report: await report() }))
  if (path === '/now') return text(200, clock.now().toISOString())
  const message = inbox.get(Number(/^\/messages\/(\d{1,9})$/.exec(path)?.[1] ?? Number.NaN))
  return message ? page(messagePage(message)) : text(404, 'There is nothing at this path.')
}

const text = (status: number, body: string): Answer => ({ status, type: 'text/plain; charset=utf-8', body })

const page = (body: string): Answer => ({
  status: 200,
  type: 'text/html; charset=utf-8',
  body,
  headers: { 'content-security-policy': pagePolicy, 'x-content-type-options': 'nosniff' },
})
