// A mail that came to the unsubscribe mailbox → the report it means. The mail itself is not kept.
import { type LinkPayload, readLink } from '../../links/index.js'
import type { Report } from '../../model/report.js'
import { unsubscribeReport } from '../pages/unsubscribe.js'
import { tokensInMail } from './tokens-in-mail.js'

/** `none`: there is no token of ours in it. */
export type MailRead =
  | { readonly link: LinkPayload; readonly report: Report }
  | { readonly fault: 'none' | 'expired' }

/** `mail`: as it came (RFC 5322), or any part of it, such as its subject. The first good token counts. Pure. */
export function readUnsubscribeMail(keys: readonly Buffer[], mail: string, now: Date): MailRead {
  let expired = false
  for (const token of tokensInMail(mail)) {
    const read = readLink(keys, 'unsubscribe', token, now)
    if ('link' in read) {
      const { topic, channel } = read.link
      return { link: read.link, report: unsubscribeReport(read.link, { topic, channel, way: 'mail', now }) }
    }
    expired ||= read.fault === 'expired'
  }
  return { fault: expired ? 'expired' : 'none' }
}
