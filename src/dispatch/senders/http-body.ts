// The request's body out of its description: `{{ message.to }}` in a text becomes the value. Values are put into JSON values
// and form fields, never into JSON's or a form's text, so that none can add a property or a field. Pure.
import type { JsonPath } from '../../journeys/definition/finding.js'
import { isObject, type JsonObject, type JsonValue } from '../../model/json.js'
import type { OutgoingEmail, OutgoingSms } from '../sender.js'

export interface BodyTemplate {
  readonly json?: JsonObject | undefined
  readonly form?: Readonly<Record<string, string>> | undefined
}

export type Words = Readonly<Record<string, JsonValue | undefined>>

const emailWords = [
  'message.id',
  'message.messageId',
  'message.category',
  'message.to',
  'message.from.address',
  'message.from.name',
  'message.from.mailbox',
  'message.replyTo',
  'message.subject',
  'message.html',
  'message.text',
  'message.headers',
  'message.headerList',
] as const
const smsWords = ['message.id', 'message.category', 'message.to', 'message.text'] as const

export const wordsOf = { email: emailWords, sms: smsWords } as const

export function emailValues(message: OutgoingEmail): Words {
  const { id, messageId, category, to, from, replyTo, subject, html, text, headers = {} } = message
  const values: Record<(typeof emailWords)[number], JsonValue | undefined> = {
    'message.id': id,
    'message.messageId': messageId,
    'message.category': category,
    'message.to': to,
    'message.from.address': from.address,
    'message.from.name': from.name,
    'message.from.mailbox': mailbox(from),
    'message.replyTo': replyTo,
    'message.subject': subject,
    'message.html': html,
    'message.text': text,
    'message.headers': { ...headers },
    'message.headerList': Object.entries(headers).map(([Name, Value]) => ({ Name, Value })),
  }
  return values
}

export function smsValues({ id, category, to, text }: OutgoingSms): Words {
  const values: Record<(typeof smsWords)[number], JsonValue> = {
    'message.id': id,
    'message.category': category,
    'message.to': to,
    'message.text': text,
  }
  return values
}

/** `"Shop" <hello@shop.example>`: the name is quoted, so that one with a comma or an @ stays one. */
const mailbox = ({ name, address }: OutgoingEmail['from']): string =>
  name === '' ? address : `"${name.replace(/["\\]/g, '\\$&')}" <${address}>`

export interface FilledBody {
  readonly type: string
  readonly text: string
}

export function fillBody({ json, form }: BodyTemplate, words: Words): FilledBody {
  if (json) return { type: 'application/json', text: JSON.stringify(fill(json, words) ?? {}) }
  const fields = Object.entries(form ?? {}).flatMap(([name, text]) => {
    const value = fill(text, words)
    return value === undefined ? [] : [[name, asText(value)] as [string, string]]
  })
  return { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(fields).toString() }
}

const placeholder = /\{\{\s*([\w.]+)\s*\}\}/
const whole = new RegExp(`^${placeholder.source}$`)
const every = new RegExp(placeholder.source, 'g')

/**
 * A text that is one placeholder becomes its value, whatever that is; where there is none it is left out (undefined), and so is
 * a group or list that has nothing else.
 */
function fill(template: JsonValue, words: Words): JsonValue | undefined {
  if (typeof template === 'string') {
    const only = whole.exec(template)?.[1]
    if (only !== undefined) return words[only]
    return template.replace(every, (_, word: string) => asText(words[word] ?? ''))
  }
  if (Array.isArray(template)) {
    const items = template.map(item => fill(item, words)).filter(item => item !== undefined)
    return items.length > 0 || template.length === 0 ? items : undefined
  }
  return isObject(template) ? fillGroup(template, words) : template
}

function fillGroup(template: JsonObject, words: Words): JsonObject | undefined {
  const given = Object.entries(template)
  const filled = given
    .map(([name, value]) => [name, fill(value, words)] as const)
    .filter((entry): entry is [string, JsonValue] => entry[1] !== undefined)
  return filled.length > 0 || given.length === 0 ? Object.fromEntries(filled) : undefined
}

const asText = (value: JsonValue): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** Places with a `{{ … }}` that stands for nothing. */
export function unknownPlaceholders(
  channel: 'email' | 'sms',
  { json, form }: BodyTemplate,
): { readonly path: JsonPath; readonly message: string }[] {
  const known: readonly string[] = wordsOf[channel]
  const [part, body] = json ? ['json', json] : ['form', { ...form }]
  return textsIn(body, [part]).flatMap(({ path, text }) => {
    const left = text.replace(every, (given, word: string) => (known.includes(word) ? '' : given))
    const odd = /\{\{.*?(\}\}|$)/.exec(left)?.[0]
    return odd === undefined ? [] : [{ path, message: `has ${odd}; there is ${known.join(', ')}` }]
  })
}

function textsIn(value: JsonValue, path: JsonPath): { readonly path: JsonPath; readonly text: string }[] {
  if (typeof value === 'string') return [{ path, text: value }]
  if (typeof value !== 'object' || value === null) return []
  const parts: [string | number, JsonValue][] = Array.isArray(value)
    ? value.map((item, index) => [index, item])
    : Object.entries(value)
  return parts.flatMap(([key, part]) => textsIn(part, [...path, key]))
}
