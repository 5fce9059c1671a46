// The page that tells shops what their webhooks become says what the reader does: of every topic, and of every property.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { topics } from '../../../../src/ingest/webhooks/shopify/topics.js'
import type { Meaning } from '../../../../src/ingest/webhooks/webhook.js'

const page = readFileSync(new URL('../../../../docs/reference/webhooks-in.md', import.meta.url), 'utf8')
const section = page.slice(page.indexOf('\n## Shopify\n')).split(/\n## (?!Shopify)/)[0]!
const rows = [...section.matchAll(/^\| (.+) \| (.+) \|$/gm)].map(([, left = '', right = '']) => ({
  left,
  right,
}))
const coded = (text: string): string[] => [...text.matchAll(/`([^`]+)`/g)].map(match => match[1]!)

const topicRows = rows.filter(({ left }) => coded(left).some(code => topics.has(code)))
const documented = topicRows.flatMap(({ left, right }) => coded(left).map(topic => [topic, right] as const))

interface Recorded {
  readonly topic: string
  readonly means?: Meaning
}
const folder = new URL('../../../payloads/shopify/', import.meta.url)
const recorded = readdirSync(folder).flatMap(
  file => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Recorded[],
)

test('every topic that is read has its row, and no other', () => {
  expect(documented.map(([topic]) => topic).sort()).toEqual([...topics.keys()].sort())
})

/** Told beside the topic's own event, and in a paragraph below the table. */
const beside = (topic: string, type: string): boolean =>
  type.startsWith('test_') || (/^(checkouts|customers)\//.test(topic) && type.startsWith('consent_'))

test.each(documented)('%s becomes what its row says', (topic, right) => {
  const events = recorded.filter(each => each.topic === topic).flatMap(({ means }) => means?.events ?? [])
  const types = [...new Set(events.map(({ type }) => type).filter(type => !beside(topic, type)))]
  expect(types.sort()).toEqual(coded(right).sort())
})

/** `order.items.0.price` → `order.items`: what is in the lists has its own sentence. */
function namesIn(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [path]
  return Object.entries(value).flatMap(([name, inner]) => namesIn(inner, path ? `${path}.${name}` : name))
}

test('every property of an event has its row', () => {
  // `.total` behind `order.id` in the same cell is short for `order.total`.
  const told = rows.flatMap(({ right }) => {
    const codes = coded(right)
    const above = codes[0]?.split('.').slice(0, -1).join('.')
    return codes.map(code => (code.startsWith('.') ? `${above}${code}` : code.split(':')[0]!))
  })
  const events = recorded.flatMap(({ means }) => means?.events ?? [])
  const names = new Set(events.flatMap(({ properties }) => namesIn(properties)))
  const ofConsents = ['channel', 'status', 'source', 'form', 'method']
  expect([...names].filter(name => !told.includes(name) && !ofConsents.includes(name))).toEqual([])
})

test('every field of an item is named', () => {
  const events = recorded.flatMap(({ means }) => means?.events ?? [])
  const items = events.flatMap(({ properties }) =>
    Object.values(properties).flatMap(value => (value as { items?: object[] } | null)?.items ?? []),
  )
  const missing = [...new Set(items.flatMap(item => Object.keys(item)))].filter(
    name => !section.includes(`\`${name}\``),
  )
  expect(missing).toEqual([])
})

test('every field of a product is named', () => {
  const products = recorded.flatMap(({ means }) => means?.products ?? [])
  const missing = [...new Set(products.flatMap(product => Object.keys(product)))].filter(
    name => !section.includes(`\`${name}`),
  )
  expect(missing).toEqual([])
})
