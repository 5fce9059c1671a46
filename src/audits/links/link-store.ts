// SQL of links of templates and of what they last answered. Times are real ones: whom we ask does not live in a demo's clock.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import { type MessageChannel, messageChannels } from '../../model/channel.js'
import type { JsonObject } from '../../model/json.js'
import type { JudgedLink, KnownLink } from './judge-answer.js'

export interface ListedLink {
  readonly url: string
  readonly host: string
  readonly templates: readonly string[]
}

/** These are the links there are now; what is known of the others is forgotten. A new one is due at once. */
export async function listLinks(db: Db, links: readonly ListedLink[]): Promise<void> {
  await sql`
    with listed as (
      select * from json_to_recordset(${JSON.stringify(links)}::json) as x(url text, host text, templates jsonb)
    ), gone as (
      delete from template_links l where not exists (select from listed x where x.url = l.url)
    )
    insert into template_links as l (url, host, templates, due_at)
    select url, host, templates, clock_timestamp() from listed order by url
    on conflict (url) do update set templates = excluded.templates where l.templates <> excluded.templates`.execute(
    db,
  )
}

/** Those that are due, put off by an hour, so that no other process asks them meanwhile; whoever dies over them costs that hour. */
export async function takeDueLinks(db: Db, limit: number): Promise<KnownLink[]> {
  const { rows } = await sql<KnownLink>`
    with due as (
      select url from template_links where due_at <= clock_timestamp() order by due_at, url limit ${limit}
      for update skip locked
    )
    update template_links l set due_at = clock_timestamp() + interval '1 hour'
    from due where l.url = due.url
    returning l.url, l.failures, l.broken_since as "brokenSince"`.execute(db)
  return rows
}

export async function realNow(db: Db): Promise<Date> {
  const { rows } = await sql<{ now: Date }>`select clock_timestamp() as now`.execute(db)
  return rows[0]!.now
}

/** What is no longer listed stays forgotten. */
export async function saveAnswer(db: Db, link: JudgedLink, askedAt: Date): Promise<void> {
  const { url, answered, why, failures, brokenSince, dueAt } = link
  await db
    .updateTable('template_links')
    .set({
      answered,
      why,
      failures,
      broken_since: brokenSince,
      due_at: dueAt,
      asked_at: askedAt,
    })
    .where('url', '=', url)
    .execute()
}

export interface CurrentTemplate {
  readonly channel: MessageChannel
  readonly name: string
  readonly content: JsonObject
}

export async function currentTemplates(db: Db): Promise<CurrentTemplate[]> {
  const { rows } = await sql<CurrentTemplate>`
    select channel, name, content from templates
    where current and channel in (select json_array_elements_text(${JSON.stringify(messageChannels)}::json))
    order by channel, name`.execute(db)
  return rows
}
