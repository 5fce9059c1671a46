// A year of a large shop for the benchmark of reports, written by SQL alone: passes, messages, conversions with their credit,
// outcomes, and what caps kept back, for twenty journeys. Indexes are made after the rows, and nothing is logged.
import { type Kysely, sql } from 'kysely'
import { migrate } from '../src/db/index.js'
import type { Database } from '../src/db/tables.js'
import { journeySchema } from '../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../src/journeys/definition/settings-schema.js'
import { publishWorkspace } from '../src/journeys/workspace/index.js'

export const journeyCount = 20
export const storeDays = 365
const steps = 3

export interface StoreSize {
  readonly messages: number
  /** In full, before the reports are counted. */
  readonly conversions: number
}

export async function makeStore(
  db: Kysely<Database>,
  databaseUrl: string,
  { messages, conversions }: StoreSize,
  say: (line: string) => void,
): Promise<void> {
  await migrate(databaseUrl)
  await publishVersions(db)
  const indexes = await dropIndexes(db)
  const passes = Math.ceil(messages / steps)
  for (const [what, statement] of statements(passes, conversions)) {
    const started = performance.now()
    await sql.raw(statement).execute(db)
    say(`${what}: ${((performance.now() - started) / 1000).toFixed(1)} s`)
  }
  const started = performance.now()
  await sql`set maintenance_work_mem = '1GB'`.execute(db)
  for (const index of indexes) await sql.raw(index).execute(db)
  await sql`vacuum analyze`.execute(db)
  say(`indexes and statistics: ${((performance.now() - started) / 1000).toFixed(1)} s`)
}

const ids = Array.from({ length: journeyCount }, (_, n) => `journey-${String(n + 1).padStart(2, '0')}`)

async function publishVersions(db: Kysely<Database>): Promise<void> {
  const settings = settingsSchema.parse({
    brand: { name: 'Bench', url: 'https://bench.example', postalAddress: 'Street 1' },
    brands: { second: { name: 'Second', url: 'https://second.example', postalAddress: 'Street 1' } },
    senders: { email: { from: 'shop@bench.example', name: 'Bench' } },
    currency: 'EUR',
    timeZone: 'Europe/Berlin',
    holdout: { share: 0.05, goal: { event: 'order_completed', within: '30d', value: 'order.total' } },
    reports: { segments: ['regulars', 'new'], rates: { USD: '0.9' } },
  })
  const segments = { regulars: { did: 'order_completed', count: 3 }, new: { didNot: 'order_completed' } }
  for (const version of [1, 2, 3])
    await publishWorkspace(db, {
      settings,
      segments,
      templates: [],
      journeys: ids.map((id, n) => journeySchema.parse(journeyFile(id, n, version))),
    })
}

const journeyFile = (id: string, n: number, version: number): object => ({
  id,
  name: `Journey ${id} ${version}`,
  ...(n % 4 === 0 && { brand: 'second' }),
  trigger: { event: 'product_added' },
  key: 'cart.id',
  entry: { holdout: 0.1 },
  goal: { event: 'order_completed', within: '5d', value: 'order.total' },
  goals: { second: { event: 'order_completed', within: '14d', value: 'order.total' } },
  steps: [
    {
      id: 'look',
      split: [
        { name: 'a', weight: 1, then: [{ id: 'step-1', send: 'email', template: 'one' }] },
        { name: 'b', weight: 1, then: [{ id: 'step-2', send: 'email', template: 'two' }] },
      ],
    },
    { id: 'days', wait: '1d' },
    { id: 'step-3', send: n % 5 === 0 ? 'sms' : 'email', template: 'three' },
  ],
})

const tables = ['enrollments', 'messages', 'conversions', 'credits', 'outcomes', 'orders', 'decisions']

/** How to make them again: keys as unique indexes, which are as good for a benchmark. */
async function dropIndexes(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ statement: string; name: string; table: string; constraint: boolean }>`
    select indexdef as statement, i.indexname as name, i.tablename as table, c.conname is not null as constraint
    from pg_indexes i left join pg_constraint c on c.conname = i.indexname
    where i.schemaname = 'public' and i.tablename = any(${tables})`.execute(db)
  for (const { name, table, constraint } of rows)
    await sql
      .raw(constraint ? `alter table ${table} drop constraint ${name}` : `drop index ${name}`)
      .execute(db)
  for (const table of tables) await sql.raw(`alter table ${table} set unlogged`).execute(db)
  return rows.map(({ statement }) => statement)
}

