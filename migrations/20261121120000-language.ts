// What the whole journey language keeps: when a pass rests until, coupons, places, watches, audiences, products, calls.
//
// Safe while the program before it still runs: every new column has a default or may be empty, and a pass that the older
// program lets rest keeps its timer, which says the same as `wake_at`.
import { type Kysely, sql } from 'kysely'

const statements = [
  `alter table enrollments
     add column wake_at timestamptz,
     add column due_at timestamptz,
     add column outputs jsonb not null default '{}',
     add column holdout boolean not null default false`,
  // Until now a timer was due exactly when its step was over.
  `update enrollments e set wake_at = t.due_at, due_at = t.due_at
     from timers t where t.enrollment_id = e.id and t.seq = e.seq and e.status = 'active'`,
  `alter table messages
     add column category text not null default 'marketing' check (category in ('marketing', 'transactional')),
     add column content text not null default '',
     drop constraint messages_status_check,
     add constraint messages_status_check check (status in
       ('queued', 'claimed', 'on_wire', 'sent', 'failed', 'unknown', 'withdrawn', 'skipped', 'held_out'))`,

  // What was replayed is no longer kept: it is among the events, or set aside anew.
  `delete from failed_events where replayed_at is not null`,

  // Messages of each channel expire at an age of their own.
  'drop index messages_waiting_by_age',
  `create index messages_waiting_by_age on messages (channel, created_at) where status = 'queued'`,

  `create table coupons (
     pool text not null,
     code text not null,
     claim uuid unique,
     customer_id uuid,
     claimed_at timestamptz,
     primary key (pool, code)
   ) with (fillfactor = 85)`,
  `create index coupons_free on coupons (pool, code) where claim is null`,
  `create table rollout_days (
     journey_id text not null,
     day date not null,
     taken integer not null,
     primary key (journey_id, day)
   ) with (fillfactor = 50)`,

  `create table watches (
     customer_id uuid primary key,
     part smallint not null,
     checked_at timestamptz not null,
     members jsonb not null,
     due_at timestamptz
   ) with (fillfactor = 85)`,
  `create index watches_due on watches (due_at) where due_at is not null`,
  `create table watch_backfills (
     plan text primary key,
     after_id uuid,
     done_at timestamptz
   )`,
  `create table audience_members (
     audience text not null,
     customer_id uuid not null,
     part smallint not null,
     added_at timestamptz not null,
     primary key (audience, customer_id)
   )`,
  `create table products (
     id text primary key,
     data jsonb not null,
     updated_at timestamptz not null
   )`,

  `create table calls (
     id uuid primary key,
     customer_id uuid not null,
     part smallint not null,
     enrollment_id uuid not null,
     journey_id text not null,
     version integer not null,
     step_id text not null,
     pass integer not null,
     kind text not null check (kind in ('webhook', 'task')),
     target text not null,
     title text,
     payload jsonb not null,
     answers boolean not null,
     status text not null check (status in ('queued', 'claimed', 'done', 'failed')),
     reason text,
     attempts integer not null default 0,
     created_at timestamptz not null,
     due_at timestamptz not null,
     claim_token uuid,
     lease_until timestamptz,
     done_at timestamptz,
     response_status integer
   ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0)`,
  `create index calls_waiting on calls (kind, target, due_at) where status = 'queued'`,
  `create index calls_held on calls (lease_until) where status = 'claimed'`,
  `create index calls_by_customer on calls (customer_id)`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
