import { describe, expect, it } from 'vitest'
import { classifySmtp } from '../../../../src/dispatch/senders/smtp-classify.js'

const rcpt = (response: string) => ({
  code: 'EENVELOPE',
  command: 'RCPT TO',
  responseCode: Number(response.slice(0, 3)),
  response,
})
const dot = (response: string) => ({ ...rcpt(response), code: 'EMESSAGE', command: 'DATA' })

describe('an SMTP failure before the body', () => {
  it.each([
    ['no connection', { code: 'ESOCKET', command: 'CONN' }, 'smtp esocket'],
    ['no such host', { code: 'EDNS', command: 'CONN' }, 'smtp edns'],
    [
      'no greeting',
      { code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'GREETING_TIMEOUT' },
      'smtp greeting_timeout',
    ],
    [
      'an unwilling greeting',
      { code: 'EPROTOCOL', command: 'CONN', responseCode: 554, response: '554 no' },
      'smtp 554',
    ],
    [
      'a wrong password',
      { code: 'EAUTH', command: 'AUTH PLAIN', responseCode: 535, response: '535 5.7.8 no' },
      'smtp auth 535 5.7.8',
    ],
    ['no authentication', { ...rcpt('530 5.7.0 log in'), command: 'MAIL FROM' }, 'smtp mail 530 5.7.0'],
    ['too much from us', { ...rcpt('451 4.7.1 slow down'), command: 'MAIL FROM' }, 'smtp mail 451 4.7.1'],
    ['a server going down', rcpt('421 bye'), 'smtp rcpt 421'],
    [
      'a refused connection',
      { code: 'ESOCKET', originalCode: 'ECONNREFUSED', command: 'CONN' },
      'smtp econnrefused',
    ],
    [
      'no STARTTLS',
      { code: 'ETLS', command: 'STARTTLS', responseCode: 502, response: '502 what?' },
      'smtp no starttls',
    ],
  ])('%s: nothing was sent, and another sender may have more luck', (_, failure, reason) => {
    expect(classifySmtp(failure, false)).toEqual({ kind: 'retry', reason, about: 'sender' })
  })

  it('a busy mailbox is busy for every sender', () => {
    expect(classifySmtp(rcpt('450 4.2.1 try later ann@example.com'), false)).toEqual({
      kind: 'retry',
      reason: 'smtp rcpt 450 4.2.1',
      about: 'message',
    })
  })

  it.each([
    '550 no such user ann@example.com',
    '550 5.1.1 unknown',
    '551 not here',
    '553 5.1.3 bad address',
    '550-5.1.1 unknown\n550 5.1.1 really',
  ])('%s: no such mailbox, so never again', response => {
    expect(classifySmtp(rcpt(response), false)).toMatchObject({ kind: 'give_up', suppress: 'hard_bounce' })
  })

  it.each(['550 5.7.1 blocked by policy', '552 5.2.2 mailbox full', '554 no'])(
    '%s: not this message, but the address is not to blame',
    response => {
      const result = classifySmtp(rcpt(response), false)
      expect(result.kind).toBe('give_up')
      expect(result).not.toHaveProperty('suppress')
    },
  )

  it('an address that no server could be asked about is given up', () => {
    expect(classifySmtp({ code: 'EENVELOPE', command: 'API' }, false)).toMatchObject({ kind: 'give_up' })
  })
})

describe('an SMTP failure after the body began', () => {
  it.each([
    ['cut', { code: 'ECONNECTION', command: 'CONN' }],
    ['reset', { code: 'ESOCKET', command: 'CONN' }],
    ['silence', { code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'SOCKET_TIMEOUT' }],
    ['a reply that was no reply', { code: 'EMESSAGE', command: 'DATA', response: 'what?' }],
    ['our own closing', { code: 'ETIMEDOUT', command: 'CONN', timeoutType: 'CLOSED' }],
  ])('%s: nobody knows', (_, failure) => {
    expect(classifySmtp(failure, true)).toMatchObject({ kind: 'unknown' })
  })

  it('the reply to the final dot is a definite answer', () => {
    expect(classifySmtp(dot('451 4.3.0 try later'), true)).toEqual({
      kind: 'retry',
      reason: 'smtp data 451 4.3.0',
      about: 'message',
    })
    expect(classifySmtp(dot('554 5.7.1 spam'), true)).toEqual({
      kind: 'give_up',
      reason: 'smtp data 554 5.7.1',
    })
  })

  it('a 550 to the dot is about the content and suppresses nobody', () => {
    expect(classifySmtp(dot('550 5.1.1 hm'), true)).not.toHaveProperty('suppress')
  })
})
