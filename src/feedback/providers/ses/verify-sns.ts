// Whether Amazon SNS itself has posted this, and for a topic of ours.
import { type KeyObject, verify } from 'node:crypto'
import { Problem } from '../../../platform/http/index.js'
import { type Guard, signatureInvalid, signatureMissing } from '../door.js'
import type { CertificateSource } from './sns-certificates.js'
import { envelopeIn, isCertificateUrl, type SnsEnvelope, signedText } from './sns-envelope.js'

const digests: Readonly<Record<string, string>> = { 1: 'sha1', 2: 'sha256' }

/** The topic first: whoever does not even know it has no certificate asked for. */
export const snsGuard =
  (topicArns: readonly string[], keyAt: CertificateSource): Guard =>
  async ({ headerOf, raw, receivedAt }) => {
    if (headerOf('x-amz-sns-rawdelivery') === 'true')
      throw signatureMissing('Switch "raw message delivery" off: without its envelope there is no signature.')
    const envelope = envelopeIn(raw)
    if (!topicArns.includes(envelope.topicArn)) throw topicUnknown()
    const digest = Object.hasOwn(digests, envelope.signatureVersion)
      ? digests[envelope.signatureVersion]
      : undefined
    if (digest === undefined) throw signatureInvalid('Its "SignatureVersion" must be "1" or "2".')
    if (!isCertificateUrl(envelope.signingCertUrl))
      throw signatureInvalid('Its "SigningCertURL" must lead to a certificate of Amazon SNS.')
    const key = await keyAt(envelope.signingCertUrl, receivedAt)
    if (!isSignedBy(key, digest, envelope)) throw signatureInvalid('It does not fit what was posted.')
  }

function isSignedBy(key: KeyObject, digest: string, envelope: SnsEnvelope): boolean {
  try {
    return verify(digest, Buffer.from(signedText(envelope)), key, Buffer.from(envelope.signature, 'base64'))
  } catch {
    return false
  }
}

const topicUnknown = (): Problem =>
  new Problem({
    status: 403,
    code: 'topic_unknown',
    title: 'This topic is not one of ours',
    detail: 'To take its notifications, add its ARN to SES_TOPIC_ARN.',
  })
