// One connection to the SMTP server, with promises in place of callbacks. Failures are thrown as nodemailer made them;
// what they mean is said in smtp-classify.ts.
import type { Readable } from 'node:stream'
import SMTPConnection from 'nodemailer/lib/smtp-connection'
import type { SmtpServer } from './smtp-url.js'

export interface SmtpTimeouts {
  /** For name, connection, greeting and STARTTLS together. */
  readonly connectMs: number
  /** From MAIL to the first byte of the body. */
  readonly envelopeMs: number
  /** Silence after the final dot. RFC 5321 §4.5.3.2.6 asks for 10 minutes: a shorter one makes copies. */
  readonly replyMs: number
}

export interface Envelope {
  readonly from: string
  readonly to: string
  readonly size: number
}

export interface TrustedServer extends SmtpServer {
  /** Certificates to trust in place of Node's own, as PEM. */
  readonly ca?: string | undefined
}

/** Nothing depends on the answer to QUIT. */
const quitMs = 2_000

export class SmtpSession {
  sent = 0
  /** Called when the connection is gone, for whatever reason. */
  onEnd: () => void = () => {}
  private readonly connection: SMTPConnection
  private readonly timeouts: SmtpTimeouts
  private fail: (error: Error) => void = () => {}

  private constructor(connection: SMTPConnection, timeouts: SmtpTimeouts) {
    this.connection = connection
    this.timeouts = timeouts
    connection.on('error', error => this.fail(error))
    connection.once('end', () => {
      this.fail(Object.assign(new Error('connection closed'), { code: 'ECONNECTION', command: 'CONN' }))
      this.onEnd()
    })
  }

  static async open(server: TrustedServer, timeouts: SmtpTimeouts): Promise<SmtpSession> {
    const { host, port, secure, tls, ca, auth } = server
    const connection = new SMTPConnection({
      host,
      port,
      secure,
      requireTLS: tls === 'required' && !secure,
      ignoreTLS: tls === 'off',
      ...(ca !== undefined && { tls: { ca } }),
      connectionTimeout: timeouts.connectMs,
      greetingTimeout: timeouts.connectMs,
      dnsTimeout: timeouts.connectMs,
      socketTimeout: timeouts.replyMs,
    })
    const session = new SmtpSession(connection, timeouts)
    try {
      await session.step(timeouts.connectMs, done => connection.connect(done))
      if (auth) await session.step(timeouts.connectMs, done => connection.login({ ...auth }, done))
      return session
    } catch (error) {
      connection.close()
      throw error
    }
  }

  /**
   * Resolves when the server has taken the message, with the Message-ID it gave it where it replaces ours. The body
   * is read only once the server wants it.
   */
  async send(envelope: Envelope, body: Readable & { readonly started: boolean }): Promise<string | null> {
    const serverMessageId = await new Promise<string | null>((resolve, reject) => {
      const timer = setTimeout(() => {
        if (!body.started) this.abort('ENVELOPE_TIMEOUT')
      }, this.timeouts.envelopeMs)
      const settle = (act: () => void) => {
        clearTimeout(timer)
        this.fail = () => {}
        act()
      }
      this.fail = error => settle(() => reject(error))
      this.connection.send({ ...envelope, to: [envelope.to] }, body, (error, info) =>
        settle(() => (error ? reject(error) : resolve(info?.serverMessageId ?? null))),
      )
    })
    this.sent++
    return serverMessageId
  }

  /** Says goodbye; for a connection nothing is being sent on. */
  quit(): void {
    this.connection.quit()
    setTimeout(() => this.connection.close(), quitMs).unref()
  }

  /** Cuts the connection at once. */
  abort(timeoutType?: string): void {
    this.fail(Object.assign(new Error('aborted'), { code: 'ETIMEDOUT', command: 'CONN', timeoutType }))
    this.connection.close()
  }

  private step(withinMs: number, start: (done: (error?: Error | null) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.abort('CONNECT_TIMEOUT'), withinMs)
      const settle = (error?: Error | null) => {
        clearTimeout(timer)
        this.fail = () => {}
        if (error) reject(error)
        else resolve()
      }
      this.fail = settle
      start(settle)
    })
  }
}
