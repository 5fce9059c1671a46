// What a message shows otherwise than its event said, in words a marketer reads.
import type { JsonObject, JsonValue } from '../model/json.js'
import { asObject, text } from './explain-text.js'

const reasons: Readonly<Record<string, string>> = {
  out_of_stock: 'out of stock',
  removed: 'no longer in the catalog',
}

const why = (detail: JsonObject): string => reasons[text(detail.why)] ?? text(detail.why)

const changeWords: Readonly<Record<string, (detail: JsonObject) => string>> = {
  dropped: detail => `without ${text(detail.productId)}, ${why(detail)}`,
  replaced: detail => `${text(detail.by)} in place of ${text(detail.productId)}, ${why(detail)}`,
  priced: ({ productId, from, to }) =>
    `${text(productId)} at ${text(to)}, ${from === null ? 'which the event did not say' : `no longer ${text(from)}`}`,
}

/** As the end of a sentence; empty where the message shows what its event said. */
export function sayItems(items: JsonValue): string {
  if (!Array.isArray(items) || items.length === 0) return ''
  const said = items.map(asObject).map(item => changeWords[text(item.change)]?.(item) ?? text(item.change))
  return `: ${said.join('; ')}`
}
