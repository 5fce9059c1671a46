// The certificates SNS signs with, asked for once and kept for a day. Only whoever has checked the address may ask.
import { type KeyObject, X509Certificate } from 'node:crypto'
import type { Asker } from '../../../platform/guarded-request.js'
import { unavailable } from '../../../platform/http/index.js'
import { signatureInvalid } from '../door.js'

const keptMs = 24 * 3_600_000
/** SNS changes its certificate every few months; more at once is somebody trying addresses. */
const mostKept = 20
const mostAsked = 8
const retryAfterSeconds = 30

/** The key of the certificate at this address. Rejects with a `Problem`: 403 where there is no good one, 503 where SNS is away. */
export type CertificateSource = (url: string, now: Date) => Promise<KeyObject>

export function certificateSource(ask: Asker): CertificateSource {
  const kept = new Map<string, { readonly certificate: X509Certificate; readonly until: number }>()
  const asked = new Map<string, Promise<X509Certificate>>()
  const fetched = async (url: string): Promise<X509Certificate> => {
    if (asked.size >= mostAsked) throw away('too many certificates are being asked for')
    const certificate = await certificateAt(ask, url)
    if (kept.size >= mostKept) kept.delete([...kept.keys()][0]!)
    kept.set(url, { certificate, until: performance.now() + keptMs })
    return certificate
  }
  const certificateOf = (url: string): Promise<X509Certificate> => {
    const known = kept.get(url)
    if (known && known.until > performance.now()) return Promise.resolve(known.certificate)
    const asking = asked.get(url) ?? fetched(url).finally(() => asked.delete(url))
    asked.set(url, asking)
    return asking
  }
  return async (url, now) => {
    const certificate = await certificateOf(url)
    const isValid =
      Date.parse(certificate.validFrom) <= now.getTime() && now.getTime() < Date.parse(certificate.validTo)
    if (!isValid) throw signatureInvalid('The certificate it names is not valid at this time.')
    return certificate.publicKey
  }
}

async function certificateAt(ask: Asker, url: string): Promise<X509Certificate> {
  const answer = await ask({ method: 'GET', url })
  if ('failure' in answer) throw away(answer.failure)
  if (answer.status >= 500 || answer.status === 429) throw away(`status ${answer.status}`)
  try {
    if (answer.status === 200 && answer.body !== null) return new X509Certificate(answer.body)
  } catch {
    // As good as none.
  }
  throw signatureInvalid('There is no certificate where it says.')
}

const away = (reason: string): Error =>
  unavailable(
    'certificate_unavailable',
    'The certificate of Amazon SNS cannot be fetched now; send again',
    retryAfterSeconds,
    new Error(reason),
  )
