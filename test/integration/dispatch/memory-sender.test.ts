import { describe } from 'vitest'
import type { OutgoingSms, SendResult } from '../../../src/dispatch/index.js'
import { memorySender } from '../../support/memory-sender.js'
import { type Behaviour, recipient, senderContract } from './sender-contract.js'

const results: Record<Behaviour, SendResult> = {
  takes: { kind: 'sent', providerId: 'p-1' },
  'refuses for good': { kind: 'give_up', reason: 'no' },
  'refuses for now': { kind: 'retry', reason: 'later' },
  'is not there': { kind: 'retry', reason: 'away' },
  'takes the body and cuts': { kind: 'unknown', reason: 'cut' },
  'takes the body and is silent': { kind: 'unknown', reason: 'silence' },
}

describe('the sender in memory', () => {
  senderContract(
    async () => {
      const sender = memorySender<OutgoingSms>('sms')
      return {
        sender,
        behave: behaviour => {
          sender.answer = () => results[behaviour]
        },
        bodiesBegun: () => sender.outbox.length,
        taken: () => sender.outbox.map(({ id }) => id),
      }
    },
    id => ({ id, category: 'marketing' as const, to: recipient.sms, text: id }),
  )
})
