// Reads what the audits of messages go by.
import { sql } from 'kysely'
import type { Db } from '../../db/tables.js'
import type { PublishedWorkspace } from '../../journeys/workspace-store.js'
import { lateCodes, poolFacts } from './coupon-queries.js'
import { brokenLinks } from './link-queries.js'
import type { ChannelFacts, LostLink, MessageFacts, WaitingFacts } from './message-facts.js'
import { openJourneys, sentTemplates } from './sent-templates.js'

export async function loadMessageFacts(
  db: Db,
  workspace: PublishedWorkspace,
  now: Date,
): Promise<MessageFacts> {
  const { settings } = workspace
  const journeys = openJourneys(workspace)
  return {
    pools: await poolFacts(db, settings, journeys, now),
    lateCodes: await lateCodes(db, journeys, now),
    links: await brokenLinks(db),
    channels: await channelFacts(db, settings.timeZone, now),
    waiting: await waitingFacts(db, now),
    lostLinks: await findLostLinks(db, sentTemplates(journeys)),
  }
}

/** By days of the shop: as reports count them. */
async function channelFacts(db: Db, timeZone: string, now: Date): Promise<ChannelFacts[]> {
  const { rows } = await sql<ChannelFacts>`
    select channel, sum(handed_over)::float8 as "handedOver", sum(failed)::float8 as failed,
      sum(unknown)::float8 as unknown
    from report_messages
    where dimension = 'all' and day >= (${now}::timestamptz at time zone ${timeZone}::text)::date - 1
    group by channel order by channel`.execute(db)
  return rows
}

/** Those on the site wait for a visit. */
async function waitingFacts(db: Db, now: Date): Promise<WaitingFacts[]> {
  const { rows } = await sql<WaitingFacts>`
    select channel, count(*)::int as messages from messages
    where status = 'queued' and channel <> 'onsite' and due_at < ${now}::timestamptz - interval '1 hour'
    group by channel order by channel`.execute(db)
  return rows
}

const longest = 20

/** By the address of the product's page, wherever it stands in the template. */
async function findLostLinks(db: Db, sent: ReadonlySet<string>): Promise<LostLink[]> {
  const { rows } = await sql<LostLink>`
    with links as (
      select distinct t.name, replace(link[1], '&amp;', '&') as url
      from templates t, regexp_matches(t.content::text, '(https?://[^\\s"''<>{}\\\\]+)', 'g') as link
      where t.current
        and t.channel || ' ' || t.name in (select json_array_elements_text(${JSON.stringify([...sent])}::json))
    )
    select l.name as template, p.id as "productId"
    from links l join products p on p.data ->> 'url' in (l.url, rtrim(l.url, '/')) and p.removed_at is not null
    order by 1, 2 limit ${longest}`.execute(db)
  return rows
}
