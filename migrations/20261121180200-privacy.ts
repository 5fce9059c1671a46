// What is left of somebody who was erased (a keyed hash of their names), what people have asked for, and the indexes that
// erasing and the periods of keeping need.
//
// Safe while the program before it still runs: it only adds.
import { type Kysely, sql } from 'kysely'

const statements = [
  // The key never leaves the database's own program: who has a copy of `erasures` alone cannot try names.
  `create table installation (
     id boolean primary key default true check (id),
     privacy_key bytea not null
   )`,
  `insert into installation (privacy_key) values (uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))`,
  `create table erasures (
     name_hash bytea primary key,
     erased_at timestamptz not null,
     receipt uuid not null
   )`,
  `create index erasures_by_time on erasures (erased_at)`,
  `create table privacy_requests (
     id uuid primary key,
     source_id text not null,
     kind text not null check (kind in ('export', 'erase', 'erase_shop')),
     names jsonb not null,
     received_at timestamptz not null,
     due_at timestamptz not null,
     done_at timestamptz,
     result text
   )`,
  `create index privacy_requests_open on privacy_requests (due_at) where done_at is null`,

  // Whose they are is asked for by erasure and export; before, nobody asked.
  `create index if not exists coupons_by_customer on coupons (customer_id) where customer_id is not null`,
  `create index if not exists audience_members_by_customer on audience_members (customer_id)`,
  // Tokens of others that were first told with a name of theirs.
  `create index identities_by_known on identities (known_value) where known_value is not null`,
  // Rows lie in the order of their time, so that some kilobytes are enough to find the old ones.
  `create index decisions_by_age on decisions using brin (decided_at)`,
  `create index messages_by_age on messages using brin (created_at)`,
  `create index calls_by_age on calls using brin (created_at)`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
