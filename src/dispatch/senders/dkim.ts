// DKIM: a mail's bytes, with a signature over what people and mail programs act on. Refuses a key at the start that
// nodemailer would silently send without.
import { createPrivateKey, type KeyObject } from 'node:crypto'
import DKIM from 'nodemailer/lib/dkim'

export interface DkimKey {
  readonly domain: string
  readonly selector: string
  readonly key: KeyObject
}

/** RFC 8058 §4 wants both headers for unsubscribing covered; nodemailer's own list lacks the second. */
export const signedHeaders = [
  'From',
  'To',
  'Subject',
  'Date',
  'Message-ID',
  'Reply-To',
  'MIME-Version',
  'Content-Type',
  'Content-Transfer-Encoding',
  'List-Id',
  'List-Unsubscribe',
  'List-Unsubscribe-Post',
  'Feedback-ID',
] as const

/** Gmail and others take no shorter one for a signature. */
const fewestBits = 1024

/** Throws a TypeError that says what is wrong with the key, and nothing of it. */
export function dkimKey(domain: string, selector: string, pem: string): DkimKey {
  const key = readKey(pem)
  if (key.asymmetricKeyType !== 'rsa') throw new TypeError('must be an RSA key')
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0
  if (bits < fewestBits)
    throw new TypeError(`has ${bits} bits; receivers want 2048, and at least ${fewestBits}`)
  return { domain, selector, key }
}

function readKey(pem: string): KeyObject {
  try {
    return createPrivateKey(pem)
  } catch {
    throw new TypeError('must be a private key as PEM, "-----BEGIN PRIVATE KEY-----" and so on')
  }
}

/** The same bytes with a DKIM-Signature before them. */
export async function signed(bytes: Buffer, { domain, selector, key }: DkimKey): Promise<Buffer> {
  const signer = new DKIM({
    domainName: domain,
    keySelector: selector,
    privateKey: key,
    headerFieldNames: signedHeaders.join(':'),
  })
  const chunks: Buffer[] = []
  for await (const chunk of signer.sign(bytes) as AsyncIterable<Buffer>) chunks.push(chunk)
  return Buffer.concat(chunks)
}
