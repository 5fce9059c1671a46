// docs/reference/catalog.md names every column, attribute and kind of feed that is read, and every finding.
import { expect, test } from 'vitest'
import { csvColumns } from '../../../src/catalog/feeds/csv-product.js'
import { googleAttributes, googleFields } from '../../../src/catalog/feeds/google-product.js'
import { feedKinds } from '../../../src/catalog/feeds/open-feed.js'
import { filesIn, read } from '../../house/files.js'

const page = read('docs/reference/catalog.md')
const missing = (words: readonly string[]): string[] => words.filter(word => !page.includes(word))

test('columns of CSV', () => {
  const squeezed = page.replace(/ /g, '')
  const rows = Object.entries(csvColumns).map(([field, names]) => `|\`${field}\`|${names.join(',')}|`)
  expect(rows.filter(row => !squeezed.includes(row))).toEqual([])
})

test('attributes of Google', () => {
  const labels = /^custom_label_[1-3]$/
  const names = [...Object.keys(googleFields), ...Object.keys(googleAttributes)].filter(
    name => !labels.test(name),
  )
  expect(missing(names.map(name => `\`${name}\``))).toEqual([])
})

test('kinds of feeds, and findings', () => {
  const codes = filesIn('src/catalog/audits', '.ts').flatMap(file =>
    [...read(file).matchAll(/code: '(\w+)'/g)].map(match => match[1]!),
  )
  expect(codes.length).toBeGreaterThan(5)
  expect(missing([...feedKinds, ...codes].map(word => `\`${word}\``))).toEqual([])
})