/** From 0 to 1, always the same for the same number and word. */
const chance = (word: string): string => `((hashtextextended('${word}', n) & 1048575) / 1048576.0)`

const pick = (word: string, list: readonly (string | null)[]): string =>
  `(array[${list.map(item => (item === null ? 'null' : `'${item}'`)).join(', ')}]::text[])[1 + floor(${chance(word)} * ${list.length})::int]`

const domains = [
  ...[
    'gmail.com',
    'gmail.com',
    'gmail.com',
    'outlook.com',
    'hotmail.com',
    'yahoo.com',
    'icloud.com',
    'gmx.de',
    'web.de',
  ],
  ...['t-online.de', 'orange.fr', 'free.fr', 'libero.it', 'seznam.cz', 'wp.pl', 'aol.com', 'other', 'other'],
]

function statements(passes: number, conversions: number): [what: string, statement: string][] {
  // Those who are held out earn nothing.
  const share = Math.min(1, conversions / passes / (0.95 * 0.9))
  return [
    [
      'passes',
      `create unlogged table bench_passes as
       select n, md5('e' || n)::uuid as id, md5('c' || floor(${chance('customer')} * ${Math.ceil(passes / 3)}))::uuid as customer_id,
         'journey-' || lpad((1 + floor(${chance('journey')} ^ 1.5 * ${journeyCount}))::int::text, 2, '0') as journey_id,
         1 + floor(n * 3.0 / ${passes + 1})::int as version,
         date_trunc('milliseconds', now() - interval '${storeDays} days' * (1 - n::float8 / ${passes}) - interval '1 hour') as entered_at,
         case when ${chance('global')} < 0.05 then 'global' when ${chance('held')} < 0.1 then 'journey' end as held_by,
         ${pick('country', ['DE', 'AT', 'CH', 'FR', 'US'])} as country, ${pick('currency', ['EUR', 'EUR', 'EUR', 'USD'])} as currency,
         ${pick('variant', ['a', 'b'])} as variant, ${chance('buys')} < ${share} as buys,
         round((10 + 190 * ${chance('value')} ^ 2)::numeric, 2) as value
       from generate_series(1, ${passes}) n`,
    ],
    [
      'enrollments',
      `insert into enrollments (id, customer_id, part, journey_id, version, key, status, step_id, seq, pass, entered_at, triggered_at,
         ended_at, ended_by, source_id, event_id, data, outputs, holdout, held_by, variants, country, segments)
       select id, customer_id, 0, journey_id, version, 'cart-' || n, 'completed', null, 5, 1, entered_at, entered_at,
         entered_at + interval '1 day', case when buys then 'order_completed' else 'completed' end, 'shop', 'added-' || n, '{}', '{}',
         held_by is not null, held_by, jsonb_build_object('look', variant), country,
         case when ${chance('segment')} < 0.3 then '{regulars}' when ${chance('segment')} < 0.6 then '{new}' else '{}' end::text[]
       from bench_passes`,
    ],
    [
      'messages',
      `insert into messages (id, customer_id, part, enrollment_id, journey_id, version, step_id, pass, channel, template, status, attempts,
         created_at, due_at, enqueued_at, wire_at, sent_at, category, sender, domain, delivery, delivery_at, unsubscribed)
       select md5('m' || p.n || '-' || s)::uuid, customer_id, 0, id, journey_id, version, 'step-' || s, 1,
         case when s = 3 and journey_id in ('journey-01', 'journey-06', 'journey-11', 'journey-16') then 'sms' else 'email' end, 'one',
         case when held_by is not null then 'held_out' when luck < 0.03 then 'skipped' when luck < 0.04 then 'failed' else 'sent' end, 1,
         at, at, at, case when held_by is null and luck >= 0.04 then at + interval '2 seconds' end,
         case when held_by is null and luck >= 0.04 then at + interval '3 seconds' end, 'marketing', 'smtp',
         ${pick('domain', domains)},
         case when held_by is not null or luck < 0.04 then null when luck < 0.06 then 'bounced' when luck < 0.061 then 'complained'
           when luck < 0.15 then 'clicked' when luck < 0.4 then 'opened' else 'delivered' end, at + interval '1 minute', luck between 0.061 and 0.064
       from bench_passes p cross join generate_series(1, ${steps}) s
       cross join lateral (select entered_at + interval '20 hours' * s as at, (hashtextextended('luck', p.n * 4 + s) & 1048575) / 1048576.0 as luck) x`,
    ],
    [
      'conversions',
      `insert into conversions (source_id, event_id, customer_id, part, message_id, enrollment_id, journey_id, version, step_id, channel,
         occurred_at, value, currency, goal, order_id, refunded, cancelled, entered_at, touched_at, country, segments, categories)
       select 'shop', 'order-' || n, customer_id, 0, md5('m' || n || '-2')::uuid, id, journey_id, version, 'step-2', 'email',
         entered_at + interval '40 hours' + interval '3 days' * ${chance('delay')}, value, currency,
         case when ${chance('goal')} < 0.9 then 'primary' else journey_id || '/second' end, 'order-' || n,
         case when ${chance('refund')} < 0.08 then round(value / 2, 2) else 0 end, ${chance('cancel')} < 0.02, entered_at,
         entered_at + interval '40 hours', country, case when ${chance('segment')} < 0.3 then '{regulars}' else '{}' end::text[],
         jsonb_build_object(${pick('category', ['shoes', 'jackets', 'bags', 'sale', 'toys', 'books', 'garden', 'home'])}, value::text)
       from bench_passes where buys and held_by is null`,
    ],
    [
      'orders',
      `insert into orders (source_id, event_id, customer_id, part, occurred_at, order_id, value, currency, refunded, cancelled)
       select source_id, event_id, customer_id, part, occurred_at, order_id, value, currency, refunded, cancelled from conversions
       union all
       select 'shop', 'other-' || n, customer_id, 0, entered_at + interval '2 days', 'other-' || n, value, currency, 0, false
       from bench_passes where buys and held_by is not null`,
    ],
    [
      'credits',
      `insert into credits (source_id, event_id, goal, message_id, customer_id, part, enrollment_id, journey_id, version, step_id, channel,
         entered_at, touched_at, last_touch, first_touch, linear, position, decay)
       select c.source_id, c.event_id, c.goal, md5('m' || substr(c.event_id, 7) || '-' || s)::uuid, c.customer_id, 0, c.enrollment_id,
         c.journey_id, c.version, 'step-' || s, 'email', c.entered_at, c.entered_at + interval '20 hours' * s, (s = 2)::int,
         (s = 1)::int, 0.5, 0.5, case s when 1 then 0.48 else 0.52 end
       from conversions c cross join generate_series(1, 2) s`,
    ],
    [
      'outcomes',
      `insert into outcomes (enrollment_id, goal, customer_id, part, journey_id, entered_at, conversions, amounts, first_at)
       select id, goal, customer_id, 0, journey_id, entered_at, 1, jsonb_build_object(currency, value::text), entered_at + interval '1 day'
       from bench_passes cross join (values ('primary'), ('second'), ('global')) as g(goal)
       where buys and (held_by is null or ${chance('anyway')} < 0.7)`,
    ],
    [
      'holds',
      `insert into decisions (customer_id, part, enrollment_id, journey_id, version, n, step_id, kind, reason, detail, decided_at)
       select customer_id, 0, id, journey_id, version, 3, 'step-1', ${pick('held-kind', ['skipped', 'waited'])},
         ${pick('held-reason', ['capped', 'capped', 'quiet_hours'])}, '{"channel": "email", "because": {"cap": "email"}}', entered_at
       from bench_passes where ${chance('capped')} < 0.08`,
    ],
    [
      'refusals',
      `insert into report_refusals (journey_id, day, version, reason, times)
       select 'journey-' || lpad(j::text, 2, '0'), current_date - d, 3, reason, 100 + (j * d) % 77
       from generate_series(1, ${journeyCount}) j, generate_series(0, ${storeDays - 1}) d,
         unnest(array['already_in', 'entry_condition', 'trigger_where', 'event_too_late']) reason`,
    ],
    ['done', 'drop table bench_passes'],
  ]
}
