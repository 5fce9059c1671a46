// The first schema. Frozen: a later change is a later migration.
//
// Every row of a customer carries `part` (hash of the customer's id mod 1024), so that the tables can be spread over
// several databases. Hot tables have no foreign keys: each would cost a look-up and a row lock per insert, and the
// customer lock that every writer holds already keeps them together (docs/adr/0004-no-foreign-keys.md).
import { type Kysely, sql } from 'kysely'

const statements = [
  // Time: everything that is due is due by this function, so that a demo can run it faster (anchor and speed).
  `create table clock (
     id boolean primary key default true check (id),
     real_anchor timestamptz not null,
     clock_anchor timestamptz not null,
     speed double precision not null check (speed > 0)
   )`,
  `insert into clock (real_anchor, clock_anchor, speed) values ('2000-01-01Z', '2000-01-01Z', 1)`,
  `create function tf_now() returns timestamptz language sql volatile parallel safe as $$
     select clock_anchor + (clock_timestamp() - real_anchor) * speed from clock
   $$`,

  `create table sources (
     id text primary key,
     created_at timestamptz not null default now()
   )`,
  `create table api_keys (
     id uuid primary key,
     source_id text not null references sources,
     name text not null,
     scopes text[] not null,
     hash bytea not null unique,
     created_at timestamptz not null default now(),
     revoked_at timestamptz
   )`,

  `create table customers (
     id uuid primary key,
     part smallint not null,
     email text,
     phone text,
     attributes jsonb not null default '{}',
     email_consent text not null default 'unknown' check (email_consent in ('subscribed', 'unsubscribed', 'unknown')),
     email_consent_at timestamptz,
     sms_consent text not null default 'unknown' check (sms_consent in ('subscribed', 'unsubscribed', 'unknown')),
     sms_consent_at timestamptz,
     created_at timestamptz not null,
     updated_at timestamptz not null
   ) with (fillfactor = 85)`,
  `create table identities (
     kind text not null check (kind in ('id', 'email', 'phone', 'anonymousId')),
     value text not null,
     customer_id uuid not null,
     part smallint not null,
     created_at timestamptz not null,
     primary key (kind, value)
   )`,
  `create index identities_by_customer on identities (customer_id)`,
  `create table consent_changes (
     customer_id uuid not null,
     part smallint not null,
     channel text not null,
     status text not null,
     source_id text not null,
     event_id text not null,
     changed_at timestamptz not null,
     evidence jsonb,
     primary key (source_id, event_id, channel)
   )`,
  `create index consent_changes_by_customer on consent_changes (customer_id, changed_at)`,
  `create table suppressions (
     channel text not null,
     address text not null,
     reason text not null check (reason in ('hard_bounce', 'complaint', 'opt_out', 'manual')),
     created_at timestamptz not null,
     primary key (channel, address)
   )`,

  `create table events (
     source_id text not null,
     id text not null,
     customer_id uuid not null,
     part smallint not null,
     type text not null,
     occurred_at timestamptz not null,
     received_at timestamptz not null,
     processed_at timestamptz not null,
     properties jsonb not null,
     refusals jsonb,
     primary key (source_id, id)
   )`,
  `create index events_by_customer on events (customer_id, type, occurred_at)`,
  `create table failed_events (
     id uuid primary key,
     source_id text not null,
     event_id text not null,
     event json not null,
     reason text not null,
     failed_at timestamptz not null default now(),
     replayed_at timestamptz
   )`,
  `create index failed_events_by_time on failed_events (failed_at, id) where replayed_at is null`,
  `create unique index failed_events_open on failed_events (source_id, event_id) where replayed_at is null`,

  `create table workspace (
     id boolean primary key default true check (id),
     revision integer not null,
     settings jsonb not null,
     published_at timestamptz not null
   )`,
  `create table journeys (
     id text primary key,
     status text not null check (status in ('active', 'archived')),
     version integer not null
   )`,
  `create table journey_versions (
     journey_id text not null,
     version integer not null,
     hash text not null,
     definition jsonb not null,
     published_at timestamptz not null,
     primary key (journey_id, version),
     unique (journey_id, hash)
   )`,
  `create table templates (
     hash text primary key,
     name text not null,
     channel text not null,
     content jsonb not null,
     current boolean not null,
     published_at timestamptz not null
   )`,
  `create unique index templates_current on templates (channel, name) where current`,

  `create table enrollments (
     id uuid primary key,
     customer_id uuid not null,
     part smallint not null,
     journey_id text not null,
     version integer not null,
     key text not null,
     status text not null check (status in ('active', 'completed', 'exited', 'converted')),
     step_id text,
     seq integer not null,
     pass integer not null default 1,
     entered_at timestamptz not null,
     triggered_at timestamptz not null,
     ended_at timestamptz,
     ended_by text,
     source_id text not null,
     event_id text not null,
     data jsonb not null
   ) with (fillfactor = 85)`,
  `create unique index enrollments_one_active on enrollments (customer_id, journey_id, key) where status = 'active'`,
  `create index enrollments_by_customer on enrollments (customer_id, journey_id, entered_at)`,
  `create index enrollments_by_journey on enrollments (journey_id, entered_at)`,
  `create table timers (
     enrollment_id uuid not null,
     seq integer not null,
     customer_id uuid not null,
     part smallint not null,
     due_at timestamptz not null,
     attempts smallint not null default 0,
     primary key (enrollment_id, seq)
   ) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0)`,
  `create index timers_due on timers (due_at)`,
  `create table decisions (
     customer_id uuid not null,
     part smallint not null,
     enrollment_id uuid not null,
     journey_id text not null,
     version integer not null,
     n integer not null,
     step_id text,
     kind text not null,
     reason text,
     detail jsonb,
     decided_at timestamptz not null,
     primary key (enrollment_id, n)
   )`,

  `create table messages (
     id uuid primary key,
     customer_id uuid not null,
     part smallint not null,
     enrollment_id uuid not null,
     journey_id text not null,
     version integer not null,
     step_id text not null,
     pass integer not null,
     channel text not null,
     template text not null,
     template_hash text,
     status text not null check (status in
       ('queued', 'claimed', 'on_wire', 'sent', 'failed', 'unknown', 'withdrawn', 'skipped')),
     reason text,
     attempts smallint not null default 0,
     created_at timestamptz not null,
     due_at timestamptz not null,
     enqueued_at timestamptz not null default clock_timestamp(),
     claim_token uuid,
     lease_until timestamptz,
     wire_at timestamptz,
     sent_at timestamptz,
     provider_id text,
     unique (enrollment_id, step_id, pass)
   ) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0)`,
  `create index messages_by_customer on messages (customer_id, created_at)`,
  `create index messages_by_journey on messages (journey_id, created_at)`,
  `create index messages_waiting on messages (channel, due_at) where status = 'queued'`,
  `create index messages_waiting_by_age on messages (created_at) where status = 'queued'`,
  `create index messages_failed on messages (created_at) where status in ('failed', 'unknown')`,
  `create index messages_held on messages (lease_until) where status in ('claimed', 'on_wire')`,

  `create table conversions (
     source_id text not null,
     event_id text not null,
     customer_id uuid not null,
     part smallint not null,
     message_id uuid not null,
     enrollment_id uuid not null,
     journey_id text not null,
     version integer not null,
     step_id text not null,
     channel text not null,
     occurred_at timestamptz not null,
     value numeric(19, 4),
     currency text,
     primary key (source_id, event_id)
   )`,
  `create index conversions_by_journey on conversions (journey_id, occurred_at)`,
  `create index conversions_by_customer on conversions (customer_id)`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
