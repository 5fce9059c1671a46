// Splits that are decided: which variant all who come to them get from then on, and why. Since when which share of customers
// is held out. And the segments that reports are grouped by, as they were published.
//
// Safe while the program before it still runs: it knows nothing of them, and goes on drawing. What it publishes is written down when
// the new one publishes, at its start.
import { type Kysely, sql } from 'kysely'

const statements = [
  // What reports are grouped by besides journeys: the segments that the settings name, and those they need.
  "alter table workspace add column segments jsonb not null default '{}'",
  // experiment: its name. content: what the split consisted of; with another content it is another experiment.
  // evidence: what was known when it was decided. A row with reopened_at is history.
  `create table split_decisions (
     id bigint generated always as identity primary key,
     journey_id text not null,
     step_id text not null,
     experiment text not null,
     content text not null,
     variant text not null,
     decided_at timestamptz not null,
     decided_by text not null check (decided_by in ('rule', 'hand')),
     evidence jsonb not null,
     reopened_at timestamptz
   )`,
  `create unique index split_decisions_in_force on split_decisions (journey_id, step_id, content)
     where reopened_at is null`,
  // By which share customers who come in are drawn from then on; 0: by none. journey_id '': those held out of everything.
  `create table holdout_shares (
     id bigint generated always as identity primary key,
     journey_id text not null,
     version integer not null,
     share float8 not null,
     since timestamptz not null
   )`,
  'create index holdout_shares_by_journey on holdout_shares (journey_id, id)',
  // An earlier version that came back left no trace; what was published since does.
  `insert into holdout_shares (journey_id, version, share, since)
     select journey_id, version, coalesce((definition #>> '{journey,entry,holdout}')::float8, 0), published_at
     from journey_versions order by journey_id, published_at, version`,
  `insert into holdout_shares (journey_id, version, share, since) select '', 0, 0, published_at from workspace`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
