// Email by SMTP. One message, one try: see smtp-classify.ts for what its end means.
import type { HintedProvider } from '../../journeys/definition/senders-file-schema.js'
import type { OutgoingEmail, Sender, SendResult } from '../sender.js'
import { composeMail } from './compose-mail.js'
import { type DkimKey, signed } from './dkim.js'
import { MarkedBody } from './marked-body.js'
import { hintsFor, providerOf } from './provider-hints.js'
import { classifySmtp, type SmtpFailure } from './smtp-classify.js'
import { SmtpPool } from './smtp-pool.js'
import type { Envelope, SmtpSession, SmtpTimeouts } from './smtp-session.js'
import { parseSmtpUrl, type SmtpServer } from './smtp-url.js'

export interface SmtpOptions {
  /** `smtp://…` or `smtps://…`, see `parseSmtpUrl`. */
  readonly url: string
  /** In place of what the URL says. */
  readonly auth?: SmtpServer['auth'] | undefined
  /** Certificates to trust in place of Node's own, as PEM. */
  readonly ca?: string
  readonly dkim?: DkimKey | undefined
  /** Default: told by the host. */
  readonly provider?: HintedProvider | undefined
  readonly configurationSet?: string | undefined
  /** Best as many as there are hand-overs at once, so that none waits for a connection. */
  readonly maxConnections?: number
  readonly timeouts?: Partial<SmtpTimeouts>
  readonly idleMs?: number
  /** With a connection and an envelope after it, it must be shorter than a claim may last. */
  readonly connectionWaitMs?: number
}

/** The longest a hand-over may take by these time-outs; the wire lease must be longer. */
export const smtpReplyMs = 10 * 60_000

export function smtpSender(options: SmtpOptions): Sender<OutgoingEmail> {
  const { ca, dkim, configurationSet } = options
  const server = parseSmtpUrl(options.url)
  const provider = options.provider ?? providerOf(server.host)
  const pool = new SmtpPool({
    server: { ...server, auth: options.auth ?? server.auth, ca },
    timeouts: { connectMs: 10_000, envelopeMs: 60_000, replyMs: smtpReplyMs, ...options.timeouts },
    maxConnections: options.maxConnections ?? 20,
    idleMs: options.idleMs ?? 10_000,
    maxMessagesPerConnection: 100,
    waitMs: options.connectionWaitMs ?? 30_000,
  })
  return {
    channel: 'email',
    send: async (message, markOnWire) => {
      if (hasLineBreak(message)) return { kind: 'give_up', reason: 'smtp line break in a header' }
      const hints = hintsFor(provider, message.id, configurationSet)
      const plain = composeMail({ ...message, headers: { ...message.headers, ...hints } })
      const bytes = dkim ? await signed(plain, dkim) : plain
      return sendOver(pool, message, () => new MarkedBody(bytes, markOnWire), bytes.length)
    },
    close: async () => pool.close(),
  }
}

async function sendOver(
  pool: SmtpPool,
  message: OutgoingEmail,
  newBody: () => MarkedBody,
  size: number,
): Promise<SendResult> {
  const body = newBody()
  let reused = false
  try {
    const taken = await pool.acquire(message.category === 'transactional')
    reused = taken.reused
    const envelope = { from: message.from.address, to: message.to, size }
    const serverMessageId = await trySend(taken.session, envelope, body)
    pool.release(taken.session)
    return { kind: 'sent', providerId: serverMessageId ?? message.messageId }
  } catch (error) {
    await body.settled()
    if (body.mark === 'refused') return { kind: 'not_sent' }
    if (body.mark === 'failed') return { kind: 'retry', reason: 'mark failed', about: 'message' }
    const failure = error as SmtpFailure
    if (failure.code === 'EBUSY') return busy
    // A connection that died while idle says nothing about the server; each such one is used up by trying.
    if (reused && body.mark === null && isLostConnection(failure))
      return sendOver(pool, message, newBody, size)
    return classifySmtp(failure, body.started)
  } finally {
    body.destroy()
  }
}

const busy = { kind: 'defer', reason: 'connections_busy', afterMs: 5_000 } as const

/** After a failure the two ends may disagree about where they are: such a connection is never used again. */
async function trySend(session: SmtpSession, envelope: Envelope, body: MarkedBody): Promise<string | null> {
  try {
    return await session.send(envelope, body)
  } catch (error) {
    session.abort()
    throw error
  }
}

const isLostConnection = ({ code, responseCode }: SmtpFailure): boolean =>
  responseCode === undefined && (code === 'ECONNECTION' || code === 'ESOCKET')

/** nodemailer would fold line breaks away; one in a header is an attack or a broken template, and is refused. */
function hasLineBreak({ messageId, from, to, replyTo, subject, headers }: OutgoingEmail): boolean {
  const fields = [messageId, from.address, from.name, to, replyTo ?? '', subject]
  return [...fields, ...Object.entries(headers ?? {}).flat()].some(field => /[\r\n\0]/.test(field))
}
