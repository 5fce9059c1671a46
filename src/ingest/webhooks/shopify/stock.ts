// inventory_levels/update: how many of a variant one location has.

import type { Fields } from '../fields.js'
import type { Meaning, Webhook } from '../webhook.js'
import { happenedAt } from './occasion.js'

export function changedStock(webhook: Webhook, body: Fields): Meaning {
  const available = body.whole('available')
  // null means that it is not counted there; anything else that is no number must not be taken for that.
  if (available === undefined && (body.has('available') || !body.tells('available')))
    throw body.fault('available', 'a whole number or null')
  return {
    stock: [
      {
        inventoryItemId: body.mustId('inventory_item_id'),
        locationId: body.mustId('location_id'),
        available: available ?? null,
        updatedAt: happenedAt(webhook, body.time('updated_at')),
      },
    ],
  }
}
