// What becomes of messages after they were handed over, which sender took them, what an SMS cost, and short links.
//
// Safe while the program before it still runs: every new column has a default or may be empty.
import { type Kysely, sql } from 'kysely'

const statements = [
  // delivery: the furthest a message came, by the reports on it; see src/pipeline/settle-messages-store.ts.
  `alter table messages
     add column sender text,
     add column delivery text
       check (delivery in ('accepted', 'deferred', 'delivered', 'opened', 'clicked', 'bounced', 'complained')),
     add column delivery_at timestamptz,
     add column segments smallint,
     add column price numeric,
     add column opt_out_words boolean not null default false`,
  // Reports may know a message by the provider's id only.
  `create index messages_provider_id on messages (provider_id) where provider_id is not null`,
  // Where the code at the end of a short link leads to.
  `create table short_links (
     code text primary key,
     message_id uuid not null,
     url text not null,
     created_at timestamptz not null default clock_timestamp()
   )`,
  `create index short_links_message on short_links (message_id)`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
