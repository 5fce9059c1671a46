// Whether a body was signed with one of the secrets. Compares the digests' bytes in constant time, and all secrets, so that
// nothing is learnt from how long the answer takes.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** What the bytes of a body tell without being kept: shown piece by piece, and then asked once. */
export interface BodySeal {
  readonly look: (piece: Uint8Array) => void
  /** `signature` is the base64 of HMAC-SHA256 over the raw body, as Shopify and WooCommerce send it. */
  readonly isSignedBy: (signature: string) => boolean
  /** SHA-256, as base64. */
  readonly hash: () => string
}

export function bodySeal(secrets: readonly string[]): BodySeal {
  const hash = createHash('sha256')
  const hmacs = secrets.map(secret => createHmac('sha256', secret))
  return {
    look(piece) {
      for (const sum of [hash, ...hmacs]) sum.update(piece)
    },
    isSignedBy(signature) {
      const given = Buffer.from(signature, 'base64')
      let signed = false
      for (const hmac of hmacs) {
        const digest = hmac.digest()
        if (given.length === digest.length && timingSafeEqual(given, digest)) signed = true
      }
      return signed
    },
    hash: () => hash.digest('base64'),
  }
}
