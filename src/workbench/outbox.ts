// The messages of one customer in a simulation: queued, on the wire, taken back, or held out.
import type { Outcome, PastMessage } from '../journeys/engine/index.js'

interface Message extends PastMessage {
  readonly holdout: boolean
}

export class Outbox {
  private messages: readonly Message[] = []

  /** All that count: what was taken back does not. */
  get list(): readonly PastMessage[] {
    return this.messages
  }

  get sent(): readonly PastMessage[] {
    return this.messages.filter(({ holdout }) => !holdout)
  }

  /** Queues the new messages, and answers those that are taken back. */
  keep(
    { messages, withdrawals }: Pick<Outcome, 'messages' | 'withdrawals'>,
    now: Date,
  ): readonly PastMessage[] {
    const withdrawnBy = new Set(withdrawals.map(({ enrollmentId }) => enrollmentId))
    const isWithdrawn = ({ wireAt, holdout, enrollmentId }: Message) =>
      wireAt === null && !holdout && withdrawnBy.has(enrollmentId)
    const withdrawn = this.messages.filter(isWithdrawn)
    const kept = this.messages.filter(message => !isWithdrawn(message))
    this.messages = [...kept, ...messages.map(message => ({ ...message, createdAt: now, wireAt: null }))]
    return withdrawn
  }

  /** What is held out is never handed over. */
  handOver(now: Date): void {
    this.messages = this.messages.map(message =>
      message.holdout ? message : { ...message, wireAt: message.wireAt ?? now },
    )
  }
}
