// Counts messages that caps and quiet hours kept back, by the day that was decided. Only the statement; replace-store.ts
// writes what it gives.
import { type RawBuilder, sql } from 'kysely'
import { messagesBetween, oneByOne } from './cell-queries.js'

/**
 * Reads `cells`; gives the columns of report_holds. A message that waits at the hand-over is told by nothing that lasts, so
 * that there only those count which were skipped. Additions to audiences have caps too: their channel is "audience".
 */
export const countHolds = (): RawBuilder<unknown> => sql`
  with holds as (
    select c.journey_id, c.day, d.version, d.step_id, coalesce(d.detail ->> 'channel', 'audience') as channel,
      'decision' as stage, d.kind as action, d.reason, d.detail #>> '{because,cap}' as rule
    from cells c
    cross join lateral (
      select * from decisions d
      where d.journey_id = c.journey_id and d.decided_at >= c.since and d.decided_at < c.until
        and d.kind in ('skipped', 'waited') and d.reason in ('capped', 'room_kept', 'quiet_hours') ${oneByOne}
    ) d
    union all
    select c.journey_id, c.day, m.version, m.step_id, m.channel, 'hand_over', 'skipped', 'capped', split_part(m.reason, ': ', 2)
    from cells c cross join lateral (${messagesBetween}) m
    where m.status = 'skipped' and m.reason like 'capped%'
  )
  select journey_id, day, version, coalesce(step_id, '') as step_id, channel, stage, action, reason,
    coalesce(rule, '') as rule, count(*)::int as times
  from holds group by 1, 2, 3, 4, 5, 6, 7, 8, 9`
