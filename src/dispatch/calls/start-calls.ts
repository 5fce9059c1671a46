// Starts the calls of webhook and task steps in this process. Any number of processes may. PostgreSQL alone says what is
// due; each receiver has a lane of its own, so that one that hangs holds up neither the others nor any message.
import { setTimeout as pause } from 'node:timers/promises'
import type { Kysely } from 'kysely'
import type { Database, Db } from '../../db/tables.js'
import type { Event } from '../../model/event.js'
import type { Logger } from '../../platform/logger.js'
import { stopForMany } from '../../platform/stop-for-many.js'
import { disabledEndpoints, disableEndpoint, enableMoved } from '../disabled-endpoint-store.js'
import type { OutgoingEmail, Sender } from '../sender.js'
import { smtpReplyMs } from '../senders/smtp-sender.js'
import { within } from '../within.js'
import { contentCache } from '../workspace-content.js'
import { type ClaimedCall, type Lane, lanesOf, webhookEndpoints } from './call.js'
import { maxCallAttempts } from './call-schedule.js'
import { claimDueCalls, failHomelessCalls, freeLapsedCalls, markMailOnWire } from './call-store.js'
import type { Present } from './make-call.js'
import { poster } from './post-call.js'
import { type RunTools, runCall } from './run-call.js'

export type CallOutcome = 'done' | 'failed' | 'retry'

export interface CallsOptions {
  readonly db: Kysely<Database>
  /** For tasks by mail; closed by whoever opened it. null: no mail server is set up. */
  readonly email: Sender<OutgoingEmail> | null
  readonly secretOf: (name: string) => string | undefined
  readonly accept: (events: readonly Event[]) => Promise<void>
  readonly logger: Logger
  readonly onCalled?: (kind: ClaimedCall['kind'], outcome: CallOutcome) => void
  /** Told when a webhook has said that it is gone. */
  readonly onDisabled?: () => void
  readonly allowPrivate?: boolean
  readonly timeoutMs?: number
  /** Calls at once to one receiver. */
  readonly perLane?: number
  /** Longer than an attempt may take. */
  readonly leaseMs?: number
  /** How long a mail may be on the wire before nobody's answer is expected. */
  readonly wireTimeoutMs?: number
  readonly pollMs?: number
  readonly sweepEveryMs?: number
  readonly recordRetryMs?: number
  /** How long `close` lets attempts finish before it cuts them. */
  readonly stopWithinMs?: number
}

export interface Calls {
  /** Claims nothing more; what is cut is made again later, by whoever runs then. */
  close(): Promise<void>
}

const sweepLimit = 1_000
const cutOffMs = 1_000

