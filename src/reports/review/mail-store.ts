// Which reviews went out to whom. The mark is committed before the first byte of a mail leaves, and taken back only where it
// is sure that nothing left.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'

/** true: it is ours to send; false: it went out already, or another process is at it. What was refused for good may be tried again. */
export async function markReview(db: Db, week: string, recipient: string): Promise<boolean> {
  const { numAffectedRows } = await sql`
    insert into reviews (week, recipient, marked_at) values (${week}, ${recipient}, tf_now())
    on conflict (week, recipient) do update set marked_at = excluded.marked_at, result = null
      where reviews.result = 'failed'`.execute(db)
  return Number(numAffectedRows ?? 0) === 1
}

export async function unmarkReview(db: Db, week: string, recipient: string): Promise<void> {
  await db.deleteFrom('reviews').where('week', '=', week).where('recipient', '=', recipient).execute()
}

export async function recordReview(db: Db, week: string, recipient: string, result: string): Promise<void> {
  await db
    .updateTable('reviews')
    .set({ result })
    .where('week', '=', week)
    .where('recipient', '=', recipient)
    .execute()
}

/** To whom the review of that week went, or may have gone; with those whose provider refused it for good, or without. */
export async function reviewedRecipients(
  db: Db,
  week: string,
  who: 'with_failed' | 'except_failed',
): Promise<ReadonlySet<string>> {
  const rows = await db
    .selectFrom('reviews')
    .select('recipient')
    .where('week', '=', week)
    .$if(who === 'except_failed', query => query.where(sql`coalesce(result, '')`, '<>', 'failed'))
    .execute()
  return new Set(rows.map(({ recipient }) => recipient))
}

/** Nobody asks for what is older. */
export async function forgetReviews(db: Db): Promise<void> {
  await sql`delete from reviews where marked_at < tf_now() - interval '90 days'`.execute(db)
}
