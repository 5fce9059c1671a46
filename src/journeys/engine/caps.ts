// Frequency caps: how many messages a customer may get in a rolling window or a calendar period. Counted when deciding
// and again at hand-over, by this one function, under the customer's lock.
import type { MessageChannel } from '../../model/channel.js'
import { type Period, startOfNextPeriod, startOfPeriod } from '../../model/local-time.js'
import { durationMs } from '../../model/time.js'
import type { Category, SendStep } from '../definition/action-schemas.js'
import type { Cap } from '../definition/cap-schema.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import type { Settings } from '../definition/settings-schema.js'

/** A message as caps see it: whose it is, and the time it counts from. */
export interface CountedMessage {
  readonly journeyId: string
  readonly stepId: string
  readonly channel: MessageChannel
  readonly category: Category
  readonly at: Date
}

/** The same with what it says. */
export type Counted = CountedMessage & { readonly content: string }

/** A message that wants to go out. */
export interface CapQuestion {
  readonly settings: Settings
  readonly journey: Pick<JourneyDefinition, 'id' | 'caps'>
  readonly step: Pick<SendStep, 'id' | 'send' | 'category' | 'cap'>
  /** Where the customer is: calendar periods begin at midnight there. */
  readonly zone: string
  readonly now: Date
}

export interface CapHit {
  readonly cap: 'message' | 'journey' | 'transactional' | 'global' | MessageChannel
  readonly max: number
  readonly per: string
  readonly count: number
  /** Places kept free for journeys of higher priority; 0 where the cap itself is reached. */
  readonly kept: number
  /** When there is room again, as far as can be told now. */
  readonly until: Date
}

interface Rule {
  readonly name: CapHit['cap']
  readonly cap: Cap
  readonly counts: (message: CountedMessage) => boolean
  /** Shared with other journeys, which may be more important. */
  readonly shared: boolean
}

export const isMarketing = ({ category }: { readonly category?: Category | undefined }): boolean =>
  category !== 'transactional'

/** The caps a message of this step is under. */
function rulesFor({ settings, journey, step }: CapQuestion): Rule[] {
  const ofJourney = ({ journeyId }: CountedMessage): boolean => journeyId === journey.id
  const own: Rule[] = []
  const add = (name: Rule['name'], cap: Cap | undefined, shared: boolean, counts: Rule['counts']): void => {
    if (cap) own.push({ name, cap, counts, shared })
  }
  add('message', step.cap, false, message => ofJourney(message) && message.stepId === step.id)
  add('journey', journey.caps.journey, false, ofJourney)
  if (isMarketing(step)) {
    add(step.send, settings.caps[step.send], true, one => one.channel === step.send && isMarketing(one))
    add('global', settings.caps.global, true, isMarketing)
  } else add('transactional', settings.caps.transactional, true, one => !isMarketing(one))
  return own
}

const isPeriod = (per: string): per is Period => per === 'day' || per === 'week' || per === 'month'

/** Messages count that are later than this. */
function windowStartMs({ per }: Cap, zone: string, now: Date): number {
  // A message of the period's very first instant belongs to it; one exactly as old as a rolling window does not.
  if (isPeriod(per)) return startOfPeriod(now, zone, per).getTime() - 1
  return now.getTime() - durationMs(per)
}

/**
 * The same for what is no message, such as being added to an audience: when there is room again; null where there is now.
 * `timesSince` gives the times of the past that are later than this one.
 */
export function fullUntil(
  cap: Cap,
  zone: string,
  now: Date,
  timesSince: (since: Date) => readonly Date[],
): { readonly count: number; readonly until: Date } | null {
  const sinceMs = windowStartMs(cap, zone, now)
  const times = timesSince(new Date(sinceMs))
    .map(at => at.getTime())
    .filter(ms => ms > sinceMs)
  if (times.length < cap.max) return null
  return { count: times.length, until: roomFreeAt(cap, times, 0, { zone, now }) }
}

/** The time from which on any cap on such a message counts; null where there is no cap. */
export function capHorizon(question: CapQuestion): Date | null {
  const starts = rulesFor(question).map(({ cap }) => windowStartMs(cap, question.zone, question.now))
  return starts.length === 0 ? null : new Date(Math.min(...starts))
}

/**
 * The first cap that has no room for one more message now, or null. `past` holds at least what was sent since the
 * caps' horizon; `keptFor` says how many places of a shared cap are kept for others who may send under it before `end`.
 */
export function cappedBy(
  question: CapQuestion,
  past: readonly CountedMessage[],
  keptFor: (cap: CapHit['cap'], end: Date) => number = () => 0,
): CapHit | null {
  for (const { name, cap, counts, shared } of rulesFor(question)) {
    const since = windowStartMs(cap, question.zone, question.now)
    const times = past
      .filter(message => message.at.getTime() > since && counts(message))
      .map(({ at }) => at.getTime())
    const kept = shared ? keptFor(name, windowEnd(cap, question)) : 0
    if (times.length + kept < cap.max) continue
    const isFull = times.length >= cap.max
    const until = roomAgainAt(cap, times, Math.min(kept, cap.max - 1), question)
    return { cap: name, max: cap.max, per: cap.per, count: times.length, kept: isFull ? 0 : kept, until }
  }
  return null
}

/** Until when a message that goes out now takes up room. */
function windowEnd({ per }: Cap, { zone, now }: CapQuestion): Date {
  return isPeriod(per) ? startOfNextPeriod(now, zone, per) : new Date(now.getTime() + durationMs(per))
}

/**
 * When enough messages have left the window. Where only places are kept for others, it is asked again within the hour:
 * those others may leave at any time.
 */
function roomAgainAt(cap: Cap, times: number[], kept: number, question: CapQuestion): Date {
  const roomAt = roomFreeAt(cap, times, kept, question)
  if (times.length >= cap.max) return roomAt
  return new Date(Math.min(roomAt.getTime(), question.now.getTime() + hourMs))
}

function roomFreeAt(
  { max, per }: Cap,
  times: number[],
  kept: number,
  { zone, now }: Pick<CapQuestion, 'zone' | 'now'>,
): Date {
  if (isPeriod(per)) return startOfNextPeriod(now, zone, per)
  const leaving = times.sort((a, b) => a - b)[times.length + kept - max]
  return new Date((leaving ?? now.getTime()) + durationMs(per))
}

const hourMs = 3_600_000
