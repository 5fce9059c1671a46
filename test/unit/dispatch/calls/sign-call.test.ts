import { describe, expect, it } from 'vitest'
import { signedHeaders } from '../../../../src/dispatch/calls/sign-call.js'

describe('the signature of a call', () => {
  // The example of the Standard Webhooks specification and its libraries.
  it('is that of the specification', () => {
    const headers = signedHeaders(
      'msg_p5jXN8AQM9LWM0D4loKWxJek',
      new Date(1_614_265_330_000),
      '{"test": 2432232314}',
      'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    )
    expect(headers).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    })
  })

  it('is one by each secret while one takes the place of another', () => {
    const [fresh, old] = ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', `whsec_${'A'.repeat(32)}`]
    const by = (secret: string) => signedHeaders('id', new Date(0), '{}', secret)['webhook-signature']
    expect(by(`${fresh} ${old}`)).toBe(`${by(fresh)} ${by(old)}`)
  })

  it('is left out where nobody wants one', () => {
    expect(Object.keys(signedHeaders('id', new Date(0), '{}', null))).toEqual([
      'webhook-id',
      'webhook-timestamp',
    ])
  })

  it.each(['', 'secret', 'whsec_', 'whsec_not base64'])('refuses the secret %j', secret => {
    expect(() => signedHeaders('id', new Date(0), '{}', secret)).toThrow(RangeError)
  })
})
