// Feeds that nobody brings any more, or that break off: their prices and stock are guesses.
import type { AuditFinding } from '../../model/audit-finding.js'
import type { Audit } from './audit.js'
import { lastToldByApi, latestRuns } from './audit-queries.js'

const hourMs = 3_600_000
/** An import that runs for longer is none: its process is gone. */
const longestRunMs = 6 * hourMs

/** Webhooks of shops are no feeds: where nothing changes, they rightly say nothing. */
export const staleFeeds: Audit = async ({ db, now, settings: { staleAfterMs } }) => {
  const runs = await latestRuns(db)
  const told = runs.map(({ feed, lastFinishedAt }) => ({ feed, at: lastFinishedAt }))
  const byApi = await lastToldByApi(db)
  if (byApi && !runs.some(({ feed }) => feed === 'api')) told.push({ feed: 'api', at: byApi })
  const stale = told
    .filter(({ at }) => at !== null && now.getTime() - at.getTime() > staleAfterMs)
    .map(({ feed, at }) => staleFinding(feed, now.getTime() - at!.getTime()))
  const broken = runs
    .filter(({ startedAt, finishedAt }) => !finishedAt && now.getTime() - startedAt.getTime() > longestRunMs)
    .map(({ feed }) => brokenFinding(feed))
  return [...stale, ...broken]
}

const staleFinding = (feed: string, ageMs: number): AuditFinding => ({
  code: 'feed_stale',
  subject: feed,
  severity: 'warning',
  message: `The feed ${feed} last came to its end ${Math.floor(ageMs / hourMs)} hours ago.`,
  advice:
    'See whether whatever brings it still runs. How old it may be is catalog.staleAfter in settings.json.',
  facts: { hours: Math.floor(ageMs / hourMs) },
})

const brokenFinding = (feed: string): AuditFinding => ({
  code: 'feed_broken_off',
  subject: feed,
  severity: 'error',
  message: `The last import of the feed ${feed} never came to its end.`,
  advice: 'Import it again; the command says what is wrong with it.',
  facts: {},
})
