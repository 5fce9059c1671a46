// Identities of our own rows. Whatever the engine creates is named after its cause, so that deciding the same
// input again names the same rows again and the database can refuse the repetition.
import { hash } from 'node:crypto'

/** The namespace 6b0d5a52-2f0e-4d0f-9c57-0b8f9b9d7c11. */
const namespace = Buffer.from('6b0d5a522f0e4d0f9c570b8f9b9d7c11', 'hex')

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

/**
 * The id that belongs to these parts, always the same one: a UUID of version 5 (RFC 9562, 5.5) of their JSON. Not by the
 * `uuid` package, whose way through single bytes costs several times as much, on the hot path; a test compares the two.
 */
export function idFrom(...parts: readonly (string | number)[]): string {
  const name = Buffer.from(JSON.stringify(parts))
  const hex = hash('sha1', Buffer.concat([namespace, name], namespace.length + name.length), 'hex')
  const variant = variants[Number.parseInt(hex[16]!, 16) & 3]
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const variants = ['8', '9', 'a', 'b'] as const

/** 22 letters that are the same for the same text, and by which nobody finds it. */
export const shortHash = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22)
