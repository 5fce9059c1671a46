// What Postmark's types of bounces mean for us (postmarkapp.com/developer/api/bounce-api#bounce-types). Vocabulary only.

export type BounceMeaning =
  /** The address is to be written to no more. */
  | 'hard'
  /** Was not delivered; the address may be good. */
  | 'soft'
  /** Is tried again. */
  | 'deferred'
  | 'complaint'
  | 'unsubscribe'
  /** Says nothing about the message: an answer of a machine, or about mail that was received. */
  | 'nothing'

export const bounceTypes: ReadonlyMap<string, BounceMeaning> = new Map([
  ['HardBounce', 'hard'],
  ['BadEmailAddress', 'hard'],
  // By somebody of the shop: it is suppressed at Postmark, which takes no mail for it any more.
  ['ManuallyDeactivated', 'hard'],
  ['SoftBounce', 'soft'],
  ['DnsError', 'soft'],
  ['SpamNotification', 'soft'],
  ['VirusNotification', 'soft'],
  ['Blocked', 'soft'],
  ['DMARCPolicy', 'soft'],
  ['SMTPApiError', 'soft'],
  ['TemplateRenderingFailed', 'soft'],
  ['Unknown', 'soft'],
  ['Transient', 'deferred'],
  ['SpamComplaint', 'complaint'],
  ['Unsubscribe', 'unsubscribe'],
  ['Subscribe', 'nothing'],
  ['AutoResponder', 'nothing'],
  ['AddressChange', 'nothing'],
  ['ChallengeVerification', 'nothing'],
  ['OpenRelayTest', 'nothing'],
  ['Unconfirmed', 'nothing'],
  ['InboundError', 'nothing'],
])
