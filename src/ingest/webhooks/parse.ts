// From a webhook's body to JSON without loss: ids beyond 2^53 and amounts keep every digit. Pure. Whatever a body holds,
// it is read or refused with a `WebhookFault`; nothing here can crash or take long.
import { parse } from 'lossless-json'
import { type Webhook, WebhookFault } from './webhook.js'

/** Levels of objects and lists. No shop nests ten deep; what nests a thousand deep wants to break a reader. */
const maxDepth = 100

/**
 * The body as readers get it: whole numbers that a float holds exactly are numbers, all others are strings as they were
 * written. Names given twice with two values, names that reach a prototype, and deep nesting are refused.
 */
export function parseBody({ body, bodyEncoding }: Pick<Webhook, 'body' | 'bodyEncoding'>): unknown {
  const text = bodyEncoding === 'base64' ? textOf(Buffer.from(body, 'base64')) : body
  return parseText(text)
}

/** As `parseBody`, of a text that is at hand. */
export function parseText(given: string): unknown {
  const text = given.startsWith('\ufeff') ? given.slice(1) : given
  if (text.trim() === '') throw new WebhookFault('the body is empty')
  if (isDeep(text)) throw new WebhookFault(`the body is nested deeper than ${maxDepth} levels`)
  const value = readJson(text)
  refusePrototypes(value)
  return value
}

/** Throws a `WebhookFault` for bytes that are no UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new WebhookFault('the body is not UTF-8')
  }
}

function readJson(text: string): unknown {
  try {
    return parse(text, null, { parseNumber: readNumber, onDuplicateKey: refuseTwice })
  } catch (error) {
    if (error instanceof WebhookFault) throw error
    const { message } = error as Error
    throw new WebhookFault(`the body is not JSON: ${message.replaceAll('\0', 'NUL')}`)
  }
}

const readNumber = (text: string): number | string => {
  const number = Number(text)
  // "-0" and "1e3" are whole too, but would not be written like that again.
  return Number.isSafeInteger(number) && String(number) === text ? number : text
}

function refuseTwice({ key }: { key: string }): never {
  throw new WebhookFault(`the body has the name ${JSON.stringify(key.slice(0, 100))} twice in one object`)
}

/** Counts brackets outside of strings, so that nothing has to descend to find out. */
function isDeep(text: string): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (inString) {
      if (code === backslash) i++
      else if (code === quote) inString = false
    } else if (code === quote) inString = true
    else if (code === openBrace || code === openBracket) {
      depth++
      if (depth > maxDepth) return true
    } else if (code === closeBrace || code === closeBracket) depth--
  }
  return false
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [...'"\\{}[]'].map(sign =>
  sign.charCodeAt(0),
)

function refusePrototypes(value: unknown): void {
  if (typeof value !== 'object' || value === null) return
  if (Object.hasOwn(value, '__proto__')) throw new WebhookFault('the body has the name "__proto__"')
  for (const child of Object.values(value)) refusePrototypes(child)
}
