// Who somebody is, and their life page by page. Reads only.
import { findCustomerId } from '../customers/index.js'
import type { Db } from '../db/tables.js'
import type { CustomerKey } from '../model/customer-key.js'
import { type Customer, findCustomer, type Moment, momentsOf, type Place } from './customer-queries.js'

/** null: nobody is known by that key. */
export async function showCustomer(db: Db, { kind, value }: CustomerKey): Promise<Customer | null> {
  const customerId = await findCustomerId(db, kind, value)
  return (customerId !== undefined && (await findCustomer(db, customerId))) || null
}

export const mostMoments = 500

export interface TimelineRequest {
  /** 1 to `mostMoments`. */
  readonly limit: number
  /** Where the page before ended. */
  readonly before: Place | null
}

export interface Timeline {
  readonly customerId: string
  /** Newest first. */
  readonly moments: readonly Moment[]
  /** To be given as `before`; null: there is nothing older. */
  readonly next: string | null
}

/** null: nobody is known by that key. */
export async function showTimeline(
  db: Db,
  { kind, value }: CustomerKey,
  { limit, before }: TimelineRequest,
): Promise<Timeline | null> {
  const customerId = await findCustomerId(db, kind, value)
  if (customerId === undefined) return null
  const found = await momentsOf(db, customerId, before, limit + 1)
  const moments = found.slice(0, limit)
  const last = moments.at(-1)
  return { customerId, moments, next: last && found.length > limit ? cursorOf(last) : null }
}

const cursorOf = ({ at, id }: Place): string => Buffer.from(`${at} ${id}`).toString('base64url')

/** undefined: it is none of ours. */
export function parseCursor(text: string): Place | undefined {
  const [, at, id] =
    /^(\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) ([^\0]+)$/.exec(Buffer.from(text, 'base64url').toString()) ??
    []
  return at !== undefined && id !== undefined ? { at, id } : undefined
}
