// Reads what a provider posts field by field. Of a report only little must be there; what else is rubbish is left out, because
// half of a bounce is worth more than none. Pure.
import { identifiersSchema } from '../../model/event.js'
import { textFault } from '../../model/event-limits.js'
import { isObject, type JsonObject, type JsonValue } from '../../model/json.js'
import { notUnderstood } from './door.js'

/** What a provider says of a refusal may be as long as the mail server's answer. */
const longestText = 500
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export class Fields {
  readonly #object: Readonly<Record<string, unknown>>

  private constructor(object: Readonly<Record<string, unknown>>) {
    this.#object = object
  }

  /** undefined for anything but an object. */
  static of(value: unknown): Fields | undefined {
    return isObject(value) ? new Fields(value) : undefined
  }

  /** Only own fields: a payload without one has not inherited it. */
  #at = (name: string): unknown => (Object.hasOwn(this.#object, name) ? this.#object[name] : undefined)

  /** Trimmed and cut, without NUL and halves of characters; a number as text. */
  text(name: string, longest = longestText): string | undefined {
    const value = this.#at(name)
    const text = typeof value === 'number' ? String(value) : value
    if (typeof text !== 'string') return undefined
    return tame(text.slice(0, longest)).trim() || undefined
  }

  /** As it is, for what must not be cut; undefined where it is longer or holds what no name has. */
  name(name: string, longest = 300): string | undefined {
    const value = this.#at(name)
    return typeof value === 'string' && value.length <= longest && /^[\x21-\x7e]+$/.test(value)
      ? value
      : undefined
  }

  flag = (name: string): boolean => this.#at(name) === true || this.#at(name) === 'true'

  number = (name: string): number | undefined => {
    const value = this.#at(name)
    return typeof value === 'number' && Number.isFinite(value) ? value : undefined
  }

  object = (name: string): Fields | undefined => Fields.of(this.#at(name))

  /** The objects of a list; whatever else is in it is left out. */
  list = (name: string): Fields[] => {
    const value = this.#at(name)
    return Array.isArray(value) ? value.flatMap(entry => Fields.of(entry) ?? []) : []
  }

  texts = (name: string): string[] => {
    const value = this.#at(name)
    return Array.isArray(value) ? value.filter(entry => typeof entry === 'string') : []
  }

  /** In lower case; also the one in `Ann <ann@example.com>`. */
  address = (name: string): string | undefined => addressIn(this.#at(name))

  /** The id of one of our messages. */
  uuid = (name: string): string | undefined => {
    const text = this.text(name)?.toLowerCase()
    return text && uuid.test(text) ? text : undefined
  }

  url = (name: string): string | undefined => {
    const text = this.text(name, 2_001)
    return text && text.length <= 2_000 && /^https?:\/\/\S+$/.test(text) ? text : undefined
  }
}

const tame = (text: string): string => (textFault(text) ? text.replace(/\0|\p{Surrogate}/gu, '') : text)

export function addressIn(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > 500) return undefined
  const parsed = identifiersSchema.shape.email.safeParse(/<([^<>]+)>\s*$/.exec(value)?.[1] ?? value)
  return parsed.success ? parsed.data : undefined
}

/** The id in a Message-ID of ours, `<0198…@shop.example>`; undefined for those of others. */
export function messageIdIn(header: string | undefined): string | undefined {
  const id = /^<?([0-9a-f-]{36})@[^@\s]+$/i.exec(header ?? '')?.[1]?.toLowerCase()
  return id && uuid.test(id) ? id : undefined
}

/**
 * ISO 8601 in UTC, of ISO 8601 with a zone or of seconds since 1970. Not later than it arrived, since clocks differ and an event
 * of the future would be wrong for ever; where there is none that can be meant, when it arrived.
 */
export function timeOf(value: string | number | undefined, receivedAt: Date): string {
  const ms =
    typeof value === 'number' ? value * 1_000 : isoTime.test(value ?? '') ? Date.parse(value!) : Number.NaN
  return (ms >= 0 && ms < receivedAt.getTime() ? new Date(ms) : receivedAt).toISOString()
}

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Without what was not told. */
export function present(object: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const told: JsonObject = {}
  for (const [name, value] of Object.entries(object)) if (value !== undefined) told[name] = value
  return told
}

/** Throws a `Problem` for what is no JSON. */
export function jsonOf(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch {
    throw notUnderstood('It must be JSON.')
  }
}
