// Messages on the site are fetched: the answer to the shop's request is the hand-over. The same claim, checks, mark and
// record as of any message, so that each is in one answer at most (I4).
import type { Kysely } from 'kysely'
import type { Database } from '../../db/tables.js'
import { isObject, type JsonObject } from '../../model/json.js'
import type { ClaimedMessage } from '../claim-messages.js'
import type { DispatchDesk } from '../dispatch-desk.js'
import type { SendResult } from '../sender.js'
import { type Skip, settle } from '../settlement.js'
import { composeOnsite, type OnsiteMessage } from './compose-onsite.js'
import { waitingOnsite } from './onsite-store.js'

export interface OnsiteTools {
  readonly db: Kysely<Database>
  readonly desk: DispatchDesk
}

export interface TakenOnsite {
  /** On the wire by now: to be put into the answer, and into no other. */
  readonly messages: readonly OnsiteMessage[]
  /** To be told whether the whole answer was handed to the network. */
  settle(delivered: boolean): Promise<void>
}

export interface Wanted {
  readonly customerId: string
  readonly limit: number
  /**
   * For a browser that nobody vouches for: only what its own events have begun (what their ids begin with), and with
   * nothing that is known of the customer otherwise. Anybody can say in a page that they are Ann.
   */
  readonly begunBy?: string
}

export async function takeOnsite(
  { db, desk }: OnsiteTools,
  { customerId, limit, begunBy }: Wanted,
): Promise<TakenOnsite> {
  const ids = await waitingOnsite(db, customerId, limit, begunBy ?? null)
  const held = await Promise.all(ids.map(id => desk.claim(id)))
  const claimed = begunBy === undefined ? held : held.map(one => one && unnamed(one))
  const ready = await Promise.all(claimed.map(one => one && prepare(desk, one)))
  const taken = ready.filter(one => one !== null)
  return {
    messages: taken.map(({ message }) => message),
    settle: async delivered => {
      const result: SendResult = delivered
        ? { kind: 'sent', providerId: null }
        : { kind: 'unknown', reason: 'answer cut' }
      await Promise.all(taken.map(one => record(desk, one.claimed, result, one.templateHash)))
    },
  }
}

/** Of attributes only the language, which says nothing of anybody. */
function unnamed(claimed: ClaimedMessage): ClaimedMessage {
  return {
    ...claimed,
    customer: {
      ...claimed.customer,
      email: null,
      phone: null,
      attributes: only(['locale'], claimed.customer.attributes),
    },
    outputs: madeHere(claimed.outputs),
    recommendations: null,
  }
}

/** Of coupons and splits. What steps have heard (an order of Ann's, what a webhook answers about her) is not this browser's. */
const madeHere = (outputs: JsonObject | null): JsonObject =>
  Object.fromEntries(
    Object.entries(outputs ?? {}).map(([step, output]) => [
      step,
      isObject(output) ? only(['code', 'expiresAt', 'variant'], output) : {},
    ]),
  )

const only = (names: readonly string[], from: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)))

interface Ready {
  readonly claimed: ClaimedMessage
  readonly message: OnsiteMessage
  readonly templateHash: string
}

/** null: it cannot be composed, and has failed; is skipped; or was taken back since the claim. */
async function prepare(desk: DispatchDesk, claimed: ClaimedMessage): Promise<Ready | null> {
  const composed = composeOnsite(claimed)
  if (!('message' in composed)) {
    const result: SendResult | Skip =
      'skip' in composed
        ? { kind: 'skip', reason: composed.skip }
        : { kind: 'give_up', reason: composed.failure }
    await record(desk, claimed, result, null)
    return null
  }
  const marked = await desk.mark({ id: claimed.id, token: claimed.token })
  return marked ? { claimed, ...composed } : null
}

async function record(
  desk: DispatchDesk,
  { id, token, channel, attempts }: ClaimedMessage,
  result: SendResult | Skip,
  templateHash: string | null,
): Promise<void> {
  await desk.record({ ...settle(result, attempts), id, token, channel, address: '', templateHash })
}
