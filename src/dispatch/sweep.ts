// Puts right what crashes, lost jobs and passing time leave behind. Postgres alone says what is due; Redis is told again.
import type { Kysely } from 'kysely'
import type { Database } from '../db/tables.js'
import type { Category } from '../journeys/definition/action-schemas.js'
import type { Channel } from '../model/channel.js'
import type { Broker } from '../platform/queue/index.js'
import { categoriesInOrder, queueOf } from '../queues.js'
import { maxAges, maxAttempts } from './settlement.js'
import {
  type DueMessage,
  freeLapsedClaims,
  giveUpLapsedWires,
  skipExpired,
  takeUnpublished,
} from './sweep-store.js'

export interface SweepOptions {
  /** Those with a sender; messages of the others wait, unpublished, until they expire. */
  readonly channels: readonly Channel[]
  /** Of email and SMS. */
  readonly maxAgeMs: number
  /** A job published so long ago and not taken up is taken for lost. */
  readonly republishAfterMs: number
  readonly limit: number
}

export interface Swept {
  readonly freed: number
  readonly unknown: number
  readonly expired: number
  readonly published: number
}

/** One round. Repeating it at once does nothing more. */
export async function sweep(
  db: Kysely<Database>,
  broker: Pick<Broker, 'publish' | 'depth'>,
  { channels, maxAgeMs, republishAfterMs, limit }: SweepOptions,
): Promise<Swept> {
  const unknown = await giveUpLapsedWires(db, limit)
  const freed = await freeLapsedClaims(db, maxAttempts, limit)
  const expired = await skipExpired(db, maxAges(maxAgeMs), limit)
  let published = 0
  for (const category of categoriesInOrder) {
    const idle = await idleOf(broker, channels, category, limit)
    const due = await takeUnpublished(db, category, idle, republishAfterMs, limit)
    await publish(broker, category, due)
    published += due.length
  }
  return { unknown, freed, expired, published }
}

/** A job that still waits in a long queue is not lost: making it again would burden who is behind already. */
async function idleOf(
  broker: Pick<Broker, 'depth'>,
  channels: readonly Channel[],
  category: Category,
  limit: number,
): Promise<Channel[]> {
  const depths = await Promise.all(channels.map(channel => broker.depth(queueOf({ channel, category }))))
  return channels.filter((_, index) => depths[index]! < limit)
}

async function publish(
  broker: Pick<Broker, 'publish'>,
  category: Category,
  due: readonly DueMessage[],
): Promise<void> {
  for (const channel of new Set(due.map(message => message.channel))) {
    const jobs = due
      .filter(message => message.channel === channel)
      .map(({ id, attempts }) => ({ payload: { messageId: id, attempt: attempts } }))
    await broker.publish(queueOf({ channel, category }), jobs)
  }
}
