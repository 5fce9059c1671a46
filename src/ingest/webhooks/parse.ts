// From a webhook's body to JSON without loss: ids beyond 2^53 and amounts keep every digit. Pure. Whatever a body holds,
// it is read or refused with a `WebhookFault`; nothing here can crash or take long.
import { parse } from 'lossless-json'
import { readNumber, scanJson } from './scan-json.js'
import { type Webhook, WebhookFault } from './webhook.js'

/** Levels of objects and lists. No shop nests ten deep; what nests a thousand deep wants to break a reader. */
const maxDepth = 100
/** An order of 500 lines has some fifty thousand. Each costs a reader time and memory, however short it is. */
const maxValues = 250_000

/**
 * The body as readers get it: whole numbers that a float holds exactly are numbers, all others are strings as they were
 * written. Names given twice with two values, names that reach a prototype, deep nesting and floods of values are refused.
 */
export function parseBody({ body, bodyEncoding }: Pick<Webhook, 'body' | 'bodyEncoding'>): unknown {
  const text = bodyEncoding === 'base64' ? textOf(Buffer.from(body, 'base64')) : body
  return parseText(text)
}

/** As `parseBody`, of a text that is at hand. */
export function parseText(given: string): unknown {
  const text = given.startsWith('\ufeff') ? given.slice(1) : given
  if (text.trim() === '') throw new WebhookFault('the body is empty')
  const scanned = scanJson(text, { depth: maxDepth, values: maxValues })
  if (scanned.depth > maxDepth) throw new WebhookFault(`the body is nested deeper than ${maxDepth} levels`)
  if (scanned.values > maxValues) throw new WebhookFault(`the body holds more than ${maxValues} values`)
  const value = fastOrNot(scanned.text)
  // Fewer names than were written: one of them was there twice, and was lost.
  if (value !== undefined && namesIn(value) === scanned.names) return value
  const found = readSlowly(text)
  namesIn(found)
  return found
}

/** Throws a `WebhookFault` for bytes that are no UTF-8. */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw new WebhookFault('the body is not UTF-8')
  }
}

/** Undefined where it is no JSON, which JSON never is. */
function fastOrNot(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Tells what is wrong, and where; hardly anything comes so far. */
function readSlowly(text: string): unknown {
  if (text.length > mostSlow)
    throw new WebhookFault('the body is not JSON, or has a name twice in one object')
  try {
    return parse(text, null, { parseNumber: readNumber, onDuplicateKey: refuseTwice })
  } catch (error) {
    if (error instanceof WebhookFault) throw error
    const { message } = error as Error
    throw new WebhookFault(`the body is not JSON: ${message.replaceAll('\0', 'NUL')}`)
  }
}

/** Characters; with more it takes longer than others can wait. */
const mostSlow = 500_000

function refuseTwice({ key }: { key: string }): never {
  throw new WebhookFault(`the body has the name ${JSON.stringify(key.slice(0, 100))} twice in one object`)
}

/** How many; refuses one that reaches a prototype. */
function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  if (Array.isArray(value)) {
    for (const child of value) count += namesIn(child)
    return count
  }
  for (const [name, child] of Object.entries(value)) {
    if (name === '__proto__') throw new WebhookFault('the body has the name "__proto__"')
    count += 1 + namesIn(child)
  }
  return count
}
