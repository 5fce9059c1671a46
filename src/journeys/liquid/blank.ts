// What counts as missing for `fallback` and `require`: nothing, an empty text or list, and `false`.

export function isBlank(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return true
  if (typeof value === 'string') return value.trim() === ''
  return Array.isArray(value) && value.length === 0
}
