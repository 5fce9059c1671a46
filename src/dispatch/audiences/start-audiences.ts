// Starts telling ad platforms of audiences in this process. Any number of processes may: each list is told by one at a
// time, and what is to be told is in PostgreSQL alone.
import type { Kysely } from 'kysely'
import { exclusively } from '../../db/index.js'
import type { Database } from '../../db/tables.js'
import { systemClock } from '../../platform/clock.js'
import { guardedAsker } from '../../platform/guarded-request.js'
import { repeat } from '../../platform/repeat.js'
import { disabledEndpoints, enableMoved } from '../disabled-endpoint-store.js'
import { contentCache } from '../workspace-content.js'
import { tokenSource } from './access-token.js'
import { addressOf } from './ad-request.js'
import { forgetHomeless, freeLapsed } from './entry-store.js'
import { membersAfter, takeChecks } from './member-store.js'
import { type Audiences, reconcile } from './reconcile.js'
import { reconciling, type TellTools, tellPlatform } from './tell-platform.js'

export interface AudiencesOptions
  extends Pick<TellTools, 'db' | 'tokenOf' | 'logger' | 'onTold' | 'onDisabled'> {
  readonly allowPrivate?: boolean
  readonly timeoutMs?: number
  readonly pollMs?: number
  /** Between two portions of the walk over all members. */
  readonly walkEveryMs?: number
  /** Longer than a request may take. */
  readonly leaseMs?: number
  readonly recordRetryMs?: number
}

export interface TellingAudiences {
  /** Cuts what is under way: it is repeated later, by whoever runs then. */
  close(): Promise<void>
}

const portion = 500
const beforeAll = '00000000-0000-0000-0000-000000000000'

export function startAudiences(options: AudiencesOptions): TellingAudiences {
  const { db, logger, pollMs = 1_000, walkEveryMs = 5_000 } = options
  const cutting = new AbortController()
  const tools = toolsOf(options, cutting.signal)
  const cache = contentCache()
  const present = async (): Promise<Audiences> => (await cache.workspace(db))?.settings.audiences ?? {}
  const isNamed = (audiences: Audiences): boolean => Object.keys(audiences).length > 0
  const tell = repeat({
    name: 'audiences',
    everyMs: pollMs,
    logger,
    round: async () => {
      const audiences = await present()
      if (!isNamed(audiences)) return false
      const checked = await exclusively(db, reconciling, async trx => {
        const ids = await takeChecks(trx, portion)
        await reconcile(trx, audiences, ids)
        return ids.length
      })
      const told = await tellAll(tools, audiences)
      return checked === portion || told
    },
  })
  let last = beforeAll
  const walk = repeat({
    name: 'walk over audiences',
    everyMs: walkEveryMs,
    logger,
    round: async () => {
      const audiences = await present()
      await tidy(db, audiences)
      if (!isNamed(audiences)) return false
      last = (await exclusively(db, reconciling, trx => walkOn(trx, audiences, last))) ?? last
      return false
    },
  })
  return {
    async close() {
      cutting.abort()
      await Promise.all([tell.stop(), walk.stop()])
    },
  }
}

/** Answers whether there may be more. One list that cannot be told keeps no other waiting for long. */
async function tellAll(tools: TellTools, audiences: Audiences): Promise<boolean> {
  const disabled = (await disabledEndpoints(tools.db)).filter(({ kind }) => kind === 'audience')
  const open = Object.entries(audiences).filter(
    ([name, audience]) => !disabled.some(one => one.name === name && one.url === addressOf(audience)),
  )
  const told: boolean[] = []
  for (const [name] of open) told.push(!tools.stop.aborted && (await tellPlatform(tools, audiences, name)))
  return told.some(Boolean)
}

async function tidy(db: Kysely<Database>, audiences: Audiences): Promise<void> {
  await freeLapsed(db)
  await forgetHomeless(db, Object.keys(audiences))
  const present = Object.entries(audiences).map(([name, audience]) => ({
    kind: 'audience' as const,
    name,
    url: addressOf(audience),
  }))
  await enableMoved(db, 'audience', present)
}

/** Finds in time what no event has told: suppressions by hand, settings that changed, a database that was put back. */
async function walkOn(trx: Kysely<Database>, audiences: Audiences, last: string): Promise<string> {
  const ids = await membersAfter(trx, last, portion)
  await reconcile(trx, audiences, ids)
  return ids.length < portion ? beforeAll : ids.at(-1)!
}

function toolsOf(options: AudiencesOptions, stop: AbortSignal): TellTools {
  const { allowPrivate = false, timeoutMs, leaseMs = 60_000, recordRetryMs = 500, ...rest } = options
  // A stand-in of one's own has no certificate; to all others hashes and tokens go encrypted.
  const ask = guardedAsker({
    allowPrivate,
    httpsOnly: !allowPrivate,
    ...(timeoutMs !== undefined && { timeoutMs }),
  })
  return { ...rest, ask, tokens: tokenSource(ask, systemClock), leaseMs, recordRetryMs, stop }
}
