import { describe, expect, it } from 'vitest'
import type { OutgoingEmail, OutgoingSms } from '../../../src/dispatch/index.js'
import { logSender } from '../../../src/dispatch/senders/log-sender.js'
import { createLogger } from '../../../src/platform/logger.js'
import { recipient } from './sender-contract.js'

function aLog() {
  const lines: string[] = []
  const logger = createLogger({ level: 'info', destination: { write: line => void lines.push(line) } })
  return { lines, logger }
}
const sms: OutgoingSms = {
  id: 'm-1',
  category: 'marketing',
  to: recipient.sms,
  text: `Still there, ${recipient.email} , https://shop.example/s/secret`,
}

describe('the sender that only logs', () => {
  it('says what would be sent, and that nothing was', async () => {
    const { lines, logger } = aLog()
    const email = { ...sms, subject: 'Your cart' } as unknown as OutgoingEmail
    expect(await logSender('email', logger).send(email, async () => true)).toEqual({
      kind: 'sent',
      providerId: 'log-m-1',
    })
    expect(lines.map(line => JSON.parse(line))).toMatchObject([
      {
        messageId: 'm-1',
        channel: 'email',
        category: 'marketing',
        words: 'Your cart',
        msg: 'not sent, only logged',
      },
    ])
  })

  it('shows no address and no link, by which others could act for the customer', async () => {
    const { lines, logger } = aLog()
    await logSender('sms', logger).send(sms, async () => true)
    expect(lines.join()).toContain('Still there, [email] , [link]')
    for (const hidden of [recipient.sms, recipient.email, 'secret'])
      expect(lines.join()).not.toContain(hidden)
  })

  it('logs nothing of a message that was withdrawn, or could not be marked', async () => {
    const { lines, logger } = aLog()
    const sender = logSender<OutgoingSms>('sms', logger)
    expect(await sender.send(sms, async () => false)).toEqual({ kind: 'not_sent' })
    expect(await sender.send(sms, () => Promise.reject(new Error('away')))).toMatchObject({ kind: 'retry' })
    expect(lines).toEqual([])
  })
})
