// Which channels and topics a customer is surely subscribed to where a condition holds, or where it does not. Unknown is
// neither true nor false: a condition that is unknown may not have shown anything.
import type { Channel } from '../../model/channel.js'
import type { Condition } from './condition-schema.js'

type Segments = Readonly<Record<string, Condition>>
/** `sms` for the channel, `sms newsletter` for a topic of it. */
type Sure = ReadonlySet<string>

const none: Sure = new Set()

export const nameOf = (channel: Channel, topic: string | undefined): string =>
  topic === undefined ? channel : `${channel} ${topic}`

/** Subscribed, if the condition is not false. */
export function sureWhereTrue(condition: Condition, segments: Segments): Sure {
  if ('consent' in condition)
    return new Set([nameOf(condition.consent as Channel, condition.topic as string | undefined)])
  if ('all' in condition)
    return either((condition.all as Condition[]).map(one => sureWhereTrue(one, segments)))
  if ('any' in condition) return both((condition.any as Condition[]).map(one => sureWhereTrue(one, segments)))
  if ('not' in condition) return sureWhereNotTrue(condition.not as Condition, segments)
  return 'segment' in condition ? ofSegment(condition.segment as string, segments, sureWhereTrue) : none
}

/** Subscribed, if the condition is not true. */
export function sureWhereNotTrue(condition: Condition, segments: Segments): Sure {
  if ('all' in condition)
    return both((condition.all as Condition[]).map(one => sureWhereNotTrue(one, segments)))
  if ('any' in condition)
    return either((condition.any as Condition[]).map(one => sureWhereNotTrue(one, segments)))
  if ('not' in condition) return sureWhereTrue(condition.not as Condition, segments)
  return 'segment' in condition ? ofSegment(condition.segment as string, segments, sureWhereNotTrue) : none
}

/** A segment that needs itself is a fault of its own; taken out, it ends the round here. */
function ofSegment(name: string, segments: Segments, judge: typeof sureWhereTrue): Sure {
  const { [name]: condition, ...others } = segments
  return condition ? judge(condition, others) : none
}

const either = (sets: readonly Sure[]): Sure => new Set(sets.flatMap(set => [...set]))
export const both = (sets: readonly Sure[]): Sure =>
  new Set([...(sets[0] ?? none)].filter(name => sets.every(set => set.has(name))))
