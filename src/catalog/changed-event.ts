// A change of a product as the event one customer's journeys hear. Pure.

import { type Identifiers, identityKinds } from '../model/customer.js'
import { type Event, ownSource } from '../model/event.js'
import { idFrom } from '../model/ids.js'
import type { JsonObject } from '../model/json.js'
import type { OpenChange } from './change-store.js'

/** The same change and customer give the same event. null: the customer has no name any more. */
export function changedEvent(
  change: OpenChange,
  customerId: string,
  names: Identifiers | undefined,
  receivedAt: Date,
): Event | null {
  const kind = identityKinds.find(kind => names?.[kind] !== undefined)
  if (!kind) return null
  return {
    source: ownSource,
    id: idFrom('product change told', change.id, customerId),
    type: change.kind,
    occurredAt: change.changedAt.toISOString(),
    receivedAt: receivedAt.toISOString(),
    customer: { [kind]: names?.[kind] },
    properties: propertiesOf(change),
  }
}

/** Under the names that products have in events. `previousPrice` is what it cost before, as `product.oldPrice` is. */
function propertiesOf({ data, productId, oldPrice, kind }: OpenChange): JsonObject {
  const taken = ['name', 'brand', 'currency', 'url', 'categories', 'collections', 'inStock'] as const
  const known = Object.fromEntries(
    taken.flatMap(name => (data[name] === undefined ? [] : [[name, data[name]]])),
  )
  const dropped = kind === 'price_dropped' && oldPrice !== null
  return {
    product: {
      productId,
      ...known,
      ...(data.currentPrice !== undefined && { price: data.currentPrice }),
      ...(data.image !== undefined && { imageUrl: data.image }),
      ...(dropped && { oldPrice }),
    },
    ...(dropped && { previousPrice: oldPrice }),
  }
}
