// Every audit there is, by area. Changes nothing, so that anybody may ask at any time.
import { auditCatalog } from '../catalog/index.js'
import { now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import type { AuditFinding } from '../model/audit-finding.js'
import { countedTo } from '../rollups/index.js'
import { countSetAside } from './backlog-queries.js'
import { countsKeptMs, eventsCountedTo } from './count-events.js'
import { backlog } from './data/backlog.js'
import { type EventFigures, eventFigures } from './data/event-figures.js'
import { judgeEvents } from './data/judge-events.js'
import { loadEventFacts } from './event-facts-queries.js'
import { pastTurns } from './finding-store.js'
import { type Area, areas, type Found } from './found.js'
import { loadJourneyFacts } from './journeys/journey-queries.js'
import { nobodyEnters } from './journeys/nobody-enters.js'
import { unreachableGoals } from './journeys/unreachable-goals.js'
import { brokenLinks } from './messages/broken-links.js'
import { coupons } from './messages/coupons.js'
import { fates } from './messages/fates.js'
import { lostLinks } from './messages/lost-products.js'
import { loadMessageFacts } from './messages/message-queries.js'
import { type Past, pastOf } from './past.js'
import { publishedOrNull } from './published.js'

const auditOf: Readonly<Record<Area, (db: Db, past: Past) => Promise<readonly AuditFinding[]>>> = {
  data: auditData,
  journeys: auditJourneys,
  messages: auditMessages,
  catalog: db => auditCatalog(db),
}

/** What somebody ought to look at, now. */
export async function findAll(db: Db, of: readonly Area[] = areas): Promise<Found[]> {
  const since = new Date((await now(db)).getTime() - countsKeptMs)
  const past = pastOf(await pastTurns(db, since))
  const found: Found[] = []
  for (const area of of) for (const finding of await auditOf[area](db, past)) found.push({ area, ...finding })
  return found
}

async function auditData(db: Db, past: Past): Promise<AuditFinding[]> {
  const to = await eventsCountedTo(db)
  const behind = backlog(
    {
      now: await now(db),
      ...(await countSetAside(db)),
      countedTo: await countedTo(db),
      eventsCountedTo: to,
    },
    past,
  )
  // What was not counted is not missing.
  if (to === null || behind.some(({ code, subject }) => code === 'counting_behind' && subject === 'events'))
    return behind
  const facts = await loadEventFacts(db, to)
  return [...judgeEvents(facts, past), ...behind]
}

async function auditJourneys(db: Db, past: Past): Promise<AuditFinding[]> {
  const workspace = await publishedOrNull(db)
  const to = await eventsCountedTo(db)
  if (!workspace || to === null) return []
  const facts = await loadJourneyFacts(db, workspace, to)
  return [...nobodyEnters(facts), ...unreachableGoals(facts, past)]
}

async function auditMessages(db: Db, past: Past): Promise<AuditFinding[]> {
  const workspace = await publishedOrNull(db)
  if (!workspace) return []
  const facts = await loadMessageFacts(db, workspace, await now(db))
  return [...coupons(facts, past), ...fates(facts, past), ...lostLinks(facts), ...brokenLinks(facts)]
}

/** What came in within the last day that was counted; empty until events were all counted once. */
export async function findFigures(db: Db): Promise<EventFigures[]> {
  const to = await eventsCountedTo(db)
  return to === null ? [] : eventFigures(await loadEventFacts(db, to))
}
