// Webhooks of shops that could not be understood, kept as they came until somebody replays them.
//
// Safe while the program before it still runs: it knows nothing of the table.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table failed_webhooks (
     id uuid primary key,
     platform text not null,
     source_id text not null,
     topic text not null,
     key text not null,
     received_at timestamptz not null,
     triggered_at timestamptz,
     shop_domain text,
     body text not null,
     body_encoding text check (body_encoding = 'base64'),
     reason text not null,
     failed_at timestamptz not null default now()
   )`,
  'create index failed_webhooks_by_time on failed_webhooks (failed_at, id)',
  'create unique index failed_webhooks_once on failed_webhooks (platform, source_id, key)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
