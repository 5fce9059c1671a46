// A whole feed into the catalog, batch by batch; when it is told to be all there is, what it no longer has is taken out.
import { inTransaction, now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import type { Fault } from '../model/event.js'
import { newId } from '../platform/new-id.js'
import { countMissing, countProducts, finishRun, insertRun, removeUnseen } from './feed-store.js'
import type { FeedRow } from './feeds/feed-row.js'
import { type FeedKind, openFeed } from './feeds/open-feed.js'
import { touchProducts } from './product-store.js'
import { idOf, putProducts } from './put-products.js'

export interface ImportFeedOptions {
  /** The name of the feed, under which its products are kept apart from those of others. */
  readonly feed: string
  /** Told by the beginning of the feed when missing. */
  readonly kind?: FeedKind | undefined
  /** What the feed does not have is no longer sold. */
  readonly full?: boolean
  /** Also when the feed lost more than half of its products. */
  readonly force?: boolean
  readonly onRejected: (rejected: RejectedRow) => Promise<void> | void
  readonly onProgress?: (progress: FeedProgress) => void
}

export interface RejectedRow {
  readonly line: number
  /** The product's, where it can be told. */
  readonly id?: string
  readonly faults: readonly Fault[]
}

export interface FeedProgress {
  /** Rows of the feed so far, good and bad. */
  readonly rows: number
  /** New, or changed with it. */
  readonly stored: number
  readonly unchanged: number
  readonly outdated: number
  readonly rejected: number
  /** Those of the rejected whose id cannot be told. While there are any, nothing is taken out: they may be anything. */
  readonly nameless: number
}

export interface FeedReport extends FeedProgress {
  readonly feed: string
  readonly kind: FeedKind
  /** Taken out, because the feed no longer has them. */
  readonly removed: number
  /** Not taken out though the feed lacks them, because they are more than half of what it had; otherwise 0. */
  readonly lost: number
  /** Products of the feed that lack a price, url, image or stock. */
  readonly missing: Readonly<Record<string, number>>
}

const batchSize = 500

/**
 * Streams: memory does not grow with the feed. Products without a time of their own are as of its start, so that nothing
 * told meanwhile by another way is overwritten. Throws a `FeedFault` where the feed breaks off; what was read until then
 * is stored, and nothing is taken out.
 */
export async function importFeed(
  db: Db,
  chunks: AsyncIterable<Uint8Array>,
  options: ImportFeedOptions,
): Promise<FeedReport> {
  const startedAt = await now(db)
  const { kind, rows } = await openFeed(chunks, { kind: options.kind, asOf: startedAt })
  const { feed, full = false } = options
  const { products: previous } = await countProducts(db, feed, startedAt)
  const id = newId()
  await insertRun(db, { id, feed, kind, full, startedAt, previous })
  const progress = await storeAll(db, rows, startedAt, options)
  const taken =
    full && progress.nameless === 0
      ? await takeOut(db, startedAt, previous, options)
      : { removed: 0, lost: 0 }
  const [missing] = await countMissing(db, feed)
  const { price = 0, url = 0, image = 0, stock = 0 } = missing ?? {}
  const report = { feed, kind, ...progress, ...taken, missing: { price, url, image, stock } }
  await finishRun(db, id, { ...report, products: progress.rows - progress.rejected, kept: taken.lost > 0 })
  return report
}

async function storeAll(
  db: Db,
  rows: AsyncIterable<FeedRow>,
  asOf: Date,
  { feed, onRejected, onProgress = () => {} }: ImportFeedOptions,
): Promise<FeedProgress> {
  const count = { rows: 0, stored: 0, unchanged: 0, outdated: 0, rejected: 0, nameless: 0 }
  const reject = async ({ line, faults }: RejectedRow, id: string | null): Promise<void> => {
    count.rejected++
    if (id === null) count.nameless++
    else refused.push(id)
    await onRejected({ line, ...(id !== null && { id }), faults })
  }
  let batch: Extract<FeedRow, { raw: unknown }>[] = []
  let refused: string[] = []
  const handOver = async (): Promise<void> => {
    const put = await putProducts(
      db,
      batch.map(({ raw }) => raw),
      { feed, asOf },
    )
    for (const { index, errors } of put.rejected) {
      const { line, raw } = batch[index]!
      await reject({ line, faults: errors }, idOf(raw))
    }
    await touchProducts(db, refused, await now(db))
    refused = []
    count.stored += put.stored - put.unchanged
    count.unchanged += put.unchanged
    count.outdated += put.outdated
    batch = []
    onProgress({ ...count })
  }
  for await (const row of rows) {
    count.rows++
    if ('raw' in row) batch.push(row)
    else await reject(row, idOf(row))
    if (batch.length + refused.length >= batchSize) await handOver()
  }
  await handOver()
  return count
}

/** More than half missing is a broken feed rather than a clearance. */
async function takeOut(
  db: Db,
  since: Date,
  previous: number,
  { feed, force = false }: ImportFeedOptions,
): Promise<{ removed: number; lost: number }> {
  return await inTransaction(db, async trx => {
    const { unseen } = await countProducts(trx, feed, since)
    if (!force && unseen * 2 > previous) return { removed: 0, lost: unseen }
    return { removed: await removeUnseen(trx, feed, since), lost: 0 }
  })
}
