// What is kept of a refused event: types and places that somebody wrote into this program, and "elsewhere" for the others. Pure. Whoever
// posts could else fill a table, or put an address into it.
import { knownEvents } from '../../journeys/definition/known-events.js'
import type { PropertyTable } from '../../journeys/definition/property-table.js'

/** Of the envelope, in the words of all doors. */
const envelope: ReadonlySet<string> = new Set([
  ...['id', 'type', 'occurredAt', 'customer', 'properties'],
  ...['id', 'email', 'phone', 'anonymousId', 'orderToken', 'checkoutToken', 'cartToken', 'formerId'].map(
    name => `customer.${name}`,
  ),
  ...['specversion', 'source', 'subject', 'time', 'data', 'data_base64', 'data.customer'],
  ...['name', 'at', 'names', 'names.anonymousId'],
  'journey',
])

/** `''`: such as no event of a known type has. */
export const knownType = (type: string): string => (type.length <= 64 && isTypeName.test(type) ? type : '')
const isTypeName = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/

const tables = Object.values(knownEvents).filter((table): table is PropertyTable => table !== null)
const properties: ReadonlySet<string> = new Set(
  tables.flatMap(Object.keys).flatMap(path => {
    const parts = path.split('.')
    return parts.map((_, n) => parts.slice(0, n + 1).join('.'))
  }),
)

/** A path with `*` for positions in lists: itself, or what is known above it. */
export function knownPlace(path: string): string {
  if (envelope.has(path)) return path
  const [root = '', ...rest] = path.replace(/^data\.properties\./, 'properties.').split('.')
  if (root === 'properties' || root === 'data') {
    const place = rest.join('.')
    return properties.has(place) ? `properties.${place}` : 'properties'
  }
  return envelope.has(root) ? root : 'elsewhere'
}
