// The form of a key and of its stored hash.
import { createHash, randomBytes } from 'node:crypto'

const pattern = /^tf_[A-Za-z0-9_-]{43}$/

/** 256 random bits, so that a plain hash is enough: there is nothing to guess that a slow hash would protect. */
export const newApiKey = (): string => `tf_${randomBytes(32).toString('base64url')}`

/** Sorts out what cannot be a key without asking anybody. */
export const isApiKey = (text: string): boolean => pattern.test(text)

/** What is stored. Looking a key up by its hash also leaves nothing to time. */
export const hashApiKey = (key: string): Buffer => createHash('sha256').update(key).digest()
