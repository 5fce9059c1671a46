// The port to providers, owned by dispatch. A sender maps every answer of its provider to one of five results; it
// knows neither journeys nor the database, and never tries a message again by itself.
import type { Category } from '../journeys/definition/action-schemas.js'
import type { Channel } from '../model/channel.js'

export interface EmailAddress {
  readonly address: string
  readonly name: string
}

export interface OutgoingEmail {
  readonly id: string
  /** What belongs to an order goes first where there is a queue. */
  readonly category: Category
  /** RFC 5322 Message-ID with its angle brackets; the same for every attempt. */
  readonly messageId: string
  readonly from: EmailAddress
  readonly to: string
  readonly replyTo?: string
  readonly subject: string
  readonly html: string
  readonly text: string
  readonly headers?: Readonly<Record<string, string>>
}

export interface OutgoingSms {
  readonly id: string
  readonly category: Category
  /** E.164. */
  readonly to: string
  readonly text: string
}

/**
 * What became of a message. `reason` is stable, short and free of personal data: it is stored and shown. Only
 * `unknown` leaves open whether the provider has it; `retry` and `give_up` are promises that it has not.
 */
export type SendResult =
  | {
      readonly kind: 'sent'
      readonly providerId: string | null
      /** The name of the sender that took it, or may have. */
      readonly sender?: string
    }
  /** `about`: what the answer was about. That of a sender is the same for every message; another may take it. */
  | {
      readonly kind: 'retry'
      readonly reason: string
      readonly afterMs?: number
      readonly about?: 'sender' | 'message'
    }
  /** Not tried at all: there is no room under a rate. Counts as no attempt. */
  | { readonly kind: 'defer'; readonly reason: string; readonly afterMs: number }
  | { readonly kind: 'give_up'; readonly reason: string; readonly suppress?: 'hard_bounce' | 'opt_out' }
  | { readonly kind: 'unknown'; readonly reason: string; readonly sender?: string }
  /** The mark was refused: the message was withdrawn, or is another's by now. Nothing left. */
  | { readonly kind: 'not_sent' }

/**
 * Commits that the message is on the wire. It must resolve to true before the first byte of the body leaves (I4);
 * false, or a rejection, means that nothing may leave. To be called at most once by each sender that is tried.
 */
export type MarkOnWire = () => Promise<boolean>

/**
 * Resolves when there is probably room for a message of this category, in the order they asked; to what must be called when
 * its hand-over is over. null: told to stop first, and nothing is to be handed over.
 */
export type Admit = (id: string, category: Category, stop: AbortSignal) => Promise<(() => void) | null>

export interface Sender<M> {
  readonly channel: Channel
  /** Asked before a hand-over begins, so that none is begun in vain; without it there is always room. */
  readonly admit?: Admit
  /** Never rejects because of the provider or the network: those are results. */
  send(message: M, markOnWire: MarkOnWire): Promise<SendResult>
  /** Cuts what is still open; sends in hand end as `retry` or `unknown`, whichever is true. */
  close(): Promise<void>
}

export interface Senders {
  /** null: the channel is not set up, and its messages wait. */
  readonly email: Sender<OutgoingEmail> | null
  readonly sms: Sender<OutgoingSms> | null
}
