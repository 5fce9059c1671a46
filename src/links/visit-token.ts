// What the address of a click and that of an open picture carry: which message it was in, and where a click leads to. Signed, so
// that nobody can make one that leads elsewhere (no open redirect). Holds nothing of a person. Pure.
import { createHmac, timingSafeEqual } from 'node:crypto'

/** `click`: of an email, with its target in it; `open`: of the picture. */
export type VisitUse = 'click' | 'open'

export interface ClickTarget {
  readonly messageId: string
  readonly url: string
}

/** Beyond that a link stays as it is: mail programs and proxies cut longer addresses. */
export const longestTarget = 2_000

const macLength = 16
const idLength = 16
/** Of a token, in characters: base64url of all its parts. */
const longestToken = Math.ceil(((macLength + idLength + longestTarget) * 4) / 3)

/** Letters that need no escaping in a URL; the same link always has the same one. `url` must be one `isTarget` allows. */
export const clickToken = (key: Buffer, { messageId, url }: ClickTarget): string =>
  sealed(key, 'click', messageId, url)

export const openToken = (key: Buffer, messageId: string): string => sealed(key, 'open', messageId, '')

/** null: not made by us, or not for this. `keys`: every key that was ever signed with. */
export function readClick(keys: readonly Buffer[], token: string): ClickTarget | null {
  const body = unsealed(keys, 'click', token)
  if (!body) return null
  const url = body.toString('utf8', idLength)
  return isTarget(url) ? { messageId: idOf(body), url } : null
}

/** The id of the message; null as above. */
export function readOpen(keys: readonly Buffer[], token: string): string | null {
  const body = unsealed(keys, 'open', token)
  return body && idOf(body)
}

/**
 * Whether a click may be sent on to it: absolute, http or https, without credentials, in characters that stay as they are in a
 * header. Looked at when a link is made and again when it is followed.
 */
export const isTarget = (url: string): boolean =>
  url.length <= longestTarget && plain.test(url) && URL.canParse(url)

/** No "@" before the path; no space, no control character, nothing beyond ASCII; no backslash, which browsers take for a slash. */
const plain =
  /^https?:\/\/[\x21\x24-\x2e\x30-\x3b\x3d\x41-\x5b\x5d\x5f\x61-\x7a\x7e]+(?:[/?#][\x21\x23-\x3b\x3d\x3f-\x5b\x5d\x5f\x61-\x7a\x7e]*)?$/i

/** One piece of memory for all of it, since a mail has many links. */
function sealed(key: Buffer, use: VisitUse, messageId: string, url: string): string {
  const bytes = Buffer.allocUnsafe(macLength + idLength + Buffer.byteLength(url))
  bytes.write(messageId.replaceAll('-', ''), macLength, 'hex')
  bytes.write(url, macLength + idLength)
  macOf(key, use, bytes.subarray(macLength)).copy(bytes)
  return bytes.toString('base64url')
}

function unsealed(keys: readonly Buffer[], use: VisitUse, token: string): Buffer | null {
  if (token.length > longestToken) return null
  const bytes = Buffer.from(token, 'base64url')
  // Decoding passes over what is no base64url; only the one spelling we made is taken.
  if (bytes.length < macLength + idLength || bytes.toString('base64url') !== token) return null
  const body = bytes.subarray(macLength)
  const given = bytes.subarray(0, macLength)
  return keys.some(key => timingSafeEqual(macOf(key, use, body), given)) ? body : null
}

/** The use before the body keeps tokens of one use from serving another; `link` and `address` begin what link-token.ts signs. */
const macOf = (key: Buffer, use: VisitUse, body: Buffer): Buffer =>
  createHmac('sha256', key).update(`visit ${use} `).update(body).digest().subarray(0, macLength)

const idOf = (body: Buffer): string =>
  body.toString('hex', 0, idLength).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
