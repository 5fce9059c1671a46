// One request to one list of an ad platform: claimed, checked once more, sent, recorded. At least once: a crash before the
// record means that it is repeated, which changes nothing on the platform. Removals before additions.
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import { exclusively, isDatabaseAway } from '../../db/index.js'
import type { Database } from '../../db/tables.js'
import type { Audience } from '../../journeys/definition/audience-schema.js'
import type { Asker } from '../../platform/guarded-request.js'
import type { Logger } from '../../platform/logger.js'
import { newId } from '../../platform/new-id.js'
import { retryAfterMs, settleCall } from '../calls/call-schedule.js'
import { disableEndpoint } from '../disabled-endpoint-store.js'
import type { TokenSource } from './access-token.js'
import { addressOf, adRequest, mostAtOnce } from './ad-request.js'
import {
  type Claimed,
  claimEntries,
  customersToAdd,
  isBusy,
  type Outcome,
  recordEntries,
} from './entry-store.js'
import { type Audiences, reconcile } from './reconcile.js'

export type TellOutcome = 'done' | 'retry' | 'failed'

export interface TellTools {
  readonly db: Kysely<Database>
  readonly ask: Asker
  readonly tokens: TokenSource
  readonly tokenOf: (name: string) => string | undefined
  readonly logger: Logger
  /** How many were told, to which platform, and what came of it. */
  readonly onTold?: (platform: Audience['platform'], outcome: TellOutcome, count: number) => void
  readonly onDisabled?: () => void
  readonly leaseMs: number
  readonly recordRetryMs: number
  readonly stop: AbortSignal
}

interface Claim {
  readonly token: string
  readonly add: boolean
  readonly entries: readonly Claimed[]
}

/** What all reconciling and claiming is done under, one at a time. */
export const reconciling = 'audiences'

/** false: there was nothing to tell, or somebody else is at it. */
export async function tellPlatform(tools: TellTools, audiences: Audiences, name: string): Promise<boolean> {
  const audience = audiences[name]!
  const given = audience.token === undefined ? null : tools.tokenOf(audience.token)
  if (given === undefined) return false
  const claim = await exclusively(tools.db, reconciling, trx => claimNext(trx, tools, audiences, name))
  if (!claim) return false
  const outcome = await told(tools, audience, claim, given)
  if (outcome.reason === 'gone') await disable(tools, audience, name)
  await record(tools, claim, outcome)
  const { status } = outcome
  tools.onTold?.(audience.platform, status === 'queued' ? 'retry' : status, claim.entries.length)
  if (status === 'failed')
    tools.logger.error({ audience: name, reason: outcome.reason }, 'an ad platform was not told, for good')
  return status === 'done'
}

async function claimNext(
  trx: Kysely<Database>,
  { leaseMs }: TellTools,
  audiences: Audiences,
  name: string,
): Promise<Claim | null> {
  if (await isBusy(trx, name)) return null
  const token = newId()
  const limit = mostAtOnce(audiences[name]!)
  const options = { token, limit, leaseMs }
  const leaving = await claimEntries(trx, name, false, options)
  if (leaving.length > 0) return { token, add: false, entries: leaving }
  // The last check: whoever may not be told by now is not among those that are claimed next.
  await reconcile(trx, audiences, await customersToAdd(trx, name, limit))
  const entries = await claimEntries(trx, name, true, options)
  return entries.length === 0 ? null : { token, add: true, entries }
}

async function told(
  { ask, tokens, stop }: TellTools,
  audience: Audience,
  { add, entries }: Claim,
  given: string | null,
): Promise<Outcome> {
  const attempts = Math.max(...entries.map(one => one.attempts))
  const token = given === null ? null : await tokens(given, stop)
  if (given !== null && token === null) return again(attempts, null, 'token_refused')
  const answer = await ask({ ...adRequest(audience, add ? 'add' : 'remove', entries, token), stop })
  if ('failure' in answer) {
    if (answer.failure === 'private_address' || answer.failure === 'not_https')
      return failed(null, answer.failure)
    if (answer.failure === 'stopped')
      return { ...again(attempts, null, 'stopped'), delayMs: 0, counts: false }
    return again(attempts, null, answer.failure)
  }
  const { status } = answer
  if (status >= 200 && status <= 299)
    return { status: 'done', reason: null, responseStatus: status, delayMs: 0, counts: true }
  if (status === 404 || status === 410)
    return { status: 'queued', reason: 'gone', responseStatus: status, delayMs: 0, counts: false }
  // Also 400 and 403: platforms say so of tokens that are over, of limits, and of much that is mended there.
  return again(attempts, status, `http_${status}`, answer.headers['retry-after'])
}

const failed = (responseStatus: number | null, reason: string): Outcome => ({
  status: 'failed',
  reason,
  responseStatus,
  delayMs: 0,
  counts: true,
})

/** After the pauses that calls have. */
function again(attempts: number, status: number | null, reason: string, retryAfter?: string): Outcome {
  const afterMs = retryAfterSeconds(retryAfter)
  const settled = settleCall(
    { kind: 'retry', status, reason, ...(afterMs !== undefined && { afterMs }) },
    attempts,
  )!
  return {
    status: settled.status,
    reason: settled.reason,
    responseStatus: status,
    delayMs: settled.delayMs,
    counts: true,
  }
}

/** Given as a date it is passed over: the next attempt says it again. */
const retryAfterSeconds = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d+$/.test(header) ? retryAfterMs(header, new Date(0)) : undefined

async function disable(
  { db, logger, onDisabled }: TellTools,
  audience: Audience,
  name: string,
): Promise<void> {
  const endpoint = { kind: 'audience' as const, name, url: addressOf(audience) }
  if (!(await disableEndpoint(db, endpoint, 'gone'))) return
  onDisabled?.()
  logger.error(
    { audience: name },
    'an ad platform knows the list no more: nothing is told there until `triggerfish endpoints enable`',
  )
}

async function record(
  { db, recordRetryMs, stop }: TellTools,
  { token, add }: Claim,
  outcome: Outcome,
): Promise<void> {
  for (;;) {
    try {
      return await recordEntries(db, token, add, outcome)
    } catch (error) {
      if (stop.aborted || !isDatabaseAway(error)) throw error
      await pause(recordRetryMs, undefined, { signal: stop })
    }
  }
}
