// Which kind of condition one is. Knows nothing of what they mean.
import type { Channel } from '../../model/channel.js'
import type { LocalWindow } from '../../model/local-time.js'
import type { Condition } from '../definition/condition-schema.js'
import type { Fields } from '../definition/fields-schema.js'
import type { Amounts, Count, HistoryBounds } from '../definition/history-schema.js'

export type Segments = Readonly<Record<string, Condition>>

export interface Did extends HistoryBounds {
  did: string
  count?: Count
  sum?: Amounts
  distinct?: Amounts
}

interface DidNot extends HistoryBounds {
  didNot: string
}

export interface InCatalog {
  catalog: string
  where: Fields
  match?: 'any' | 'every'
}

export const isAll = (c: Condition): c is { all: Condition[] } => 'all' in c
export const isAny = (c: Condition): c is { any: Condition[] } => 'any' in c
export const isNot = (c: Condition): c is { not: Condition } => 'not' in c
export const isConsent = (c: Condition): c is { consent: Channel; topic?: string } => 'consent' in c
export const isSegment = (c: Condition): c is { segment: string } => 'segment' in c
export const isDid = (c: Condition): c is Did => 'did' in c
export const isDidNot = (c: Condition): c is DidNot => 'didNot' in c
export const isInCatalog = (c: Condition): c is InCatalog => 'catalog' in c
export const isLocalTime = (c: Condition): c is { localTime: LocalWindow } & Condition => 'localTime' in c

/** Never having done something is having done it no times. */
export const asDid = ({ didNot, ...bounds }: DidNot): Did => ({ ...bounds, did: didNot, count: { eq: 0 } })

/** `inside`: the segments that lead here. Throws an Error where there is no such segment, or it is part of itself. */
export function segmentNamed(name: string, segments: Segments, inside: readonly string[]): Condition {
  const segment = Object.hasOwn(segments, name) ? segments[name] : undefined
  if (segment === undefined) throw new Error(`segment ${name} is not defined`)
  if (inside.includes(name)) throw new Error(`segment ${name} is part of itself`)
  return segment
}
