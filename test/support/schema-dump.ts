// The schema of a database as text, in a fixed order, so that a change shows as a difference. Written out of the catalog
// because pg_dump is not on every machine and its output changes with its version.
import { type Kysely, sql } from 'kysely'

/** `ours` leaves out what extensions and kysely's own book-keeping brought. */
const ours = `n.nspname = 'public' and c.relname not like 'kysely\\_%'`

const PARTS = {
  tables: `
    select format(E'%s %s (\\n  %s\\n)%s%s', case c.relkind when 'v' then 'view' else 'table' end, c.relname,
        string_agg(format('%s %s%s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
          case when a.attnotnull then ' not null' else '' end, case a.attidentity when '' then '' else ' identity' end,
          case a.attgenerated when '' then ' default ' else ' generated ' end || pg_get_expr(d.adbin, d.adrelid)),
          E',\\n  ' order by a.attnum),
        ' with ' || c.reloptions::text, ' partition by ' || pg_get_partkeydef(c.oid)) as line
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
     where ${ours} and c.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
     group by c.oid, c.relname, c.relkind, c.reloptions`,
  constraints: `
    select format('%s %s %s', c.relname, k.conname, pg_get_constraintdef(k.oid)) as line
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and k.contype <> 'n'`,
  indexes: `
    select pg_get_indexdef(i.indexrelid) as line
      from pg_index i join pg_class c on c.oid = i.indrelid join pg_namespace n on n.oid = c.relnamespace
     where ${ours}`,
  triggers: `
    select pg_get_triggerdef(t.oid) as line
      from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
     where ${ours} and not t.tgisinternal`,
  types: `
    select format('type %s %s', t.typname, array_agg(e.enumlabel order by e.enumsortorder)) as line
      from pg_type t join pg_enum e on e.enumtypid = t.oid group by t.typname`,
  functions: `
    select pg_get_functiondef(p.oid) as line
      from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public' and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`,
}

export async function dumpSchema<DB>(db: Kysely<DB>): Promise<string> {
  const sections: string[] = []
  for (const [title, query] of Object.entries(PARTS)) {
    const { rows } = await sql
      .raw<{ line: string }>(`select line from (${query}) as lines order by line collate "C"`)
      .execute(db)
    if (rows.length > 0) sections.push([`-- ${title}`, ...rows.map(({ line }) => line.trimEnd())].join('\n'))
  }
  return `${sections.join('\n\n')}\n`
}
