// Mails the review of a week to those the settings name: to each at most once, as messages of journeys go out (I4).
import type { Db } from '../../db/tables.js'
import { idFrom } from '../../model/ids.js'
import { titleOf } from './lines.js'
import { forgetReviews, markReview, recordReview, reviewedRecipients, unmarkReview } from './mail-store.js'
import { reviewAsMarkdown } from './markdown.js'
import { reviewAsHtml } from './page.js'
import type { Review } from './review.js'
import type { Published } from './review-queries.js'

export interface ReviewMail {
  readonly id: string
  readonly category: 'transactional'
  readonly messageId: string
  readonly from: { readonly address: string; readonly name: string }
  readonly to: string
  readonly subject: string
  readonly html: string
  readonly text: string
}

/** What mails are handed to. `mark` resolves to true before the first byte leaves, or nothing may leave. */
export interface ReviewSender {
  send(mail: ReviewMail, mark: () => Promise<boolean>): Promise<{ readonly kind: string }>
}

export interface Mailed {
  readonly sent: number
  /** Those it went to before, or may have. */
  readonly before: number
  /** Not taken; asked for again, it is tried again. The job tries again what was not refused for good. */
  readonly failed: number
  /** Nobody knows whether they were taken; they are not sent again. */
  readonly unknown: number
}

export async function mailReview(
  db: Db,
  sender: ReviewSender,
  review: Review,
  { from, plan }: Published,
): Promise<Mailed> {
  await forgetReviews(db)
  const had = await reviewedRecipients(db, review.week, 'except_failed')
  const to = [...new Set(plan?.to)]
  const kinds: string[] = []
  for (const recipient of to.filter(one => !had.has(one)))
    kinds.push(await mailOne(db, sender, review.week, composed(review, from, recipient)))
  const count = (kind: string): number => kinds.filter(one => one === kind).length
  const [sent, unknown] = [count('sent'), count('unknown')]
  const before = to.filter(one => had.has(one)).length + count('not_sent')
  return { sent, unknown, before, failed: to.length - sent - unknown - before }
}

/** The kind of the result. A mark is taken back where the sender promises that nothing was taken. */
async function mailOne(db: Db, sender: ReviewSender, week: string, mail: ReviewMail): Promise<string> {
  let marked = false
  const mark = async (): Promise<boolean> => {
    // One sender after the other may be tried; the mark stays ours.
    marked ||= await markReview(db, week, mail.to)
    return marked
  }
  const kind = await sender.send(mail, mark).then(
    result => result.kind,
    () => (marked ? 'unknown' : 'retry'),
  )
  if (!marked) return kind
  if (kind === 'sent' || kind === 'unknown') await recordReview(db, week, mail.to, kind)
  else if (kind === 'give_up') await recordReview(db, week, mail.to, 'failed')
  else await unmarkReview(db, week, mail.to)
  return kind
}

function composed(review: Review, from: Published['from'], to: string): ReviewMail {
  const id = idFrom('review', review.week, to)
  return {
    id,
    category: 'transactional',
    messageId: `<${id}@${from.address.split('@').at(-1)}>`,
    from,
    to,
    subject: titleOf(review),
    html: reviewAsHtml(review),
    text: reviewAsMarkdown(review),
  }
}
