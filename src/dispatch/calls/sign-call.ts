// Signatures as Standard Webhooks 1.0 describes them, so that receivers can use its libraries. Pure.
import { createHmac } from 'node:crypto'

export interface SignedHeaders {
  readonly 'webhook-id': string
  /** Seconds since 1970, of this attempt. */
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature'?: string
}

/**
 * `secret` is `whsec_` and base64, or several of them with spaces between, while one takes the place of another: there is a
 * signature by each. null: the receiver wants no signature. Throws on any other secret.
 */
export function signedHeaders(id: string, at: Date, body: string, secret: string | null): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp }
  if (secret === null) return headers
  const signed = `${id}.${timestamp}.${body}`
  const signatures = secret.split(' ').map(one => `v1,${hmac(keyOf(one), signed)}`)
  return { ...headers, 'webhook-signature': signatures.join(' ') }
}

const hmac = (key: Buffer, signed: string): string =>
  createHmac('sha256', key).update(signed).digest('base64')

function keyOf(secret: string): Buffer {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(secret) ?? []
  if (base64 === undefined) throw new RangeError('not a secret of Standard Webhooks')
  return Buffer.from(base64, 'base64')
}
