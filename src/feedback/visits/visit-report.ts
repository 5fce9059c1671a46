// A followed link or an opened mail → the report of it. Pure.
import { shortHash } from '../../model/ids.js'
import type { Report, ReportType, Visit } from '../../model/report.js'
import { clickedLink } from '../clicked-link.js'

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
    id: `${type} ${messageId} ${url === undefined ? '' : shortHash(url)} ${window}`,
    occurredAt: at.toISOString(),
    receivedAt: at.toISOString(),
    messageId,
    properties: clickedLink(url),
    visit,
  }
}
