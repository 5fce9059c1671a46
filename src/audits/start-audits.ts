// The jobs of the audits: events counted by the hour, links of templates asked once a day, all audits every quarter of an hour, and
// what they find told. Every process of the engine begins them; of each, one at a time works.
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { exclusively, now } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import type { Logger } from '../platform/logger.js'
import { type Repeating, repeat } from '../platform/repeat.js'
import { countEvents } from './count-events.js'
import { savePosition } from './event-count-store.js'
import { findAll } from './find-all.js'
import { forgetFindings, openFindings, saveFindings } from './finding-store.js'
import { type Area, areas } from './found.js'
import { type AskingLinks, askLinks } from './links/ask-links.js'
import { type TellingFindings, tellFindings } from './tell-findings.js'

export interface AuditsOptions extends TellingFindings {
  readonly db: Kysely<Database>
  readonly logger: Logger
  /** Real milliseconds between two looks for hours to be counted; default: a minute. */
  readonly countEveryMs?: number
  /** Real milliseconds between two rounds of audits; default: a quarter of an hour. */
  readonly auditEveryMs?: number
  /** Real milliseconds before the first round: what starts together has to settle; default: two minutes. */
  readonly firstAfterMs?: number
  /** How links of templates are found and asked; without it, they are not. */
  readonly links?: AskingLinks
  /** Real milliseconds between two looks for links to be asked, and before the first one; default: five minutes. */
  readonly linksEveryMs?: number
  /** Told after each round how many findings are open. */
  readonly onAudited?: (open: ReadonlyMap<Area, number>) => void
}

/** Counting works for at most a tenth of the time. */
const restTimes = 9
const momentMs = 500
const mostHours = 168
const keptMs = 400 * 86_400_000
/** When the last round of audits was. */
export const lastAudit = 'audits'

export function startAudits(options: AuditsOptions): Repeating {
  const { countEveryMs = 60_000, auditEveryMs = 900_000, firstAfterMs = 120_000 } = options
  const jobs = [
    repeat({
      name: 'counting events',
      everyMs: countEveryMs,
      logger: options.logger,
      round: countingRound(options.db),
    }),
    repeat({
      name: 'the audits',
      everyMs: auditEveryMs,
      logger: options.logger,
      round: onceSettled(firstAfterMs, async () => {
        await auditRound(options)
        return false
      }),
    }),
    ...askingLinks(options),
  ]
  return { stop: async () => void (await Promise.all(jobs.map(job => job.stop()))) }
}

function askingLinks({ db, logger, links, linksEveryMs = 300_000 }: AuditsOptions): Repeating[] {
  if (!links) return []
  const round = onceSettled(linksEveryMs, stop => askLinks(db, links, stop))
  return [repeat({ name: 'asking links', everyMs: linksEveryMs, logger, round })]
}

type Round = (stop: AbortSignal) => Promise<boolean>

/** The first round waits: a process that is gone again in a minute asks nobody anything. */
function onceSettled(afterMs: number, round: Round): Round {
  let settled = false
  return async stop => {
    if (!settled) await pause(afterMs, undefined, { signal: stop }).catch(() => {})
    settled = true
    return stop.aborted ? false : await round(stop)
  }
}

/** So many hours at once as take no longer than a moment: many where there is much to make up for and little came in. */
function countingRound(db: Kysely<Database>): Round {
  let hours = 1
  return async stop => {
    const started = performance.now()
    const behind = await exclusively(db, 'event counts', trx => countEvents(trx, hours))
    const took = performance.now() - started
    hours = took < momentMs ? Math.min(mostHours, hours * 2) : Math.ceil(hours / 2)
    if (!behind) return false
    await pause(took * restTimes, undefined, { signal: stop }).catch(() => {})
    return true
  }
}

/** One round of all audits, as the job does it. What another process has found is told here too. */
export async function auditRound({ db, onAudited, ...telling }: AuditsOptions): Promise<void> {
  await exclusively(db, 'audits', saveAll)
  while (await exclusively(db, 'audits', trx => tellFindings(trx, telling))) {}
  if (!onAudited) return
  const open = await openFindings(db)
  onAudited(new Map(areas.map(area => [area, open.filter(one => one.area === area).length])))
}

async function saveAll(trx: Db): Promise<void> {
  const found = await findAll(trx)
  const at = await now(trx)
  await saveFindings(trx, found, at)
  await savePosition(trx, lastAudit, at)
  await forgetFindings(trx, new Date(at.getTime() - keptMs))
}
