// What ad platforms have been told of audiences and are to be told next, additions that caps count, and endpoints that
// said they are gone.
//
// Safe while the program before it still runs: the tables are new, and it touches none of them.
import { type Kysely, sql } from 'kysely'

const statements = [
  // One row for each identifier that is on a platform, is to come there, or is to be taken from there. told: null when
  // nobody knows; an addition was on the wire. customer_id: null once the customer was erased; then it is only taken away.
  `create table audience_entries (
     audience text not null,
     hash text not null,
     kind text not null check (kind in ('email', 'phone')),
     customer_id uuid,
     part smallint,
     wanted boolean not null,
     told boolean,
     status text not null check (status in ('queued', 'claimed', 'done', 'failed')),
     reason text,
     response_status integer,
     attempts integer not null default 0,
     due_at timestamptz not null,
     claim_token uuid,
     lease_until timestamptz,
     changed_at timestamptz not null,
     told_at timestamptz,
     primary key (audience, hash)
   )`,
  'create index audience_entries_customer on audience_entries (customer_id)',
  `create index audience_entries_due on audience_entries (audience, due_at) where status = 'queued'`,
  `create index audience_entries_leases on audience_entries (lease_until) where status = 'claimed'`,
  // Customers whose memberships are to be looked at again. Only added to by those who change something, so that they
  // wait for nobody.
  `create table audience_checks (
     id bigint generated always as identity primary key,
     customer_id uuid not null
   )`,
  `create table audience_additions (
     customer_id uuid not null,
     part smallint not null,
     journey_id text not null,
     step_id text not null,
     audience text not null,
     added_at timestamptz not null
   )`,
  'create index audience_additions_customer on audience_additions (customer_id, added_at)',
  'create index audience_additions_age on audience_additions (added_at)',
  // Not called any more until somebody says so, or the settings name another address.
  `create table disabled_endpoints (
     kind text not null check (kind in ('webhook', 'audience')),
     name text not null,
     url text not null,
     reason text not null,
     disabled_at timestamptz not null,
     primary key (kind, name)
   )`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
