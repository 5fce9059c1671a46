// What to do about the reasons for which a sender that was just set up does not send. Knows reasons, not senders.
import type { SendResult } from '../dispatch/index.js'

const advice: readonly (readonly [RegExp, string])[] = [
  [
    /^smtp no starttls$/,
    'The server offers no STARTTLS: use smtps://, another port, or, if the way to it is your own, ?tls=off after its address.',
  ],
  [/^smtp auth /, 'It refuses the user or the password.'],
  [/^smtp (mail 530|mail 550 5\.7)/, 'It takes mail only after a login, or from addresses that it knows.'],
  [/ (econnrefused|ehostunreach)$/, 'Nobody answers at that address and port.'],
  [/ (enotfound|eai_again|edns)$/, 'There is no server of that name, or no name server answers.'],
  [
    / (connect|greeting|socket|upgrade)_timeout$/,
    'It does not answer; is the port right, and does the network let it out?',
  ],
  [
    /(self_signed|unable_to_(verify|get)|cert_|altname|err_tls)/,
    'Its certificate is not trusted: name it as its certificate does, or put its authority into a file and that into NODE_EXTRA_CA_CERTS.',
  ],
  [
    /private_address$/,
    'It is a private address: set TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS=true if it is meant.',
  ],
  [/^(http|twilio) (401|403)/, 'It refuses the key.'],
  [/^(http|twilio) (30\d|404|405)/, 'The address of the interface is wrong.'],
  [/^http (400|413|422)/, 'It does not understand the message: compare the body with its documentation.'],
]

/** A sentence; undefined where the reason says all that is known. */
export function senderAdvice(result: SendResult): string | undefined {
  const reason = 'reason' in result ? result.reason : ''
  return advice.find(([pattern]) => pattern.test(reason))?.[1]
}
