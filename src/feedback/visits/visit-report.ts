// A followed link or an opened mail → the report of it. Pure.
import { createHash } from 'node:crypto'
import type { JsonObject } from '../../model/json.js'
import type { Report, ReportType, Visit } from '../../model/report.js'

export interface Visited {
  readonly type: Extract<ReportType, 'email_clicked' | 'email_opened' | 'sms_clicked'>
  readonly messageId: string
  /** Where the link led to. */
  readonly url?: string
  readonly visit: Visit
  readonly at: Date
}

/** Within the same ten minutes, the same link (or the mail) counts once: people tap twice, and mail programs load pictures anew. */
export const onceMs = 10 * 60_000

export function visitReport({ type, messageId, url, visit, at }: Visited): Report {
  const window = Math.floor(at.getTime() / onceMs)
  return {
    type,
    channel: type === 'sms_clicked' ? 'sms' : 'email',
    provider: 'link',
    id: `${type} ${messageId} ${url === undefined ? '' : hashOf(url)} ${window}`,
    occurredAt: at.toISOString(),
    receivedAt: at.toISOString(),
    messageId,
    properties: url === undefined ? {} : linkProperties(url),
    visit,
  }
}

const hashOf = (url: string): string => createHash('sha256').update(url).digest('base64url').slice(0, 22)

/** `link`: without what differs from one message to the next. The token of a page of ours opens it, so it is left out. */
function linkProperties(url: string): JsonObject {
  const shown = url.replace(/(\/[uk]\/)[\w-]{20,}\.[\w-]{20,}.*/, '$1…')
  return { url: shown, link: shown.replace(/[?#].*/s, '') }
}
