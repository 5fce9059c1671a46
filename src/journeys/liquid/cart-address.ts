// Where a cart is opened again: the address its event named, else the shop's own pattern, else the shop.
import type { Reader } from './reader.js'

export function cartAddress(cart: unknown, { url, cartUrl }: Reader['shop']): string {
  const { url: named, id } = isObject(cart) ? cart : {}
  if (typeof named === 'string' && /^https?:\/\//i.test(named)) return named
  const isKnown = (typeof id === 'string' && id !== '') || typeof id === 'number'
  if (cartUrl === null) return url
  if (!cartUrl.includes('{id}')) return cartUrl
  return isKnown ? cartUrl.replace('{id}', encodeURIComponent(String(id))) : url
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null
