// Splits that are decided: which variant all who come to them get from then on, and why. And the segments that reports are
// grouped by, as they were published.
//
// Safe while the program before it still runs: it knows neither, and goes on drawing.
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
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
