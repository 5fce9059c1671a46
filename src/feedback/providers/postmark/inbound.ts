// A mail that Postmark has received for the unsubscribe mailbox, which some mail programs write. Only the tokens of our links
// are looked for; nothing else of it is kept.
import type { LinkKeySource } from '../../../links/index.js'
import type { Clock } from '../../../platform/clock.js'
import { readUnsubscribeMail } from '../../mail/unsubscribe-by-mail.js'
import { nothingRead, type ReadReports } from '../door.js'
import { Fields } from '../fields.js'

export interface InboundOptions {
  readonly keys: LinkKeySource
  /** The product's clock, by which messages were made. */
  readonly clock: Clock
}

/** Of each part of a mail. */
const longest = 200_000

/** Postmark's own reports all name their kind; mails need not. */
export function isInbound(body: unknown): boolean {
  const fields = Fields.of(body)
  if (!fields) return false
  const kind = fields.text('RecordType', 50)
  return kind === 'Inbound' || (kind === undefined && fields.text('OriginalRecipient') !== undefined)
}

/** What holds no token of ours is for a person to read, and counts as ignored. */
export async function readInbound(body: unknown, { keys, clock }: InboundOptions): Promise<ReadReports> {
  const fields = Fields.of(body)
  const part = (name: string): string => fields?.text(name, longest) ?? ''
  const head = ['Subject', 'OriginalRecipient', 'MailboxHash'].map(part).join('\r\n')
  const mail = `${head}\r\n\r\n${part('TextBody')}\r\n${part('HtmlBody')}`
  const read = readUnsubscribeMail(await keys(), mail, clock.now())
  return 'report' in read ? { ...nothingRead, reports: [read.report] } : { ...nothingRead, ignored: 1 }
}
