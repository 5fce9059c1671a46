// Replies by SMS that a person is to read. Their words are events, and stay there; here is only which were dealt with, by the
// event's id, which names nobody.
//
// Safe while the program before it still runs: it reads and writes none of this.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table done_replies (
     event_id text primary key,
     done_at timestamptz not null
   )`,
  // Few events are replies, and they are looked for across all customers.
  `create index events_replies on events (occurred_at) where type = 'sms_replied'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
