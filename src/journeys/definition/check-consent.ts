// Whether an SMS goes to people who have agreed to any. Whoever has not is left out at the send step, so that a journey
// may reach next to nobody and look well.
import { both, nameOf, sureWhereNotTrue, sureWhereTrue } from './certain-consent.js'
import type { Condition } from './condition-schema.js'
import { type Fault, formatPath, warning } from './finding.js'
import { certainAt, type Flow } from './flow.js'
import type { JourneyDefinition } from './journey-schema.js'
import { type Trigger, triggersOf } from './trigger-schema.js'
import { allSteps } from './walk.js'

type Segments = Readonly<Record<string, Condition>>

export function checkConsent(journey: JourneyDefinition, flow: Flow, segments: Segments): Fault[] {
  const sure = certainAt(flow, sureAtEntry(journey, segments), ({ holds, fails }) => [
    ...(holds ? sureWhereTrue(holds, segments) : []),
    ...(fails ? sureWhereNotTrue(fails, segments) : []),
  ])
  return allSteps(journey.steps).flatMap(({ value, path }) => {
    if (!('send' in value) || value.send !== 'sms' || value.category === 'transactional') return []
    const here = sure.get(formatPath(path))
    const skipped = value.skipIf ? sureWhereNotTrue(value.skipIf, segments) : undefined
    // Of whoever has agreed to the channel, few will not want the topic; those are for the send step to leave out.
    const enough = ['sms', nameOf('sms', value.topic)]
    if (!here || enough.some(name => here.has(name) || skipped?.has(name))) return []
    const message =
      'goes to people who may not have agreed to SMS; whoever has not gets nothing: ask for { "consent": "sms" } in "entry.if" or in a branch around it, with another way for the others'
    return [warning('sms_without_consent', [...path, 'send'], message)]
  })
}

/** Subscribed all the time somebody is inside: asked for on entry, or leaving without it. */
function sureAtEntry({ trigger, entry, suppress, exit }: JourneyDefinition, segments: Segments): string[] {
  const triggers = both(triggersOf({ trigger }).map(one => sureByTrigger(one, segments)))
  return [
    ...triggers,
    ...(entry.if ? sureWhereTrue(entry.if, segments) : []),
    ...(suppress ? sureWhereNotTrue(suppress.if, segments) : []),
    ...exit.flatMap(rule =>
      'if' in rule && rule.if && !('on' in rule) ? [...sureWhereNotTrue(rule.if, segments)] : [],
    ),
  ]
}

function sureByTrigger(trigger: Trigger, segments: Segments): ReadonlySet<string> {
  if ('enters' in trigger) return sureWhereTrue({ segment: trigger.enters }, segments)
  if ('schedule' in trigger) return sureWhereTrue({ segment: trigger.segment }, segments)
  if (!('event' in trigger) || trigger.event !== 'consent_changed') return new Set()
  const { channel, status, topic } = (trigger.where ?? {}) as Readonly<Record<string, unknown>>
  if (channel !== 'sms' || status !== 'subscribed') return new Set()
  return new Set([nameOf('sms', typeof topic === 'string' ? topic : undefined)])
}
