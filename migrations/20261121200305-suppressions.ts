// Who put an address on the list of suppressions by hand, or took it off, and why.
//
// Safe while the program before it still runs: it does not know the table.
import { type Kysely, sql } from 'kysely'

const statements = [
  `create table suppression_changes (
     channel text not null check (channel in ('email', 'sms')),
     address text not null,
     change text not null check (change in ('added', 'lifted')),
     reason text not null,
     note text,
     made_by text not null,
     changed_at timestamptz not null
   )`,
  `create index suppression_changes_address on suppression_changes (channel, address, changed_at)`,
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
