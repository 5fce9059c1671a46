// Whether a body was signed with one of the secrets. Compares the digests' bytes in constant time, and all secrets, so that
// nothing is learnt from how long the answer takes.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** `signature` is the base64 of HMAC-SHA256 over the raw body, as Shopify and WooCommerce send it. */
export function isSignedBy(raw: Uint8Array, signature: string, secrets: readonly string[]): boolean {
  const given = Buffer.from(signature, 'base64')
  let signed = false
  for (const secret of secrets) {
    const digest = createHmac('sha256', secret).update(raw).digest()
    if (given.length === digest.length && timingSafeEqual(given, digest)) signed = true
  }
  return signed
}
