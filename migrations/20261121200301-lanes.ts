// What belongs to an order has a lane of its own: its messages are found without passing over a million of others.
//
// Safe while the program before it still runs: it only adds an index.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create index messages_waiting_first on messages (channel, due_at)
     where status = 'queued' and category = 'transactional'`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
