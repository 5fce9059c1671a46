// Properties by path and what is known of each, and how a path finds its own.
import type { PropertyType } from './event-file-schema.js'

/** `any`: nobody can tell, as of a value that a step has read. */
export type PropertyKind = PropertyType | 'any'
export type PropertyTable = Readonly<Record<string, PropertyKind>>

/** `cart.items.0.name` → `cart.items.*.name` */
const starred = (path: string): string => path.replace(/\.\d+(?=\.|$)/g, '.*')

export const withStars = (table: PropertyTable): PropertyTable =>
  Object.fromEntries(Object.entries(table).map(([path, kind]) => [starred(path), kind]))

/** What stands at a path of an event with this table; undefined where nothing can. */
export function kindAt(table: PropertyTable, path: string): PropertyKind | undefined {
  const parts = starred(path).split('.')
  const whole = parts.join('.')
  if (Object.hasOwn(table, whole)) return table[whole]
  if (isDescribed(table, whole)) return 'object'
  for (let length = parts.length - 1; length > 0; length--) {
    const above = parts.slice(0, length).join('.')
    if (!Object.hasOwn(table, above)) continue
    const kind = table[above]!
    if (kind === 'any' || (kind === 'object' && !isDescribed(table, above))) return 'any'
    return kind === 'list' && parts[length] === '*' && !isDescribed(table, above) ? 'any' : undefined
  }
  return undefined
}

const isDescribed = (table: PropertyTable, path: string): boolean =>
  Object.keys(table).some(other => other.startsWith(`${path}.`))
