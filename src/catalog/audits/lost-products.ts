// Feeds that came with less than half of their products: nothing was taken out, and somebody has to say what is true.
import type { Audit } from './audit.js'
import { latestRuns } from './audit-queries.js'

export const lostProducts: Audit = async ({ db }) =>
  (await latestRuns(db))
    .filter(({ kept }) => kept)
    .map(({ feed, products, previous }) => ({
      code: 'feed_lost_products',
      subject: feed,
      severity: 'error',
      message: `The feed ${feed} came with ${products.toLocaleString('en')} products; it had ${previous.toLocaleString('en')} before. None was taken out.`,
      advice: 'Mend the feed and import it again; if it is right, import it with --full --force.',
      facts: { products, previous },
    }))
