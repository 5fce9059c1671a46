// What a link in a message carries: which message it was in and what it is for, signed, so that nobody can make one up. It
// holds no address and no name of a person. Pure.
import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { type Channel, channelSchema } from '../model/channel.js'
import { topicSchema } from '../model/topic.js'

/** One word for each page a link may lead to. */
const uses = ['confirm', 'unsubscribe'] as const

export interface LinkPayload {
  readonly use: (typeof uses)[number]
  readonly messageId: string
  readonly channel: Channel
  /** null: the channel as a whole. */
  readonly topic: string | null
  /** Of the address the message went to: see `addressMark`. */
  readonly mark: string
  readonly expiresAt: Date
  /** Whose it was when it was sent: for links that are good for longer than messages are kept. */
  readonly customerId?: string
}

export type LinkRead = { readonly link: LinkPayload } | { readonly fault: 'forged' | 'expired' }

const payloadSchema = z.tuple([
  z.enum(uses),
  z.uuid(),
  channelSchema,
  topicSchema.nullable(),
  z.string(),
  z.int(),
  z.uuid().optional(),
])

/** The token, made of letters that need no escaping in a URL. The same link always has the same one. */
export function signLink(key: Buffer, link: LinkPayload): string {
  const { use, messageId, channel, topic, mark, expiresAt, customerId } = link
  const seconds = Math.floor(expiresAt.getTime() / 1_000)
  const fields = [use, messageId, channel, topic, mark, seconds, ...(customerId ? [customerId] : [])]
  const text = Buffer.from(JSON.stringify(fields)).toString('base64url')
  return `${text}.${signature(key, text)}`
}

/** `keys`: every key that was ever signed with. A link for another page than `use` is as good as forged. */
export function readLink(
  keys: readonly Buffer[],
  use: LinkPayload['use'],
  token: string,
  now: Date,
): LinkRead {
  const [text = '', given = '', ...rest] = token.length > longest ? [] : token.split('.')
  if (rest.length > 0 || !keys.some(key => isSame(signature(key, text), given))) return { fault: 'forged' }
  const fields = payloadSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()))
  // Signed by us, in a form of another time.
  if (!fields.success) return { fault: 'expired' }
  const [signedUse, messageId, channel, topic, mark, seconds, customerId] = fields.data
  if (signedUse !== use) return { fault: 'forged' }
  const expiresAt = new Date(seconds * 1_000)
  if (expiresAt <= now) return { fault: 'expired' }
  return { link: { use, messageId, channel, topic, mark, expiresAt, ...(customerId && { customerId }) } }
}

const longest = 1_000

/** Tells whether a customer still has the address a message went to, and says nothing of it to whoever sees the link. */
export const addressMark = (key: Buffer, channel: Channel, address: string): string =>
  createHmac('sha256', key).update(`address ${channel} ${address}`).digest('base64url').slice(0, 22)

const signature = (key: Buffer, text: string): string =>
  createHmac('sha256', key).update(`link ${text}`).digest('base64url')

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
