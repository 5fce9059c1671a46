// Starts dispatch in this process: consumers for the message queues and the sweep. Any number of processes may.
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.js'
import { type Channel, channels } from '../model/channel.js'
import type { Logger } from '../platform/logger.js'
import type { Broker, Consumer } from '../platform/queue/index.js'
import { type Repeating, repeat } from '../platform/repeat.js'
import { stopForMany } from '../platform/stop-for-many.js'
import { type MessageLane, messageLanes, queueOf } from '../queues.js'
import { type DispatchDesk, dispatchDesk } from './dispatch-desk.js'
import { type HandOverTools, handOver, type Outcome } from './hand-over.js'
import { marketingHold } from './hold-marketing.js'
import type { Senders } from './sender.js'
import { smtpReplyMs } from './senders/smtp-sender.js'
import { maxAgeMs as defaultMaxAgeMs } from './settlement.js'
import { type SweepOptions, type Swept, sweep } from './sweep.js'
import { within } from './within.js'

export interface DispatchMetrics {
  handedOver(channel: Channel, outcome: Outcome): void
  swept(counts: Swept): void
  linksReplaced?(count: number): void
}

export interface DispatchOptions {
  readonly db: Kysely<Database>
  readonly broker: Pick<Broker, 'publish' | 'consume' | 'depth' | 'oldest'>
  readonly senders: Senders
  readonly logger: Logger
  readonly metrics?: DispatchMetrics
  /** Where links in messages lead to, without a slash at the end. */
  readonly publicUrl?: string | undefined
  /** Hand-overs at once, per lane; the senders should have as many connections. */
  readonly concurrency?: number
  /** How long a message may be on the wire before nobody's answer is expected; longer than any sender waits. */
  readonly wireTimeoutMs?: number
  /** How long a claim may take to come to the wire. */
  readonly claimLeaseMs?: number
  readonly maxAgeMs?: number
  readonly sweepEveryMs?: number
  readonly republishAfterMs?: number
  readonly recordRetryMs?: number
  /** How long `close` lets hand-overs finish before it cuts them. */
  readonly stopWithinMs?: number
}

export interface Dispatch {
  /** Channels without a sender: their messages stay queued, and expire if nobody sets the channel up. For health. */
  readonly notSetUp: readonly Channel[]
  /** Takes no more jobs, lets hand-overs in flight finish and be recorded, then closes the senders. */
  close(): Promise<void>
}

export function startDispatch(options: DispatchOptions): Dispatch {
  const { senders, logger, stopWithinMs = 20_000 } = options
  const { maxAgeMs = defaultMaxAgeMs, republishAfterMs = 5_000 } = options
  const desk = deskOf(options, maxAgeMs)
  const notSetUp = channels.filter(channel => !senders[channel])
  for (const channel of notSetUp)
    logger.warn({ channel }, 'no provider is set up: messages of this channel wait')

  const stopping = stopForMany()
  const consumers = consumeLanes(options, desk, stopping.signal)
  const sweeping = keepSweeping(options, {
    channels: channels.filter(channel => senders[channel]),
    maxAgeMs,
    republishAfterMs,
    limit: 1_000,
  })

  return {
    notSetUp,
    async close() {
      stopping.abort()
      await sweeping.stop()
      const closed = Promise.all(consumers.map(consumer => consumer.close()))
      await within(closed, stopWithinMs)
      await Promise.all([senders.email?.close(), senders.sms?.close()])
      // Cut off, they record what became of them; a database that is away now is waited for no longer.
      if (!(await within(closed, cutOffMs))) desk.stop()
      await within(closed, cutOffMs)
    },
  }
}

const cutOffMs = 2_000

const deskOf = (options: DispatchOptions, maxAgeMs: number): DispatchDesk =>
  dispatchDesk({
    db: options.db,
    maxAgeMs,
    publicUrl: options.publicUrl,
    claimLeaseMs: options.claimLeaseMs ?? 120_000,
    wireTimeoutMs: options.wireTimeoutMs ?? smtpReplyMs + 120_000,
    recordRetryMs: options.recordRetryMs ?? 500,
  })

function consumeLanes(options: DispatchOptions, desk: DispatchDesk, stop: AbortSignal): Consumer[] {
  const { broker, senders, logger, metrics, concurrency = 50 } = options
  const tools = { desk, senders, logger, onLinksReplaced: (count: number) => metrics?.linksReplaced?.(count) }
  const calm = marketingHold(broker)
  return messageLanes.map(lane =>
    broker.consume(
      queueOf(lane),
      async ({ messageId }) => {
        const outcome = await handOverNext(tools, { lane, messageId, calm, stop })
        if (outcome) metrics?.handedOver(lane.channel, outcome)
      },
      { concurrency },
    ),
  )
}

interface Next {
  readonly lane: MessageLane
  readonly messageId: string
  readonly calm: (stop: AbortSignal) => Promise<void>
  readonly stop: AbortSignal
}

async function handOverNext(
  tools: HandOverTools,
  { lane, messageId, calm, stop }: Next,
): Promise<Outcome | null> {
  const sender = tools.senders[lane.channel]
  // Without a sender the job is dropped and the message stays queued; the sweep makes jobs once there is one.
  if (!sender) return null
  const over = sender.admit ? await sender.admit(messageId, lane.category, stop) : () => {}
  // Only now: whoever had to wait for room may have waited for hours.
  if (lane.category === 'marketing') await calm(stop)
  if (!over || stop.aborted) return null
  return handOver(tools, messageId).finally(over)
}

/** A round that found as much as it may take is followed by the next at once. */
function keepSweeping(
  { db, broker, logger, metrics, sweepEveryMs = 1_000 }: DispatchOptions,
  options: SweepOptions,
): Repeating {
  return repeat({
    name: 'sweeping messages',
    everyMs: sweepEveryMs,
    logger,
    round: async () => {
      const swept = await sweep(db, broker, options)
      metrics?.swept(swept)
      return Object.values(swept).some(count => count >= options.limit)
    },
  })
}
