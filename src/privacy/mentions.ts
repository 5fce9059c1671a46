// Whether a text that was set aside, or waits in a queue, is about somebody with these names. Pure. Errs on the side of
// finding too much with addresses, which are nobody else's, and is exact with ids, which may be short.
import { identityKinds } from '../model/customer.js'
import type { CustomerKey } from '../model/customer-key.js'

/** The JSON of an event, or of anything with events in it. */
export function mentionedBy(text: string, names: readonly CustomerKey[]): boolean {
  if (hasAddress(text, names)) return true
  try {
    return isNamed(JSON.parse(text), new Set(names.map(({ kind, value }) => `${kind}:${value}`)))
  } catch {
    return false
  }
}

export interface MentioningWebhook {
  readonly source: string
  readonly text: string
}

/** A shop's payload, which calls its fields as it likes: an id counts where it stands alone. */
export function mentionedByWebhook(
  { source, text }: MentioningWebhook,
  names: readonly CustomerKey[],
): boolean {
  return (
    hasAddress(text, names) ||
    names.some(({ kind, value }) => !isAddress(kind) && standsIn(text, source, value))
  )
}

const isAddress = (kind: string): boolean => kind === 'email' || kind === 'phone'

function hasAddress(text: string, names: readonly CustomerKey[]): boolean {
  const lower = text.toLowerCase()
  const dense = text.replace(/[\s().-]/g, '')
  return names.some(({ kind, value }) => {
    if (kind === 'phone') return dense.includes(value)
    return kind === 'email' && lower.includes(JSON.stringify(value).slice(1, -1))
  })
}

/** `fern:15` of WooCommerce is `"customer_id": 15` or `"id": 15` in a payload of the shop `fern`. */
function standsIn(text: string, source: string, value: string): boolean {
  const own = value.startsWith(`${source}:`) ? value.slice(source.length + 1) : null
  if (own !== null) return new RegExp(`"(customer_id|id)"\\s*:\\s*"?${escaped(own)}\\b`).test(text)
  return value.length >= 5 && new RegExp(`(^|[^\\w])${escaped(value)}($|[^\\w])`).test(text)
}

/** Goes through all of it: a job holds many events. */
function isNamed(value: unknown, keys: ReadonlySet<string>): boolean {
  if (Array.isArray(value)) return value.some(item => isNamed(item, keys))
  if (typeof value !== 'object' || value === null) return false
  const { customer, events } = value as { customer?: unknown; events?: unknown }
  return hasName(customer, keys) || isNamed(events, keys)
}

function hasName(customer: unknown, keys: ReadonlySet<string>): boolean {
  if (typeof customer !== 'object' || customer === null) return false
  const { formerId, ...names } = customer as Record<string, unknown>
  return (
    identityKinds.some(kind => keys.has(`${kind}:${String(names[kind])}`)) ||
    keys.has(`id:${String(formerId)}`)
  )
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
