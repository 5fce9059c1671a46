// JSON values as they come from storefronts and journeys, and how a dotted path reads them.

export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject
export interface JsonObject {
  [key: string]: JsonValue
}

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export type Path = readonly string[]

/** `"cart.items.0.price"` → `["cart", "items", "0", "price"]`. */
export const parsePath = (path: string): Path => path.split('.')

/**
 * The value a path leads to, or `undefined` where a part is missing. Only own properties count, so that
 * `constructor` or `__proto__` in a journey or a template reads nothing.
 */
export function readPath(root: unknown, path: Path): JsonValue | undefined {
  let value: unknown = root
  for (const part of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return undefined
    value = (value as Record<string, unknown>)[part]
  }
  return value as JsonValue | undefined
}
