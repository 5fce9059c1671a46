// Signatures as Standard Webhooks 1.0 describes them, so that receivers can use its libraries. Pure.
import { createHmac } from 'node:crypto'

export interface SignedHeaders {
  readonly 'webhook-id': string
  /** Seconds since 1970, of this attempt. */
  readonly 'webhook-timestamp': string
  readonly 'webhook-signature'?: string
}

/** `secret` is `whsec_` and base64; null: the receiver wants no signature. Throws on any other secret. */
export function signedHeaders(id: string, at: Date, body: string, secret: string | null): SignedHeaders {
  const timestamp = String(Math.floor(at.getTime() / 1_000))
  const headers = { 'webhook-id': id, 'webhook-timestamp': timestamp }
  if (secret === null) return headers
  const signature = createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.${body}`).digest('base64')
  return { ...headers, 'webhook-signature': `v1,${signature}` }
}

function keyOf(secret: string): Buffer {
  const [, base64] = /^whsec_([A-Za-z0-9+/]+=*)$/.exec(secret) ?? []
  if (base64 === undefined) throw new RangeError('not a secret of Standard Webhooks')
  return Buffer.from(base64, 'base64')
}