export function startCalls(options: CallsOptions): Calls {
  const { db, logger, pollMs = 250, sweepEveryMs = 2_000, stopWithinMs = 3_000 } = options
  const cutting = stopForMany()
  const stopping = new AbortController()
  const { signal } = stopping
  const cache = contentCache()
  const tools = runTools(options, cutting.signal)
  const open = new Set<Promise<void>>()
  const busy = new Map<string, number>()
  /** Lanes that were filled: there may be more for them. */
  const filled = new Set<string>()
  const rest = sleeper(pollMs)
  const { perLane = 5, leaseMs = 60_000, onCalled } = options

  const run = async (call: ClaimedCall, present: Present): Promise<void> => {
    const lane = nameOf(call)
    busy.set(lane, (busy.get(lane) ?? 0) + 1)
    try {
      const settlement = await runCall(tools, call, present)
      if (!settlement) return
      const { status, reason } = settlement
      onCalled?.(call.kind, status === 'queued' ? 'retry' : status)
      if (status === 'failed')
        logger.warn({ callId: call.id, target: call.target, reason }, 'a call failed for good')
    } catch (error) {
      logger.warn({ callId: call.id, err: error }, 'a call was not recorded; it is made again')
    } finally {
      const left = (busy.get(lane) ?? 1) - 1
      busy.set(lane, left)
      // Not for each call that ends: half a lane at once is half as many questions to the database.
      if (left <= perLane / 2 && filled.delete(lane)) rest.wake()
    }
  }
  const takeDue = async (): Promise<number> => {
    const content = await cache.workspace(db)
    if (!content) return 0
    const lanes = lanesOf(content.settings)
      .map(lane => ({ ...lane, room: perLane - (busy.get(nameOf(lane)) ?? 0) }))
      .filter(({ room }) => room > 0)
    if (lanes.length === 0) return 0
    const disabled = await disabledWebhooks(db)
    const calls = await claimDueCalls(db, lanes, leaseMs)
    for (const lane of lanes) {
      if (calls.filter(call => nameOf(call) === nameOf(lane)).length === lane.room) filled.add(nameOf(lane))
    }
    for (const call of calls) {
      const running = run(call, { settings: content.settings, disabled }).finally(() => open.delete(running))
      open.add(running)
    }
    return calls.length
  }
  const sweep = async (): Promise<number> => {
    const content = await cache.workspace(db)
    const freed = await freeLapsedCalls(db, maxCallAttempts, sweepLimit)
    if (content) {
      await failHomelessCalls(db, lanesOf(content.settings), sweepLimit)
      await enableMoved(db, 'webhook', webhookEndpoints(content.settings))
    }
    return freed === sweepLimit ? 1 : 0
  }
  const loops = Promise.all([
    keepDoing(takeDue, rest, signal, logger),
    keepDoing(sweep, sleeper(sweepEveryMs), signal, logger),
  ])
  return {
    async close() {
      stopping.abort()
      await loops
      const done = Promise.all(open)
      if (await within(done, stopWithinMs)) return
      cutting.abort()
      // A mail that still hangs is cut by whoever closes the sender.
      await within(done, cutOffMs)
    },
  }
}

async function disabledWebhooks(db: Db): Promise<Map<string, string>> {
  const disabled = await disabledEndpoints(db)
  return new Map(disabled.filter(({ kind }) => kind === 'webhook').map(({ name, url }) => [name, url]))
}

const nameOf = ({ kind, target }: Lane): string => `${kind}:${target}`

function runTools(options: CallsOptions, stop: AbortSignal): RunTools {
  const {
    db,
    email,
    secretOf,
    accept,
    logger,
    onDisabled,
    allowPrivate = false,
    timeoutMs,
    recordRetryMs = 500,
  } = options
  const { wireTimeoutMs = smtpReplyMs + 120_000 } = options
  return {
    db,
    email,
    secretOf,
    accept,
    logger,
    recordRetryMs,
    stop,
    poster: poster({ allowPrivate, timeoutMs }),
    markMail: call => markMailOnWire(db, call, wireTimeoutMs),
    disable: async ({ name, url }) => {
      if (!(await disableEndpoint(db, { kind: 'webhook', name, url }, 'http_410'))) return
      onDisabled?.()
      logger.error(
        { webhook: name },
        'a webhook says it is gone (410): not called again until `triggerfish endpoints enable`',
      )
    },
  }
}

interface Sleeper {
  sleep(signal: AbortSignal): Promise<void>
  /** Ends the sleep, or else the next one before it begins. */
  wake(): void
}

function sleeper(ms: number): Sleeper {
  let cut = new AbortController()
  return {
    async sleep(signal) {
      const wake = (): void => cut.abort()
      signal.addEventListener('abort', wake, { once: true })
      if (!signal.aborted) await pause(ms, undefined, { signal: cut.signal }).catch(() => {})
      signal.removeEventListener('abort', wake)
      cut = new AbortController()
    },
    wake: () => cut.abort(),
  }
}

/** Again at once as long as there is something to do; a failure waits as long as having nothing to do. */
async function keepDoing(
  work: () => Promise<number>,
  rest: Sleeper,
  signal: AbortSignal,
  logger: Logger,
): Promise<void> {
  while (!signal.aborted) {
    const done = await work().catch((error: unknown) => {
      logger.warn({ err: error }, 'calls wait: the database is away or busy')
      return 0
    })
    if (done === 0) await rest.sleep(signal)
  }
}
