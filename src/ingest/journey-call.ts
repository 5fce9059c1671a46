// From a posted call of a journey to the event it is. Pure. Does not know which journeys there are: what comes of a call
// is decided when its event is processed.
import { z } from 'zod'
import { nameSchema } from '../journeys/definition/name-schema.js'
import { type Event, type Fault, postedEventSchema } from '../model/event.js'
import { limitFaults, maxFaults, timeFault } from '../model/event-limits.js'
import type { JsonObject } from '../model/json.js'
import { inOurWords } from '../model/shape-words.js'

const { id, customer, occurredAt, properties } = postedEventSchema.shape

export const callSchema = z.strictObject({
  id: id.optional(),
  customer,
  data: properties,
  occurredAt: occurredAt.optional(),
})

export interface CallContext {
  /** The journey's id, as the path gives it. */
  readonly journey: string
  readonly source: string
  readonly receivedAt: Date
  /** For a call that brings none. */
  readonly freshId: string
}

export type ParsedCall =
  | { readonly id: string; readonly event: Event }
  | { readonly faults: readonly Fault[] }

/** Gives the call's id and its event, or every fault of it, at most twenty. */
export function parseCall(raw: unknown, { journey, source, receivedAt, freshId }: CallContext): ParsedCall {
  const parsed = callSchema.safeParse(raw, inOurWords)
  const faults = [
    ...issuesOf(nameSchema.safeParse(journey, inOurWords), ['journey']),
    ...issuesOf(parsed, []),
    ...faultsOfData(raw),
  ].slice(0, maxFaults)
  if (!parsed.success || faults.length > 0) return { faults }
  const { id = freshId, customer, data, occurredAt } = parsed.data
  const happenedAt = occurredAt === undefined ? receivedAt : new Date(occurredAt)
  const wrongTime = timeFault(happenedAt, receivedAt)
  if (wrongTime) return { faults: [{ path: 'occurredAt', message: wrongTime }] }
  const event: Event = {
    source,
    // One order may call two journeys, and be an event itself: ids count per journey, and apart from those of events.
    id: `call:${journey}:${id}`,
    type: 'journey_called',
    occurredAt: happenedAt.toISOString(),
    receivedAt: receivedAt.toISOString(),
    customer,
    properties: { ...(data as JsonObject), journey },
  }
  return { id, event }
}

const issuesOf = ({ error }: { error?: z.ZodError | undefined }, prefix: readonly string[]): Fault[] =>
  (error?.issues ?? []).map(({ path, message }) => ({ path: [...prefix, ...path].join('.'), message }))

function faultsOfData(raw: unknown): Fault[] {
  const { data } = (raw ?? {}) as { data?: unknown }
  if (typeof data !== 'object' || data === null) return []
  const taken = Object.hasOwn(data, 'journey')
    ? [{ path: 'data.journey', message: 'must not be there: it is the journey that is called' }]
    : []
  const overLimits = limitFaults(data).map(({ path, message }) => ({
    path: ['data', ...path].join('.'),
    message,
  }))
  return [...taken, ...overLimits]
}
