// What the catalog keeps: what feeds told and when, stock told apart from its product, changes that are worth telling
// customers, who is interested in what, and what is recommended beside what.
//
// Safe while the program before it still runs: every new column has a default or may be empty.
import { type Kysely, sql } from 'kysely'

const statements = [
  `alter table products
     add column source_id text not null default '',
     add column feed text not null default 'api',
     add column in_stock boolean,
     add column current_price numeric(19, 4),
     add column currency text,
     add column categories text[] not null default '{}',
     add column collections text[] not null default '{}',
     add column brand text,
     add column removed_at timestamptz,
     add column seen_at timestamptz`,
  // A feed told again writes every row anew, most of them as they were.
  'alter table products set (fillfactor = 80)',
  // What older feeds told stays as it is; the columns beside it are filled as far as they were told.
  `update products set
     in_stock = case jsonb_typeof(data -> 'inStock') when 'boolean' then (data ->> 'inStock')::boolean end,
     current_price = case when data ->> 'price' ~ '^\\d{1,15}(\\.\\d{1,4})?$' then (data ->> 'price')::numeric end,
     currency = data ->> 'currency',
     categories = case jsonb_typeof(data -> 'categories')
       when 'array' then array(select jsonb_array_elements_text(data -> 'categories')) else '{}' end,
     seen_at = updated_at`,
  // Replacements and best sellers of a category or collection.
  'create index products_by_category on products using gin (categories) where removed_at is null',
  'create index products_by_collection on products using gin (collections) where removed_at is null',
  // What a full feed no longer has.
  'create index products_by_feed on products (feed) where removed_at is null',
  // Stock that is told by the shop's own name for what is in its store.
  `create index products_by_inventory_item on products using gin ((data -> 'variants') jsonb_path_ops)`,

  `create table feed_runs (
     id uuid primary key,
     feed text not null,
     kind text not null,
     "full" boolean not null,
     started_at timestamptz not null,
     finished_at timestamptz,
     products integer not null default 0,
     rejected integer not null default 0,
     removed integer not null default 0,
     previous_products integer not null default 0,
     kept boolean not null default false,
     missing jsonb not null default '{}'
   )`,
  'create index feed_runs_by_feed on feed_runs (feed, started_at desc)',
  `create table product_stock (
     inventory_item_id text not null,
     location_id text not null,
     available integer,
     updated_at timestamptz not null,
     primary key (inventory_item_id, location_id)
   ) with (fillfactor = 85)`,
  `create table product_changes (
     id uuid primary key,
     product_id text not null,
     kind text not null check (kind in ('price_dropped', 'back_in_stock')),
     old jsonb not null,
     new jsonb not null,
     changed_at timestamptz not null,
     done_at timestamptz,
     after_customer uuid
   )`,
  'create index product_changes_open on product_changes (changed_at, id) where done_at is null',

  `create table product_interests (
     product_id text not null,
     customer_id uuid not null,
     part smallint not null,
     viewed_at timestamptz,
     carted_at timestamptz,
     bought_at timestamptz,
     primary key (product_id, customer_id)
   ) with (fillfactor = 85)`,
  'create index product_interests_by_customer on product_interests (customer_id)',
  `create table job_cursors (
     name text primary key,
     position timestamptz not null
   )`,
  'create index events_by_processing on events using brin (processed_at)',

  `create table recommendations (
     kind text not null,
     about text not null,
     product_id text not null,
     rank smallint not null,
     score double precision not null,
     support integer not null,
     reason jsonb not null,
     computed_at timestamptz not null,
     primary key (kind, about, product_id)
   )`,
  // What a message shows otherwise than its event said: dropped, replaced, priced anew.
  'alter table messages add column items jsonb',
]

export async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}
