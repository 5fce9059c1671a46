// Every audit there is, by area. Changes nothing, so that anybody may ask at any time.
import { auditCatalog } from '../catalog/index.js'
import { now } from '../db/index.js'
import type { Db } from '../db/tables.js'
import type { AuditFinding } from '../model/audit-finding.js'
import { countedTo } from '../rollups/index.js'
import { countSetAside } from './backlog-queries.js'
import { eventsCountedTo } from './count-events.js'
import { backlog } from './data/backlog.js'
import { eventFaults } from './data/event-faults.js'
import { eventFields } from './data/event-fields.js'
import { eventVolume } from './data/event-volume.js'
import { loadEventFacts } from './event-facts-queries.js'
import { loadJourneyFacts } from './journeys/journey-queries.js'
import { nobodyEnters } from './journeys/nobody-enters.js'
import { unreachableGoals } from './journeys/unreachable-goals.js'
import { coupons } from './messages/coupons.js'
import { fates } from './messages/fates.js'
import { lostLinks } from './messages/lost-products.js'
import { loadMessageFacts } from './messages/message-queries.js'
import { publishedOrNull } from './published.js'

export const areas = ['data', 'journeys', 'messages', 'catalog'] as const
export type Area = (typeof areas)[number]

export interface Found extends AuditFinding {
  readonly area: Area
}

const auditOf: Readonly<Record<Area, (db: Db) => Promise<readonly AuditFinding[]>>> = {
  data: auditData,
  journeys: auditJourneys,
  messages: auditMessages,
  catalog: auditCatalog,
}

/** What somebody ought to look at, now. */
export async function findAll(db: Db, of: readonly Area[] = areas): Promise<Found[]> {
  const found: Found[] = []
  for (const area of of) for (const finding of await auditOf[area](db)) found.push({ area, ...finding })
  return found
}

async function auditData(db: Db): Promise<AuditFinding[]> {
  const to = await eventsCountedTo(db)
  const behind = backlog({
    now: await now(db),
    ...(await countSetAside(db)),
    countedTo: await countedTo(db),
    eventsCountedTo: to,
  })
  // What was not counted is not missing.
  if (to === null || behind.some(({ code, subject }) => code === 'counting_behind' && subject === 'events'))
    return behind
  const facts = await loadEventFacts(db, to)
  return [...eventVolume(facts), ...eventFields(facts), ...eventFaults(facts), ...behind]
}

async function auditJourneys(db: Db): Promise<AuditFinding[]> {
  const workspace = await publishedOrNull(db)
  const to = await eventsCountedTo(db)
  if (!workspace || to === null) return []
  const facts = await loadJourneyFacts(db, workspace, to)
  return [...nobodyEnters(facts), ...unreachableGoals(facts)]
}

async function auditMessages(db: Db): Promise<AuditFinding[]> {
  const workspace = await publishedOrNull(db)
  if (!workspace) return []
  const facts = await loadMessageFacts(db, workspace.settings, await now(db))
  return [...coupons(facts), ...fates(facts), ...lostLinks(facts)]
}
