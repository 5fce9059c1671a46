// SQL of replies by SMS: those that no word explains are for a person to read, until somebody has dealt with them.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { ownSource } from '../../model/event.js'

export interface Reply {
  readonly id: string
  readonly at: Date
  readonly customerId: string
  /** The number it came from. */
  readonly phone: string
  /** unclear: it contains a word like STOP, and is more than that. */
  readonly meaning: 'unclear' | 'none'
  readonly text: string
  readonly doneAt: Date | null
}

/** Those that may want no more SMS first, then the oldest. `all`: with those that were dealt with. */
export async function listReplies(db: Db, { all = false, limit = 500 } = {}): Promise<Reply[]> {
  const { rows } = await sql<Reply>`
    select e.id, e.occurred_at as at, e.customer_id as "customerId", e.properties ->> 'address' as phone,
      e.properties ->> 'meaning' as meaning, e.properties ->> 'text' as text, d.done_at as "doneAt"
    from events e left join done_replies d on d.event_id = e.id
    where e.type = 'sms_replied' and e.source_id = ${ownSource} and e.properties ->> 'meaning' in ('unclear', 'none')
      and (${all} or d.done_at is null)
    order by d.done_at is not null, e.properties ->> 'meaning' = 'unclear' desc, e.occurred_at, e.id
    limit ${limit}`.execute(db)
  return rows
}

/** Whether there is such a reply. Done again it stays as it was. */
export async function markDone(db: Db, id: string): Promise<boolean> {
  const { rows } = await sql`
    with reply as (
      select id from events where source_id = ${ownSource} and id = ${id} and type = 'sms_replied'
    ),
    done as (
      insert into done_replies (event_id, done_at) select id, tf_now() from reply on conflict do nothing
    )
    select id from reply`.execute(db)
  return rows.length > 0
}
