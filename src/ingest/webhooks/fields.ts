// Reads an object of a shop's payload field by field, whichever platform's. What must be there and is not is a fault that
// names its place; of what may be there, rubbish is left out, except money and lists: a wrong amount must never pass for none.
import { textFault } from '../../model/event-limits.js'
import { isObject, type JsonObject, type JsonValue } from '../../model/json.js'
import { isAmount } from '../../model/money.js'
import { WebhookFault } from './webhook.js'

export class Fields {
  readonly #object: Readonly<Record<string, unknown>>
  readonly #path: string

  private constructor(object: Readonly<Record<string, unknown>>, path: string) {
    this.#object = object
    this.#path = path
  }

  /** Throws a `WebhookFault` for anything but an object. */
  static of(value: unknown, path = ''): Fields {
    if (!isObject(value)) throw new WebhookFault(`${path || 'the body'} must be an object`)
    return new Fields(value, path)
  }

  fault(name: string, expected: string): WebhookFault {
    return new WebhookFault(`${this.#path}${this.#path && '.'}${name} must be ${expected}`)
  }

  /** Only own fields: a payload without a field has not inherited it. null and `""` are the shops' words for nothing. */
  #at(name: string): unknown {
    const value = Object.hasOwn(this.#object, name) ? this.#object[name] : undefined
    return value === null || value === '' ? undefined : value
  }

  /** A text, or a number as it was written; `""` for anything else, for what is long, and for a number that has lost digits. */
  #written(name: string): string {
    const value = this.#at(name)
    const text = typeof value === 'string' || Number.isSafeInteger(value) ? String(value) : ''
    // Five megabytes of digits are no number, and would keep the patterns below busy for hours.
    return text.length <= longestWritten ? text : ''
  }

  has = (name: string): boolean => this.#at(name) !== undefined

  /** Was told, be it as nothing. */
  tells = (name: string): boolean => Object.hasOwn(this.#object, name)

  /** Trimmed, without NUL and halves of characters; a text that is too long to be meant is left out. */
  text(name: string, longest = 1_000): string | undefined {
    const value = this.#at(name)
    if (typeof value !== 'string' || value.length > longest) return undefined
    const clean = textFault(value) ? value.replace(/\0|\p{Surrogate}/gu, '') : value
    return clean.trim() || undefined
  }

  flag = (name: string): boolean | undefined => {
    const value = this.#at(name)
    return typeof value === 'boolean' ? value : undefined
  }

  /** Digits, as a string, however the number was written; also the end of a `gid://shopify/Product/42`. */
  id(name: string): string | undefined {
    const text = this.#written(name)
    return /^(?:gid:\/\/shopify\/\w+\/)?([1-9]\d{0,29})$/.exec(text)?.[1]
  }

  /** The ids of a list of ids; whatever else is in it is left out. */
  ids = (name: string): string[] => {
    const value = this.#at(name)
    if (!Array.isArray(value)) return []
    return value.flatMap((id, index) => new Fields({ [index]: id }, name).id(String(index)) ?? [])
  }

  mustId = (name: string): string => this.#must(this.id(name), name, 'an id')

  /** What Shopify calls a cart or a checkout; without the key that a cart's token may carry behind a `?`. */
  token(name: string): string | undefined {
    const text = this.#written(name)
    return /^(?:gid:\/\/shopify\/\w+\/)?([\w.~:=+-]{1,100})(?:\?.*)?$/.exec(text)?.[1]
  }

  /** A decimal string. */
  amount(name: string): string | undefined {
    const value = this.#at(name)
    if (value === undefined) return undefined
    const text = this.#written(name)
    // Some versions write "0.000000", and 12.5 for "12.50": zeros there say nothing.
    const amount = text.replace(/(\.\d{2}\d*?)0+$/, '$1').replace(/\.\d$/, '$&0')
    if (!isAmount(amount)) throw this.fault(name, 'an amount such as "19.90"')
    return amount
  }

  mustAmount = (name: string): string => this.#must(this.amount(name), name, 'an amount such as "19.90"')

  /** Left out where there are more than anybody sells or has. May be below zero: of stock that was sold twice. */
  whole(name: string): number | undefined {
    const value = this.#at(name)
    const number = typeof value === 'string' && /^-?\d{1,12}$/.test(value) ? Number(value) : value
    return Number.isSafeInteger(number) ? (number as number) : undefined
  }

  /** How many of something. */
  mustCount(name: string): number {
    const value = this.whole(name)
    if (value === undefined || value < 0 || value > 1e9) throw this.fault(name, 'a whole number')
    return value
  }

  currency(name: string): string | undefined {
    const value = this.#at(name)
    return typeof value === 'string' && /^[A-Z]{3}$/i.test(value) ? value.toUpperCase() : undefined
  }

  mustCurrency = (name: string): string => this.#must(this.currency(name), name, 'a currency such as "EUR"')

  /** ISO 8601 in UTC. */
  time(name: string): string | undefined {
    const value = this.#at(name)
    if (typeof value !== 'string' || !isoTime.test(value)) return undefined
    const time = new Date(value)
    return Number.isNaN(time.getTime()) ? undefined : time.toISOString()
  }

  url(name: string): string | undefined {
    const text = this.text(name, 2_000)
    return text && /^https?:\/\/[^\s]+$/.test(text) && URL.canParse(text) ? text : undefined
  }

  /** Undefined for `[]` too, which is how PHP-minded apps write an empty object. */
  object(name: string): Fields | undefined {
    const value = this.#at(name)
    return isObject(value) ? new Fields(value, this.#below(name)) : undefined
  }

  /** Undefined where there is none. Throws for a list of anything but objects. */
  list(name: string): Fields[] | undefined {
    const value = this.#at(name)
    if (value === undefined) return undefined
    if (!Array.isArray(value)) throw this.fault(name, 'a list')
    return value.map((entry, index) => Fields.of(entry, `${this.#below(name)}.${index}`))
  }

  /** The texts of a list; whatever else is in it is left out. */
  texts(name: string): string[] {
    const value = this.#at(name)
    if (!Array.isArray(value)) return []
    return value.flatMap((text, index) => new Fields({ [index]: text }, name).text(String(index), 255) ?? [])
  }

  mustList = (name: string): Fields[] => this.#must(this.list(name), name, 'a list')

  #below = (name: string): string => (this.#path ? `${this.#path}.${name}` : name)

  #must<T>(value: T | undefined, name: string, expected: string): T {
    if (value === undefined) throw this.fault(name, expected)
    return value
  }
}

/** A cart's token with its key, and then some. */
const longestWritten = 500

const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Without what was not told. */
export function present(object: Readonly<Record<string, JsonValue | undefined>>): JsonObject {
  const told: JsonObject = {}
  for (const [name, value] of Object.entries(object)) if (value !== undefined) told[name] = value
  return told
}
