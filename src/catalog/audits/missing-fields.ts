// Products without what messages show: where many lack it, the feed leaves it out.
import { countMissing } from '../feed-store.js'
import type { Audit } from './audit.js'

const fields = ['price', 'url', 'image', 'stock'] as const
/** Some products lack something in every shop. */
const usualShare = 0.05

export const missingFields: Audit = async ({ db }) => {
  const feeds = await countMissing(db)
  return feeds.flatMap(found =>
    fields
      .filter(field => found[field] > found.products * usualShare)
      .map(field => ({
        code: 'feed_lacks_field',
        subject: `${found.feed}, ${field}`,
        severity: 'notice' as const,
        message: `${found[field].toLocaleString('en')} of ${found.products.toLocaleString('en')} products of the feed ${found.feed} have no ${field}.`,
        advice: `Add ${field} to the feed: messages and conditions go without it.`,
        facts: { products: found.products, lacking: found[field] },
      })),
  )
}
