// Mails the weekly review when it is due. Every process with a sender looks; each mail goes out once.
import type { Kysely } from 'kysely'
import type { Database, Db } from '../../db/tables.js'
import type { Logger } from '../../platform/logger.js'
import { type Repeating, repeat } from '../../platform/repeat.js'
import { reportSettings } from '../settings-queries.js'
import { dueWeek } from './due-week.js'
import { type Mailed, mailReview, type ReviewSender } from './mail-review.js'
import { reviewedRecipients } from './mail-store.js'
import { makeReview } from './make-review.js'
import { publishedReview, shopTime } from './review-queries.js'

export interface ReviewsOptions {
  readonly db: Kysely<Database>
  /** null: no mail server is set up. */
  readonly sender: ReviewSender | null
  readonly logger: Logger
  /** Real milliseconds between two looks; default: five minutes. */
  readonly everyMs?: number
}

export const startReviews = ({ db, sender, logger, everyMs = 300_000 }: ReviewsOptions): Repeating =>
  repeat({
    name: 'the weekly review',
    everyMs,
    logger,
    round: async () => {
      const mailed = sender && (await mailDueReview(db, sender))
      if (mailed) logger.info({ ...mailed }, 'the weekly review was mailed')
      return false
    },
  })

/** null: none is due, or everybody has it. */
export async function mailDueReview(db: Db, sender: ReviewSender): Promise<Mailed | null> {
  const published = await publishedReview(db)
  if (!published?.plan) return null
  const { timeZone } = await reportSettings(db)
  const week = dueWeek(published.plan, await shopTime(db, timeZone))
  if (week === null) return null
  // Whose provider has refused it for good is not asked again every five minutes.
  const had = await reviewedRecipients(db, week, 'with_failed')
  const to = published.plan.to.filter(recipient => !had.has(recipient))
  if (to.length === 0) return null
  const review = await makeReview(db, week)
  const plan = { ...published.plan, to }
  return review && (await mailReview(db, sender, review, { ...published, plan }))
}
