import { describe, expect, it } from 'vitest'
import {
  classifyTwilioAnswer,
  classifyTwilioError,
} from '../../../../src/dispatch/senders/twilio-classify.js'

describe('an answer of Twilio', () => {
  it.each([
    [
      { status: 400, code: 21610 },
      { kind: 'give_up', reason: 'twilio 400 21610', suppress: 'opt_out' },
    ],
    [
      { status: 400, code: 21211 },
      { kind: 'give_up', reason: 'twilio 400 21211', suppress: 'hard_bounce' },
    ],
    [
      { status: 400, code: 21614 },
      { kind: 'give_up', reason: 'twilio 400 21614', suppress: 'hard_bounce' },
    ],
    [
      { status: 400, code: 21617 },
      { kind: 'give_up', reason: 'twilio 400 21617' },
    ],
    [{ status: 400 }, { kind: 'give_up', reason: 'twilio 400' }],
    [{ status: 404 }, { kind: 'retry', reason: 'twilio 404', about: 'sender' }],
    [
      { status: 400, code: 21611 },
      { kind: 'retry', reason: 'twilio 400 21611', about: 'sender' },
    ],
    [
      { status: 400, code: 21408 },
      { kind: 'retry', reason: 'twilio 400 21408', about: 'sender' },
    ],
    [
      { status: 401, code: 20003 },
      { kind: 'retry', reason: 'twilio 401 20003', about: 'sender' },
    ],
    [{ status: 302 }, { kind: 'retry', reason: 'twilio 302', about: 'sender' }],
    [
      { status: 429, code: 20429, retryAfter: '3' },
      { kind: 'retry', reason: 'twilio 429 20429', about: 'sender', afterMs: 3_000 },
    ],
    [{ status: 429 }, { kind: 'retry', reason: 'twilio 429', about: 'sender' }],
    [
      { status: 429, retryAfter: 'Infinity' },
      { kind: 'retry', reason: 'twilio 429', about: 'sender' },
    ],
    [
      { status: 429, retryAfter: 'soon' },
      { kind: 'retry', reason: 'twilio 429', about: 'sender' },
    ],
    [
      { status: 500, code: 20500 },
      { kind: 'unknown', reason: 'twilio 500 20500' },
    ],
    [
      { status: 503, retryAfter: '1' },
      { kind: 'unknown', reason: 'twilio 503' },
    ],
  ])('%o', (answer, result) => {
    expect(classifyTwilioAnswer(answer)).toEqual(result)
  })
})

describe('no answer of Twilio', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'CERT_HAS_EXPIRED'])('%s: it never got there', code => {
    expect(classifyTwilioError(code)).toMatchObject({ kind: 'retry', about: 'sender' })
  })

  it.each(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', undefined])('%s: nobody knows', code => {
    expect(classifyTwilioError(code)).toMatchObject({ kind: 'unknown' })
  })
})
