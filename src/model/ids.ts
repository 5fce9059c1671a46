// Identities of our own rows. Whatever the engine creates is named after its cause, so that deciding the same
// input again names the same rows again and the database can refuse the repetition.
import { v5 } from 'uuid'

const namespace = '6b0d5a52-2f0e-4d0f-9c57-0b8f9b9d7c11'

/** How many parts the rows of all customers are spread over; a part never spans two customers' transactions. */
export const partCount = 1024

/** The part of a customer: FNV-1a of the id, mod 1024. Written into every row of that customer. */
export function partOf(customerId: string): number {
  return hash32(customerId) % partCount
}

/** FNV-1a, 32 bits, over UTF-16 code units. Stable for ever: queue shards and parts depend on it. */
export function hash32(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i)
    hash = Math.imul(hash, 0x01000193)
  }
  return hash >>> 0
}

/** The id that belongs to these parts, always the same one. */
export const idFrom = (...parts: readonly (string | number)[]): string => v5(JSON.stringify(parts), namespace)
