// An email's body as a stream that asks for the mark before it gives its first byte. nodemailer reads it only after
// the server said 354, so every failure before that is one where surely nothing was sent.
import { Readable } from 'node:stream'
import type { MarkOnWire } from '../sender.js'

export class MarkedBody extends Readable {
  /** How the mark ended; null as long as the server did not ask for the body. */
  mark: 'asked' | 'granted' | 'refused' | 'failed' | null = null
  /** A byte may have left. */
  started = false
  private readonly bytes: Buffer
  private readonly markOnWire: MarkOnWire
  private asking: Promise<void> = Promise.resolve()

  constructor(bytes: Buffer, markOnWire: MarkOnWire) {
    super({ autoDestroy: true })
    this.bytes = bytes
    this.markOnWire = markOnWire
  }

  /** Resolves when a mark that was asked for has its answer, so that none is left behind unawaited. */
  async settled(): Promise<void> {
    await this.asking
  }

  override _read(): void {
    if (this.mark !== null) return
    this.mark = 'asked'
    this.asking = this.ask()
  }

  private async ask(): Promise<void> {
    try {
      this.mark = (await this.markOnWire()) ? 'granted' : 'refused'
    } catch {
      this.mark = 'failed'
    }
    // Destroyed meanwhile: the connection broke while the database was asked.
    if (this.destroyed) return
    if (this.mark !== 'granted') {
      this.destroy(new Error('not marked'))
      return
    }
    this.started = true
    this.push(this.bytes)
    this.push(null)
  }
}
