// A few connections to one SMTP server, used again and again. It neither queues mail nor tries twice: nodemailer's own
// pool does, and what is tried again is for dispatch to say.
import { SmtpSession, type SmtpTimeouts, type TrustedServer } from './smtp-session.js'

export interface SmtpPoolOptions {
  readonly server: TrustedServer
  readonly timeouts: SmtpTimeouts
  readonly maxConnections: number
  /** Servers hang up on the idle; better to go first than to find out with a message in hand. */
  readonly idleMs: number
  readonly maxMessagesPerConnection: number
  /** How long one is waited for where all are busy. */
  readonly waitMs: number
}

export class SmtpPool {
  private readonly idle: { session: SmtpSession; timer: NodeJS.Timeout }[] = []
  private readonly busy = new Set<SmtpSession>()
  /** Who waits for a connection; `first` stands before all that do not. */
  private readonly waiting: { readonly first: boolean; readonly go: () => void }[] = []
  private open = 0
  private closed = false
  private readonly options: SmtpPoolOptions

  constructor(options: SmtpPoolOptions) {
    this.options = options
  }

  /**
   * An idle connection, else a new one, else the next that is free in time, else an error with the code EBUSY. `reused`: it may have died unnoticed. `first`: before
   * those who wait without.
   */
  async acquire(first = false): Promise<{ session: SmtpSession; reused: boolean }> {
    const free = this.takeIdle()
    if (free) return { session: free, reused: true }
    const late = performance.now() + this.options.waitMs
    while (this.open >= this.options.maxConnections && !this.closed) {
      if (!(await this.turn(first, late - performance.now())))
        throw Object.assign(new Error('all connections are busy'), { code: 'EBUSY', command: 'CONN' })
      const freed = this.takeIdle()
      if (freed) return { session: freed, reused: true }
    }
    if (this.closed) throw Object.assign(new Error('closed'), { code: 'ECLOSED', command: 'CONN' })
    return { session: await this.connect(), reused: false }
  }

  /** Gives a connection back after a message that was sent on it. */
  release(session: SmtpSession): void {
    this.busy.delete(session)
    if (this.closed || session.sent >= this.options.maxMessagesPerConnection) {
      session.quit()
      return
    }
    const timer = setTimeout(() => this.retire(session), this.options.idleMs)
    timer.unref()
    this.idle.push({ session, timer })
    this.next()
  }

  /** Cuts every connection, also those with a message on them. */
  close(): void {
    this.closed = true
    while (this.idle.length > 0) this.takeIdle()?.quit()
    for (const session of [...this.busy]) session.abort('CLOSED')
    while (this.waiting.length > 0) this.next()
  }

  /** False: not in time. */
  private turn(first: boolean, waitMs: number): Promise<boolean> {
    return new Promise(resolve => {
      const timer = setTimeout(() => {
        this.waiting.splice(this.waiting.indexOf(waiter), 1)
        resolve(false)
      }, waitMs)
      const go = () => {
        clearTimeout(timer)
        resolve(true)
      }
      const waiter = { first, go }
      const behind = first ? this.waiting.findIndex(other => !other.first) : -1
      this.waiting.splice(behind < 0 ? this.waiting.length : behind, 0, waiter)
    })
  }

  private next(): void {
    this.waiting.shift()?.go()
  }

  private takeIdle(): SmtpSession | null {
    const entry = this.idle.pop()
    if (!entry) return null
    clearTimeout(entry.timer)
    this.busy.add(entry.session)
    return entry.session
  }

  private async connect(): Promise<SmtpSession> {
    this.open++
    try {
      const session = await SmtpSession.open(this.options.server, this.options.timeouts)
      session.onEnd = () => this.forget(session)
      this.busy.add(session)
      return session
    } catch (error) {
      this.freeOne()
      throw error
    }
  }

  private retire(session: SmtpSession): void {
    this.dropIdle(session)
    session.quit()
  }

  private forget(session: SmtpSession): void {
    this.busy.delete(session)
    this.dropIdle(session)
    this.freeOne()
  }

  private dropIdle(session: SmtpSession): void {
    const at = this.idle.findIndex(entry => entry.session === session)
    if (at < 0) return
    clearTimeout(this.idle[at]?.timer)
    this.idle.splice(at, 1)
  }

  private freeOne(): void {
    this.open--
    this.next()
  }
}
