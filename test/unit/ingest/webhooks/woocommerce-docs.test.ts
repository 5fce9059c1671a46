// The page about webhooks and WooCommerce's reader say the same.
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { wooTopics } from '../../../../src/ingest/webhooks/woocommerce/index.js'
import { signingPlatforms } from '../../../../src/platform/storefront-secrets.js'

const page = readFileSync(new URL('../../../../docs/reference/webhooks-in.md', import.meta.url), 'utf8')
const section = /^## WooCommerce\n([\s\S]*?)(?=^## )/m.exec(page)?.[1] ?? ''
const firstTable = section.slice(0, section.indexOf('\n\n', section.indexOf('| ---')))

test('every topic that is read is in the table, and no other', () => {
  const listed = firstTable
    .split('\n')
    .flatMap(row => [...(row.split('|')[1] ?? '').matchAll(/`([a-z.]+)`/g)].map(match => match[1]!))
  expect(listed.sort()).toEqual(Object.keys(wooTopics).sort())
})

test('every platform that signs has its address and its variable', () => {
  for (const platform of signingPlatforms) {
    expect(page).toContain(`/v1/webhooks/${platform}/shop-de`)
    expect(page).toContain(`TRIGGERFISH_${platform.toUpperCase()}_SECRET_SHOP_DE`)
  }
})
