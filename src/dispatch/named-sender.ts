// A sender with what senders.json says of it. Those of a channel stand in the order in which they stand in for each other.

import type { Rate, WarmUp } from '../journeys/definition/sender-parts-schema.js'
import type { Sender } from './sender.js'

export interface NamedSender<M> {
  /** Unique in the channel: shown with every message it took. */
  readonly name: string
  readonly kind: 'smtp' | 'twilio' | 'http' | 'log'
  readonly sender: Sender<M>
  readonly rate?: Rate | undefined
  /** By domain of the recipient, in lower case; `*`: each one not named. Email only. */
  readonly domains?: Readonly<Record<string, Rate>> | undefined
  readonly warmUp?: WarmUp | undefined
}
