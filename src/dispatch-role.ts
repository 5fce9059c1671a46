// The dispatch role: messages to their providers, calls to their receivers. Part of app.ts, which alone starts it.
import type { Kysely } from 'kysely'
import type { Database } from './db/index.js'
import {
  type Calls,
  chainSenders,
  type Dispatch,
  type Senders,
  sendersFrom,
  startAudiences,
  startCalls,
  startDispatch,
  type TellingAudiences,
} from './dispatch/index.js'
import { twilioStatusUrl } from './feedback/index.js'
import type { EventIntake } from './ingest/index.js'
import type { Metrics } from './metrics.js'
import type { Config } from './platform/config.js'
import type { Logger } from './platform/logger.js'
import type { Broker } from './platform/queue/index.js'
import { stopInOrder } from './platform/stop-in-order.js'
import { startReviews } from './reports/index.js'

export interface DispatchRoleParts {
  readonly config: Config
  readonly db: Kysely<Database>
  readonly broker: Broker
  readonly intake: EventIntake
  readonly logger: Logger
  readonly metrics: Metrics
}

export interface DispatchRole {
  /** Takes nothing more, lets what is in hand finish or cuts it, and records what became of it. */
  close(): Promise<void>
}

/** From a claim to the wire it is a connection and an envelope. */
const longestClaimMs = 120_000
/**
 * The time that run.ts gives to stopping, shared out: most of it to hand-overs in flight, which cannot be repeated as
 * calls can.
 */
const stopCallsWithinMs = 3_000
const stopDispatchWithinMs = 9_000

export function startDispatchRole(parts: DispatchRoleParts): DispatchRole {
  const senders = sendersOf(parts)
  const dispatch = startDispatching(parts, senders)
  const calls = startCalling(parts, senders)
  const audiences = startTellingAudiences(parts)
  const reviews = startReviews({ db: parts.db, sender: senders.email, logger: parts.logger })
  return {
    // Calls and reviews mail by the same sender, which dispatch closes.
    close: () =>
      stopInOrder([
        () => Promise.all([calls.close(), audiences.close()]),
        // A review in hand ends with the sender at the latest.
        () => Promise.all([dispatch.close(), reviews.stop()]),
      ]),
  }
}

function startDispatching(
  { config, db, broker, logger, metrics }: DispatchRoleParts,
  senders: Senders,
): Dispatch {
  return startDispatch({
    db,
    broker,
    logger,
    senders,
    publicUrl: config.publicUrl,
    wireTimeoutMs: config.wireTimeoutMs,
    claimLeaseMs: Math.min(longestClaimMs, config.wireTimeoutMs),
    stopWithinMs: stopDispatchWithinMs,
    metrics: {
      handedOver: (channel, status) => metrics.messages.inc({ channel, status }),
      linksReplaced: count => metrics.linksReplaced.inc(count),
      swept: counts => {
        for (const [what, count] of Object.entries(counts)) metrics.messagesSwept.inc({ what }, count)
      },
    },
  })
}

function startCalling({ config, db, intake, logger, metrics }: DispatchRoleParts, { email }: Senders): Calls {
  return startCalls({
    db,
    email,
    logger,
    secretOf: name => config.webhookSecrets.get(name),
    accept: events => intake.accept(events),
    allowPrivate: config.allowPrivateWebhooks,
    wireTimeoutMs: config.wireTimeoutMs,
    stopWithinMs: stopCallsWithinMs,
    onCalled: (kind, outcome) => metrics.calls.inc({ kind, outcome }),
    onDisabled: () => metrics.endpointsDisabled.inc({ kind: 'webhook' }),
  })
}

const startTellingAudiences = ({ config, db, logger, metrics }: DispatchRoleParts): TellingAudiences =>
  startAudiences({
    db,
    logger,
    tokenOf: name => config.audienceTokens.get(name),
    allowPrivate: config.allowPrivateWebhooks,
    onTold: (platform, outcome, count) => metrics.audiencesTold.inc({ platform, outcome }, count),
    onDisabled: () => metrics.endpointsDisabled.inc({ kind: 'audience' }),
  })

/** All that are set up, as one per channel. */
function sendersOf({ config, broker, logger, metrics }: DispatchRoleParts): Senders {
  const named = sendersFrom(config, {
    logger,
    twilioStatusUrl: standIn => twilioStatusUrl(config.publicUrl, standIn),
  })
  return chainSenders(named, {
    broker,
    logger,
    metrics: {
      senderDown: (channel, sender, down) => metrics.senderDown.set({ channel, sender }, down ? 1 : 0),
      deferred: (channel, sender, reason) => metrics.messagesDeferred.inc({ channel, sender, reason }),
    },
  })
}
