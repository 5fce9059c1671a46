// A feed of any kind, told by its beginning, as products one after another: a feed of any size fits in memory.
import { csvProduct } from './csv-product.js'
import type { FeedRow } from './feed-row.js'
import { feedText, peek } from './feed-text.js'
import { googleProduct } from './google-product.js'
import { readGoogleXml } from './read-google-xml.js'
import { readNdjson } from './read-ndjson.js'
import { type Cells, delimiterOf, readTable } from './read-table.js'

export const feedKinds = ['csv', 'ndjson', 'google-xml', 'google-tsv'] as const
export type FeedKind = (typeof feedKinds)[number]

export interface OpenFeed {
  readonly kind: FeedKind
  readonly rows: AsyncGenerator<FeedRow>
}

/** `asOf`: when the feed is read. Throws a `FeedFault`, here or while rows are read, where it cannot be read on. */
export async function openFeed(
  chunks: AsyncIterable<Uint8Array>,
  { kind, asOf }: { readonly kind?: FeedKind | undefined; readonly asOf: Date },
): Promise<OpenFeed> {
  const { head, all } = await peek(feedText(chunks))
  const known = kind ?? kindOf(head)
  return { kind: known, rows: readers[known](all, head, asOf) }
}

/** Google's names of columns, of which a table of ours would have neither. */
const googles = /(^|\t)"?(image[ _]link|availability)"?(\t|$)/i

/** By its beginning, which tells more than a file's name. */
export function kindOf(head: string): FeedKind {
  const start = head.trimStart()
  if (start.startsWith('<')) return 'google-xml'
  if (start.startsWith('{')) return 'ndjson'
  const header = headerOf(start)
  return header.includes('\t') && googles.test(header) ? 'google-tsv' : 'csv'
}

const headerOf = (head: string): string => head.split(/\r?\n/, 1)[0] ?? ''

type Reader = (text: AsyncGenerator<string>, head: string, asOf: Date) => AsyncGenerator<FeedRow>

const readers: Readonly<Record<FeedKind, Reader>> = {
  csv: (text, head) => readTable(text, delimiterOf(headerOf(head.trimStart())), csvProduct),
  ndjson: text => readNdjson(text),
  'google-xml': (text, _, asOf) => readGoogleXml(text, (item, line) => googleProduct(item, line, asOf)),
  'google-tsv': (text, _, asOf) =>
    readTable(text, '\t', (cells, line) => googleProduct(googleItem(cells), line, asOf)),
}

/** Google takes "image link" for `image_link`. */
const googleItem = (cells: Cells): Map<string, string[]> =>
  new Map([...cells].map(([title, cell]) => [title.toLowerCase().replace(/\s+/g, '_'), [cell]]))
