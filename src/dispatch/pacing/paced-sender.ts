// One sender with its breaker and its limits: tries a message only where there is room and hope, and says otherwise
// when there may be. Nothing of a message leaves without a token of each limit.
import type { Category } from '../../journeys/definition/action-schemas.js'
import { type Broker, BrokerUnavailable } from '../../platform/queue/index.js'
import type { NamedSender } from '../named-sender.js'
import type { MarkOnWire, SendResult } from '../sender.js'
import { type Breaker, breaker, type Lesson, type Trial } from './breaker.js'
import { type LimitReason, limitsFor, type PacedMessage, paceOf, type ReasonedLimit } from './limits.js'

/** What nobody was tried for. `returnAfterMs` asks Redis for a moment at which not all of them return. */
export interface NoRoom {
  readonly kind: 'no_room'
  readonly reason: LimitReason | 'sender_down' | 'connections_busy' | 'pacing_unavailable'
  readonly waitMs: number
  returnAfterMs(): Promise<number>
}

export interface PacedSender<M> {
  readonly name: string
  /** `onRoom`: it has its tokens, and is about to be sent. */
  attempt(message: M, markOnWire: MarkOnWire, onRoom: () => void): Promise<SendResult | NoRoom>
  /** As far as this process knows, without asking: until a message of that category may find room. */
  waitMs(category: Category): number
  /** Between two messages of a category when as many go as may; 0: no limit. */
  readonly everyMs: number
  close(): Promise<void>
}

export interface PacingTools {
  readonly tokens: Pick<Broker, 'takeTokens'>
  /** Milliseconds that only grow. */
  readonly stopwatch: () => number
  readonly pause: (ms: number) => Promise<void>
  /** 0 to 1. */
  readonly chance: () => number
  readonly onBreaker?: (sender: string, open: boolean) => void
  readonly onDeferred?: (sender: string, reason: NoRoom['reason']) => void
}

/** For so little a message waits here, with everything in hand; for longer it goes elsewhere or back. */
export const patienceMs = 1_000
const redisAwayMs = 5_000
/** After that Redis is asked again, whatever it said. */
const longestTrustMs = 60_000
/** Who would have to wait for longer asks again then: by that time there may be another way. */
const longestReturnMs = 60 * 60_000
const spreadMs = 10 * 60_000

export function pacedSender<M extends PacedMessage>(
  channel: string,
  named: NamedSender<M>,
  tools: PacingTools,
): PacedSender<M> {
  const { name, sender } = named
  const { tokens, stopwatch, pause, chance, onBreaker } = tools
  const group = `${channel}-${name}`
  const health: Breaker = breaker({ stopwatch, onChange: open => onBreaker?.(name, open) })
  const noRoomUntil: Record<Category, number> = { transactional: 0, marketing: 0 }

  async function attempt(
    message: M,
    markOnWire: MarkOnWire,
    onRoom: () => void,
  ): Promise<SendResult | NoRoom> {
    const trial = health.begin()
    if (!trial) return down(health.waitMs())
    try {
      const refused = await takeRoom(message)
      if (refused) return refused
      onRoom()
      const result = await sender.send(message, markOnWire)
      trial.end(lessonOf(result))
      return result.kind === 'defer' ? busy(result.afterMs) : result
    } finally {
      nothingLearned(trial)
    }
  }

  async function takeRoom(message: M): Promise<NoRoom | null> {
    const limits = limitsFor(named, message)
    if (limits.length === 0) return null
    const waitedSince = stopwatch()
    for (;;) {
      const take = await tokens
        .takeTokens(
          group,
          limits.map(({ limit }) => limit),
        )
        .catch(unlessAway)
      if (take === null) return away()
      if (take.taken) return null
      const refusal = limits[take.limit]!
      if (refusal.reason !== 'domain_rate_limited') noRoom(message.category, take.waitMs)
      const waited = stopwatch() - waitedSince
      if (waited + take.waitMs > patienceMs) return full(refusal, take.waitMs)
      await pause(Math.max(1, take.waitMs))
    }
  }

  function noRoom(category: Category, waitMs: number): void {
    noRoomUntil[category] = stopwatch() + Math.min(waitMs, longestTrustMs)
  }
  function down(waitMs: number): NoRoom {
    return refusalOf('sender_down', waitMs, async () => waitMs + chance() * redisAwayMs)
  }
  function busy(waitMs: number): NoRoom {
    return refusalOf('connections_busy', waitMs, async () => waitMs * (1 + chance()))
  }
  function away(): NoRoom {
    return refusalOf('pacing_unavailable', redisAwayMs, async () => redisAwayMs * (1 + chance()))
  }
  function full({ reason, limit }: ReasonedLimit, waitMs: number): NoRoom {
    return refusalOf(reason, waitMs, async () => {
      if ('perDay' in limit) return later(waitMs + chance() * spreadMs)
      // A bucket of moments to return at, which fills as the other does and is used up a long time ahead.
      const moments = {
        ...limit,
        name: `${limit.name}:return`,
        slackMs: longestReturnMs,
        roomMs: longestReturnMs,
      }
      const take = await tokens.takeTokens(group, [moments]).catch(unlessAway)
      return later(waitMs + (take?.taken ? take.aheadMs : longestReturnMs))
    })
  }
  function later(ms: number): number {
    return ms < longestReturnMs ? ms : longestReturnMs * (1 - chance() / 4)
  }

  return {
    name,
    attempt,
    waitMs: category => Math.max(health.waitMs(), noRoomUntil[category] - stopwatch(), 0),
    everyMs: named.rate ? paceOf('rate', named.rate, { category: 'marketing' }).everyMs : 0,
    close: () => sender.close(),
  }
}

const refusalOf = (
  reason: NoRoom['reason'],
  waitMs: number,
  returnAfterMs: () => Promise<number>,
): NoRoom => ({ kind: 'no_room', reason, waitMs, returnAfterMs })

/** Without effect where something was. */
const nothingLearned = (trial: Trial): void => trial.end({ kind: 'nothing' })

const unlessAway = (error: unknown): null => {
  if (error instanceof BrokerUnavailable) return null
  throw error
}

/** Whose end is open is no sign of health: each such message is one that nobody may send again. */
export function lessonOf(result: SendResult): Lesson {
  switch (result.kind) {
    case 'sent':
    case 'give_up':
      return { kind: 'works' }
    case 'unknown':
      return { kind: 'fails' }
    case 'retry':
      return result.about === 'sender' ? { kind: 'fails', pauseMs: result.afterMs } : { kind: 'works' }
    case 'defer':
    case 'not_sent':
      return { kind: 'nothing' }
  }
}
