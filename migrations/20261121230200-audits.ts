// What came in and what was refused, counted by the hour for the audits; the links of templates and whether they answer; what
// the audits found, from when to when; and which weekly reviews went out.
//
// Safe while the program before it still runs: it knows none of these tables.
import { type Kysely, sql } from 'kysely'

const statements = [
  // hour: of processing. late, ahead, delayed: by the clocks of storefront and server. doubled: the customer did the same within
  // the same second before. nameless: nobody knows more of whom it is about than
  // a browser or a token. checked: a sample, whose properties were looked at; missing, mistyped: of these, by path;
  // goals: of these, by JOURNEY/NAME.
  `create table report_events (
     hour timestamptz not null,
     source_id text not null,
     type text not null,
     events integer not null default 0,
     repeats integer not null default 0,
     late integer not null default 0,
     ahead integer not null default 0,
     delayed integer not null default 0,
     doubled integer not null default 0,
     nameless integer not null default 0,
     checked integer not null default 0,
     faulty integer not null default 0,
     missing jsonb not null default '{}',
     mistyped jsonb not null default '{}',
     goals jsonb not null default '{}',
     primary key (hour, source_id, type)
   )`,
  // Only added to by the pipeline, so that nobody waits; taken by the job that counts.
  `create table event_repeats (
     id bigint generated always as identity primary key,
     source_id text not null,
     type text not null,
     at timestamptz not null,
     events integer not null
   )`,
  // What the doors refused, by the hour it came in. path '': the events; else those of them that lack what stands there, or have
  // something else. Types that never came in properly, and paths nobody knows, are not told apart: whoever posts makes them up.
  `create table report_refused (
     hour timestamptz not null,
     source_id text not null,
     type text not null,
     path text not null,
     fault text not null check (fault in ('', 'missing', 'wrong')),
     events integer not null,
     primary key (hour, source_id, type, path, fault)
   )`,
  // Links of current templates to hosts of the shop. due_at, asked_at, broken_since: real time. failures: answers in a row that
  // were none; answered: the last one was of a server, whatever it said.
  `create table template_links (
     url text primary key,
     host text not null,
     templates jsonb not null,
     due_at timestamptz not null,
     asked_at timestamptz,
     answered boolean not null default false,
     why text,
     failures integer not null default 0,
     broken_since timestamptz
   )`,
  'create index template_links_due on template_links (due_at)',
  // A turn: from when it was first found to when it was found no more, round after round (quiet_rounds). failed_told_at,
  // recovered_told_at: the event is safe.
  `create table audit_findings (
     id bigint generated always as identity primary key,
     area text not null,
     code text not null,
     subject text not null,
     severity text not null check (severity in ('error', 'warning', 'notice')),
     message text not null,
     advice text not null,
     facts jsonb not null,
     first_at timestamptz not null,
     last_at timestamptz not null,
     quiet_rounds integer not null default 0,
     ended_at timestamptz,
     failed_told_at timestamptz,
     recovered_told_at timestamptz
   )`,
  `create unique index audit_findings_open on audit_findings (area, code, subject) where ended_at is null`,
  `create index audit_findings_by_end on audit_findings (ended_at)`,
  `create index audit_findings_untold on audit_findings (id)
     where failed_told_at is null or (ended_at is not null and recovered_told_at is null)`,
  // As the file of the journey says, whose version does not change with it.
  'alter table journeys add column reviewed text',
  // Since when customers come in; null: since before that was kept.
  'alter table journeys add column opened_at timestamptz',
  // What the event files say of properties, by type.
  `alter table workspace add column events jsonb not null default '{}'`,
  // Written before the first byte leaves: at most one mail a week and recipient.
  `create table reviews (
     week text not null,
     recipient text not null,
     marked_at timestamptz not null,
     result text,
     primary key (week, recipient)
   )`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
