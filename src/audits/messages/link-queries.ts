// Reads which links of templates were found broken, and how many messages wait that have them.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { confirmed } from '../links/judge-answer.js'
import type { BrokenLink } from './message-facts.js'

/** More than a page of them is one cause: a shop that was moved, or is away. */
const longest = 20

/** Those that have led nowhere for the longest time. */
export async function brokenLinks(db: Db): Promise<BrokenLink[]> {
  const { rows } = await sql<BrokenLink>`
    with broken as (
      select * from template_links where failures >= ${confirmed} order by broken_since, url limit ${longest}
    ), waiting as materialized (
      select m.channel || ' ' || m.template as template, count(*) as messages from messages m
      where m.status = 'queued' and exists (select from broken)
      group by 1
    )
    select b.url, b.host, coalesce(b.why, '') as why, b.answered, b.templates, b.broken_since as since,
      exists (select from template_links l where l.host = b.host and l.answered
        and l.asked_at > clock_timestamp() - interval '26 hours') as "hostAnswers",
      coalesce((select sum(w.messages) from waiting w where b.templates ? w.template), 0)::float8 as scheduled
    from broken b order by b.broken_since, b.url`.execute(db)
  return rows
}
