// A large Google Merchant feed into the catalog, twice: how fast, and in how much memory, which must not grow with it.
import { importFeed } from '../src/catalog/index.js'
import { connect, migrate } from '../src/db/index.js'

export interface FeedMeasured {
  readonly products: number
  readonly firstPerSecond: number
  readonly againPerSecond: number
  readonly peakMb: number
}

export async function benchFeed(databaseUrl: string, products: number): Promise<FeedMeasured> {
  await migrate(databaseUrl)
  const { db, close } = connect(databaseUrl, { max: 2 })
  let peak = 0
  const run = async (): Promise<number> => {
    const started = performance.now()
    await importFeed(db, feedOf(products), {
      feed: 'bench',
      full: true,
      onRejected({ line }) {
        throw new Error(`line ${line} of the feed was rejected`)
      },
      onProgress() {
        peak = Math.max(peak, process.memoryUsage.rss())
      },
    })
    return (products / (performance.now() - started)) * 1000
  }
  try {
    return { products, firstPerSecond: await run(), againPerSecond: await run(), peakMb: peak / 1e6 }
  } finally {
    await close()
  }
}

export const feedLine = ({ products, firstPerSecond, againPerSecond, peakMb }: FeedMeasured): string =>
  `a feed of ${products} products: ${Math.round(firstPerSecond)} a second, again ${Math.round(againPerSecond)}; at most ${Math.round(peakMb)} MB`

const itemsPerChunk = 100

async function* feedOf(products: number): AsyncGenerator<Buffer> {
  yield Buffer.from('<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel>\n')
  for (let from = 0; from < products; from += itemsPerChunk) {
    const count = Math.min(itemsPerChunk, products - from)
    yield Buffer.from(Array.from({ length: count }, (_, n) => itemOf(from + n)).join(''))
  }
  yield Buffer.from('</channel></rss>\n')
}

const itemOf = (n: number): string =>
  `<item><g:id>p-${n}</g:id><title>Product ${n}</title><description>${'Words about it. '.repeat(20)}</description>` +
  `<link>https://shop.example/p/${n}</link><g:image_link>https://shop.example/i/${n}.jpg</g:image_link>` +
  `<g:availability>in_stock</g:availability><g:price>${(n % 90) + 10}.00 EUR</g:price><g:brand>Alp</g:brand>` +
  `<g:product_type>Shop > Shelf ${n % 100}</g:product_type></item>\n`
