// Who is who: why a name belongs to a customer, so that the same events in any order end in the same customers, and a
// history of what was put together, so that it can be taken apart.
import { type Kysely, sql } from 'kysely'

const statements = [
  // parent: the stronger name it was told with; claimed_at: when that happened. known: of a token, the known name first told
  // with it, and when. pinned: somebody has decided whose it is.
  `alter table identities
     drop constraint identities_kind_check,
     add constraint identities_kind_check check (kind in
       ('id', 'email', 'phone', 'anonymousId', 'orderToken', 'checkoutToken', 'cartToken')),
     add column parent_kind text,
     add column parent_value text,
     add column claimed_at timestamptz,
     add column known_kind text,
     add column known_value text,
     add column known_at timestamptz,
     add column pinned boolean not null default false`,
  // Until now the names of a customer were a heap: the strongest of them is what the others hang on.
  `update identities i set parent_kind = root.kind, parent_value = root.value, claimed_at = i.created_at
   from (
     select distinct on (customer_id) customer_id, kind, value from identities
     order by customer_id, array_position(array['id', 'email', 'phone', 'anonymousId'], kind), created_at, value
   ) root
   where root.customer_id = i.customer_id and (root.kind, root.value) <> (i.kind, i.value)`,
  // Which browsers a token was seen in.
  `create table identity_links (
     kind text not null,
     value text not null,
     anonymous_id text not null,
     primary key (kind, value, anonymous_id)
   )`,
  `create index identity_links_by_browser on identity_links (anonymous_id)`,
  // Counts what was changed about the names of a customer other than by adding one.
  'alter table customers add column names_version integer not null default 0',
  // The strongest name an event came with, as a hash: what a split goes by.
  'alter table events add column named_by uuid',
  `create table customer_merges (
     id uuid primary key,
     kind text not null check (kind in ('merged', 'moved', 'split')),
     from_id uuid not null,
     into_id uuid not null,
     names jsonb not null,
     reason text not null,
     source_id text,
     event_id text,
     merged_at timestamptz not null
   )`,
  'create index customer_merges_into on customer_merges (into_id, merged_at)',
  'create index customer_merges_from on customer_merges (from_id, merged_at)',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
