// What came in, counted by the hour for the audits; what the audits found, from when to when; and which weekly reviews went
// out.
//
// Safe while the program before it still runs: it knows none of these tables.
import { type Kysely, sql } from 'kysely'

const statements = [
  // hour: of processing. late, ahead: by the clocks of storefront and server. nameless: nobody knows more of whom it is about than
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
  // A turn: from when it was first found to when it was found no more. failed_told_at, recovered_told_at: the event is safe.
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
