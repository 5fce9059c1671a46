// Consent by topic, when each attribute and address was told, and the key that links in messages are signed with.
//
// Safe while the program before it still runs: every new column has a default or may be empty.
import { type Kysely, sql } from 'kysely'

const statements = [
  // By channel and topic: { "email": { "newsletter": { "status": "subscribed", "at": 1795262400000 } } }. attributes_at: by
  // attribute, in milliseconds since 1970; also of those taken away, so that an older word does not bring them back.
  `alter table customers
     add column topic_consents jsonb not null default '{}',
     add column attributes_at jsonb not null default '{}',
     add column email_at timestamptz,
     add column phone_at timestamptz`,
  // requested: asked for and not yet confirmed, which allows nothing.
  `alter table consent_changes
     add column topic text,
     add column method text not null default 'single' check (method in ('single', 'double')),
     drop constraint if exists consent_changes_status_check,
     add constraint consent_changes_status_check check (status in ('subscribed', 'unsubscribed', 'requested'))`,
  `create table link_keys (
     id smallint primary key,
     key bytea not null,
     created_at timestamptz not null default clock_timestamp()
   )`,
  // 244 random bits, spread over 32 bytes.
  `insert into link_keys (id, key)
   values (1, decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'))`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
