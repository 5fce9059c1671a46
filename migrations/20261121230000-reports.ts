// What reports count: who was held out by what, orders and their credit to messages, what came of every pass, and the
// rollups that reports read, with the marks by which they are kept up.
//
// Safe while the program before it still runs: every new column has a default or may be empty. It goes on writing
// conversions as before, under the same key; the new program counts them anew (docs/reference/reports.md).
import { type Kysely, sql } from 'kysely'

const statements = [
  // variants: by split step, the variant that was drawn. country, segments: as they were at entry.
  `alter table enrollments
     add column held_by text check (held_by in ('journey', 'global')),
     add column variants jsonb not null default '{}',
     add column country text,
     add column segments text[] not null default '{}'`,
  `update enrollments set held_by = 'journey' where holdout`,
  // domain: of the recipient, where it is one that many people share; else 'other'.
  `alter table messages
     add column domain text,
     add column unsubscribed boolean not null default false`,
  // An order, or another event that is a goal, with its last touch. goal: 'primary', or JOURNEY/NAME of a further one.
  `alter table conversions
     add column goal text not null default 'primary',
     add column order_id text,
     add column refunded numeric(19,4) not null default 0,
     add column cancelled boolean not null default false,
     add column entered_at timestamptz,
     add column touched_at timestamptz,
     add column country text,
     add column segments text[] not null default '{}',
     add column categories jsonb not null default '{}',
     add column net numeric(19,4) generated always as (case when cancelled then 0 else value - refunded end) stored`,
  'alter table conversions drop constraint conversions_pkey',
  'alter table conversions add primary key (source_id, event_id, goal)',
  'create index conversions_by_time on conversions (occurred_at)',
  'create index conversions_by_order on conversions (order_id) where order_id is not null',
  // Each message that has a part in a conversion. Weights of one conversion add up to 1 in every model.
  `create table credits (
     source_id text not null,
     event_id text not null,
     goal text not null,
     message_id uuid not null,
     customer_id uuid not null,
     part smallint not null,
     enrollment_id uuid not null,
     journey_id text not null,
     version integer not null,
     step_id text not null,
     channel text not null,
     entered_at timestamptz not null,
     touched_at timestamptz not null,
     last_touch numeric(9,8) not null,
     first_touch numeric(9,8) not null,
     linear numeric(9,8) not null,
     position numeric(9,8) not null,
     decay numeric(9,8) not null,
     primary key (source_id, event_id, goal, message_id)
   )`,
  // What was credited before had one touch, which is all that will ever be known where its message is no longer kept. All
  // else is counted anew.
  `insert into credits
     select c.source_id, c.event_id, c.goal, c.message_id, c.customer_id, c.part, c.enrollment_id, c.journey_id, c.version,
       c.step_id, c.channel, date_trunc('milliseconds', coalesce(e.entered_at, c.occurred_at)),
       date_trunc('milliseconds', least(coalesce(m.wire_at, c.occurred_at), c.occurred_at)), 1, 1, 1, 1, 1
     from conversions c left join enrollments e on e.id = c.enrollment_id left join messages m on m.id = c.message_id`,
  `update conversions c set entered_at = k.entered_at, touched_at = k.touched_at
   from credits k where k.source_id = c.source_id and k.event_id = c.event_id and k.goal = c.goal`,
  'create index credits_by_customer on credits (customer_id)',
  'create index credits_by_entry on credits (entered_at)',
  'create index credits_by_message on credits (message_id)',
  // What came of a pass, whoever was written to: goal events between entry and the end of the window.
  `create table outcomes (
     enrollment_id uuid not null,
     goal text not null,
     customer_id uuid not null,
     part smallint not null,
     journey_id text not null,
     entered_at timestamptz not null,
     conversions integer not null,
     amounts jsonb not null,
     first_at timestamptz not null,
     primary key (enrollment_id, goal)
   )`,
  // Every order of the shop, whoever earned it: once however often reported, as its earliest report says.
  `create table orders (
     source_id text not null,
     event_id text not null,
     customer_id uuid not null,
     part smallint not null,
     occurred_at timestamptz not null,
     order_id text,
     value numeric(19,4),
     currency text,
     refunded numeric(19,4) not null,
     cancelled boolean not null,
     net numeric(19,4) generated always as (case when cancelled then 0 else value - refunded end) stored,
     primary key (source_id, event_id)
   )`,
  'create index orders_by_customer on orders (customer_id)',
  'create index orders_by_time on orders (occurred_at)',
  'create index outcomes_by_customer on outcomes (customer_id)',
  'create index outcomes_by_journey on outcomes (journey_id, goal, entered_at)',
  // Orders are found by their id, whoever reports on them. What is longer than an id is none: no index takes 2.7 kB.
  `create index events_of_orders on events ((properties -> 'order' ->> 'id'))
     where type in ('order_completed', 'order_cancelled', 'order_refunded')
       and length(properties -> 'order' ->> 'id') <= 200`,
  // Only added to by those who change things, so that nobody waits; taken by the job that counts.
  `create table credit_marks (
     id bigint generated always as identity primary key,
     customer_id uuid not null,
     marked_at timestamptz not null default now()
   ) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0)`,
  `create table rollup_marks (
     id bigint generated always as identity primary key,
     kind text not null check (kind in ('entries', 'messages', 'holds', 'orders', 'cohorts')),
     journey_id text not null,
     at timestamptz not null,
     marked_at timestamptz not null default now()
   ) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0)`,
  // Refused entries, added up by batch: what is counted by being added, each row once.
  `create table refusal_marks (
     id bigint generated always as identity primary key,
     journey_id text not null,
     version integer not null,
     reason text not null,
     at timestamptz not null,
     times integer not null,
     marked_at timestamptz not null default now()
   ) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_delay = 0)`,
  `create table report_entries (
     journey_id text not null,
     day date not null,
     version integer not null,
     dimension text not null,
     value text not null,
     held_by text not null,
     entered integer not null,
     messaged integer not null,
     delivered integer not null,
     clicked integer not null,
     converted integer not null,
     primary key (journey_id, day, dimension, value, version, held_by)
   )`,
  // The keys are for counting, which replaces days, and for reports of one journey; these for those of all.
  'create index report_entries_by_dimension on report_entries (dimension, day)',
  // again_*: of those who had entered before, by the days since then (again_gaps, the fewest first): so many or fewer.
  // buyer*: each amount, when its buyer had entered before (0: never), and a number that a buyer has in all currencies.
  // Most rows have nothing of it: null is shorter than an empty list.
  `create table report_arms (
     journey_id text not null,
     day date not null,
     version integer not null,
     split text not null,
     arm text not null,
     goal text not null,
     currency text not null,
     entrants integer not null,
     converted integer not null,
     value numeric not null,
     squares numeric not null,
     again_gaps smallint[],
     again_entrants integer[],
     again_converted integer[],
     again_value numeric[],
     again_squares numeric[],
     buyers integer[],
     buyer_gaps smallint[],
     buyer_amounts numeric[],
     primary key (journey_id, day, split, arm, goal, currency, version)
   )`,
  'create index report_arms_by_split on report_arms (split, goal, day)',
  `create table report_messages (
     journey_id text not null,
     day date not null,
     version integer not null,
     step_id text not null,
     channel text not null,
     dimension text not null,
     value text not null,
     handed_over integer not null,
     held_out integer not null,
     delivered integer not null,
     opened integer not null,
     clicked integer not null,
     bounced integer not null,
     complained integer not null,
     unsubscribed integer not null,
     failed integer not null,
     unknown integer not null,
     skipped integer not null,
     withdrawn integer not null,
     primary key (journey_id, day, dimension, value, step_id, channel, version)
   )`,
  'create index report_messages_by_dimension on report_messages (dimension, day)',
  `create table report_health (
     journey_id text not null,
     day date not null,
     channel text not null,
     sender text not null,
     domain text not null,
     handed_over integer not null,
     delivered integer not null,
     opened integer not null,
     clicked integer not null,
     bounced integer not null,
     complained integer not null,
     unsubscribed integer not null,
     failed integer not null,
     unknown integer not null,
     primary key (journey_id, day, channel, sender, domain)
   )`,
  // journey_id '': all of them together, since an order may be influenced by several.
  `create table report_orders (
     basis text not null check (basis in ('order', 'entry')),
     day date not null,
     dimension text not null,
     journey_id text not null,
     value text not null,
     goal text not null,
     currency text not null,
     influenced integer not null,
     influenced_value numeric not null,
     last_touch numeric not null,
     last_touch_value numeric not null,
     first_touch numeric not null,
     first_touch_value numeric not null,
     linear numeric not null,
     linear_value numeric not null,
     position numeric not null,
     position_value numeric not null,
     decay numeric not null,
     decay_value numeric not null,
     gross numeric not null,
     refunded numeric not null,
     cancelled integer not null,
     primary key (basis, dimension, journey_id, day, value, goal, currency)
   )`,
  // For counting, which replaces days.
  'create index report_orders_by_day on report_orders (day)',
  // All orders of the shop, and what journeys claim of them. journey_id '': all of them together, and the orders themselves.
  `create table report_shop (
     day date not null,
     journey_id text not null,
     currency text not null,
     orders integer not null,
     cancelled integer not null,
     gross numeric not null,
     refunded numeric not null,
     value numeric not null,
     influenced integer not null,
     influenced_value numeric not null,
     last_touch numeric not null,
     last_touch_value numeric not null,
     first_touch numeric not null,
     first_touch_value numeric not null,
     linear numeric not null,
     linear_value numeric not null,
     position numeric not null,
     position_value numeric not null,
     decay numeric not null,
     decay_value numeric not null,
     primary key (journey_id, day, currency)
   )`,
  `create table report_holds (
     journey_id text not null,
     day date not null,
     version integer not null,
     step_id text not null,
     channel text not null,
     stage text not null check (stage in ('decision', 'hand_over')),
     action text not null check (action in ('skipped', 'waited')),
     reason text not null,
     rule text not null,
     times integer not null,
     primary key (journey_id, day, step_id, channel, stage, action, reason, rule, version)
   )`,
  `create table report_refusals (
     journey_id text not null,
     day date not null,
     version integer not null,
     reason text not null,
     times integer not null,
     primary key (journey_id, day, reason, version)
   )`,
  // Numbers of days gone by that have moved: by late orders, refunds, merges.
  `create table report_revisions (
     id bigint generated always as identity primary key,
     kind text not null,
     journey_id text not null,
     day date not null,
     revised_at timestamptz not null,
     before jsonb not null,
     after jsonb not null
   )`,
  'create index report_revisions_by_day on report_revisions (day)',
  `create index decisions_of_holds on decisions (journey_id, decided_at)
     where kind in ('skipped', 'waited') and reason in ('capped', 'room_kept', 'quiet_hours')`,
  // The day of a message in reports: of its hand-over, else of the decision. Instead of that by creation: as dear.
  `create index messages_by_journey_day on messages (journey_id, (coalesce(wire_at, created_at)))`,
  'drop index messages_by_journey',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
