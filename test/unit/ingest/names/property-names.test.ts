// The table of properties is the one people read. What it does is in test/payloads/segment.
import { expect, test } from 'vitest'
import * as tables from '../../../../src/ingest/names/property-names.js'
import { read } from '../../../house/files.js'

const {
  productNames,
  cartNames,
  checkoutNames,
  orderNames,
  refundNames,
  couponNames,
  categoryNames,
  wishlistNames,
  pageNames,
  searchNames,
} = tables

test('the table is the one of docs/reference/webhooks-in.md', () => {
  const objects: [name: string, table: tables.PropertyNames][] = [
    ['product.', productNames],
    ['cart.', cartNames],
    ['checkout.', checkoutNames],
    ['order.', orderNames],
    ['refund.', refundNames],
    ['coupon.', couponNames],
    ['category.', categoryNames],
    ['wishlist.', wishlistNames],
    ['page.', pageNames],
    ['', searchNames],
  ]
  const wanted = objects.flatMap(([object, table]) =>
    Object.entries(table).map(
      ([name, [, ...theirs]]) =>
        `| \`${object}${name}\` | ${theirs.map(alias => `\`${alias}\``).join(', ')} |`,
    ),
  )
  const [, section = ''] =
    /^## Properties\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(read('docs/reference/webhooks-in.md')) ?? []
  expect([...section.matchAll(/^\| `.*$/gm)].map(([line]) => line)).toEqual(wanted)
})
