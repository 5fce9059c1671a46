// Frequency caps: how many messages a customer may get in a rolling window. Counted when deciding and again at
// hand-over, by this one function, under the customer's lock.
import type { Channel } from '../../model/channel.js'
import { durationMs } from '../../model/time.js'
import type { Cap, JourneyDefinition } from '../definition/journey-schema.js'
import type { Settings } from '../definition/settings-schema.js'

/** A message as caps see it: whose it is, and the time it counts from. */
export interface CountedMessage {
  readonly journeyId: string
  readonly channel: Channel
  readonly at: Date
}

export interface CapHit {
  readonly cap: 'journey' | 'global' | Channel
  readonly max: number
  readonly per: string
  readonly count: number
}

interface Rule {
  readonly name: CapHit['cap']
  readonly cap: Cap
  readonly counts: (message: CountedMessage) => boolean
}

/** The caps a message of this journey on this channel is under. */
function rulesFor(settings: Settings, journey: JourneyDefinition, channel: Channel): Rule[] {
  const rules: { name: CapHit['cap']; cap: Cap | undefined; counts: Rule['counts'] }[] = [
    { name: 'journey', cap: journey.caps.journey, counts: message => message.journeyId === journey.id },
    { name: channel, cap: settings.caps[channel], counts: message => message.channel === channel },
    { name: 'global', cap: settings.caps.global, counts: () => true },
  ]
  return rules.filter((rule): rule is Rule => rule.cap !== undefined)
}

/** Milliseconds back from now that any cap on such a message looks; 0 where there is no cap. */
export function capHorizonMs(settings: Settings, journey: JourneyDefinition, channel: Channel): number {
  return Math.max(0, ...rulesFor(settings, journey, channel).map(rule => durationMs(rule.cap.per)))
}

/** The first cap that has no room for one more message at `now`, or null. `past` holds at least the caps' horizon. */
export function cappedBy(
  settings: Settings,
  journey: JourneyDefinition,
  channel: Channel,
  past: readonly CountedMessage[],
  now: Date,
): CapHit | null {
  for (const { name, cap, counts } of rulesFor(settings, journey, channel)) {
    const since = now.getTime() - durationMs(cap.per)
    const count = past.filter(message => message.at.getTime() > since && counts(message)).length
    if (count >= cap.max) return { cap: name, max: cap.max, per: cap.per, count }
  }
  return null
}
