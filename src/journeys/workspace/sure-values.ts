// What is there for everybody who gets a template, whatever their event has left out: what the journeys that send it ask of it. Pure.
import type { MessageChannel } from '../../model/channel.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import { triggersOf } from '../definition/trigger-schema.js'
import type { Sender } from './check-template-words.js'

/** As paths of the context. */
export function sureValues(channel: MessageChannel, senders: readonly Sender[]): ReadonlySet<string> {
  const ofCustomer = ['customer.locale', ...(channel === 'email' ? ['customer.email'] : [])]
  if (channel === 'sms') ofCustomer.push('customer.phone')
  const journeys = [...new Set(senders.map(({ journey }) => journey))]
  return new Set([...ofCustomer, ...sharedBy(journeys.map(askedFor))])
}

const sharedBy = ([first = [], ...others]: readonly (readonly string[])[]): string[] =>
  first.filter(path => others.every(paths => paths.includes(path)))

/** Every trigger must have them, or nobody comes in: the key, and what `where` tests. */
function askedFor(journey: JourneyDefinition): string[] {
  const tested = triggersOf(journey).map(trigger =>
    'where' in trigger
      ? Object.entries(trigger.where ?? {}).flatMap(([path, test]) => (isThere(test) ? [path] : []))
      : [],
  )
  return [...(journey.key === undefined ? [] : [journey.key]), ...sharedBy(tested)]
}

/** Unknown is no match: whatever a field is tested with but its absence, it is there. */
function isThere(test: unknown): boolean {
  if (typeof test !== 'object') return true
  if (test === null) return false
  const { exists, eq } = test as { readonly exists?: unknown; readonly eq?: unknown }
  return exists !== false && eq !== null
}
