// Whether journeys and settings fit each other: webhooks, teams and pools that steps name, caps, test customers.
import { durationMs } from '../../model/time.js'
import type { AudienceStep } from './action-schemas.js'
import type { Cap } from './cap-schema.js'
import type { Condition } from './condition-schema.js'
import { didYouMean } from './did-you-mean.js'
import { error, type Fault, type JsonPath, warning } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Settings } from './settings-schema.js'
import type { Step } from './step-schema.js'
import { type At, allConditions, allSteps } from './walk.js'

export const checkNames = (journey: JourneyDefinition, settings: Settings): Fault[] => [
  ...(journey.brand === undefined ? [] : missing('brands', journey.brand, settings.brands, ['brand'])),
  ...allSteps(journey.steps).flatMap(step => namesOf(step, settings)),
  ...checkTopics(allConditions(journey), settings),
  ...noTesters(journey, settings),
]

function namesOf(
  { value: step, path }: At<Step>,
  { webhooks, teams, coupons, topics, audiences }: Settings,
): Fault[] {
  if ('send' in step)
    return step.topic === undefined ? [] : missing('topics', step.topic, topics, [...path, 'topic'])
  if ('webhook' in step) return missing('webhooks', step.webhook, webhooks, [...path, 'webhook'])
  if ('task' in step) return missing('teams', step.team, teams, [...path, 'team'])
  if ('audience' in step) return untold(step.audience, audiences, [...path, 'audience'])
  return 'coupon' in step ? missing('coupons', step.coupon, coupons, [...path, 'coupon']) : []
}

/** It is kept all the same, for later or for one's own use. */
function untold(change: AudienceStep['audience'], known: object | undefined, path: JsonPath): Fault[] {
  const name = (change.add ?? change.remove)!
  const names = Object.keys(known ?? {})
  if (names.includes(name)) return []
  const hint = didYouMean(name, names) || '; add it there, with its platform'
  const message = `"${name}" is not among the "audiences" of settings.json, so that no platform is told of it${hint}`
  return [warning('audience_untold', [...path, change.add === undefined ? 'remove' : 'add'], message)]
}

/** Topics that conditions on consent name. */
export const checkTopics = (conditions: readonly At<Condition>[], { topics }: Settings): Fault[] =>
  conditions.flatMap(({ value, path }) =>
    'consent' in value && value.topic !== undefined
      ? missing('topics', value.topic as string, topics, [...path, 'topic'])
      : [],
  )

function missing(group: string, name: string, known: object | undefined, path: JsonPath): Fault[] {
  const names = Object.keys(known ?? {})
  if (names.includes(name)) return []
  const hint = didYouMean(name, names) || '; add it there, or name another'
  return [error('setting_missing', path, `"${name}" is not among the "${group}" of settings.json${hint}`)]
}

function noTesters({ entry }: JourneyDefinition, { testers }: Settings): Fault[] {
  if (!entry.testersOnly || (testers && testers.length > 0)) return []
  const message =
    'settings.json names no "testers", so only customers whose attribute `tester` is true come in; name some there'
  return [warning('no_testers', ['entry', 'testersOnly'], message)]
}

export function checkSettings({ caps, teams = {}, webhooks }: Settings): Fault[] {
  const ofTeams = Object.entries(teams).flatMap(([name, { webhook }]) =>
    webhook === undefined ? [] : missing('webhooks', webhook, webhooks, ['teams', name, 'webhook']),
  )
  const { global } = caps
  if (!global) return ofTeams
  const idle = (['email', 'sms', 'onsite'] as const).flatMap(channel => {
    const cap = caps[channel]
    if (!cap || cap.max < global.max || !isWithin(cap.per, global.per)) return []
    const message = `never holds anything back: "global" lets no more than ${global.max} through in ${global.per} anyway; lower it, or take it away`
    return [warning('cap_never_binds', ['caps', channel], message)]
  })
  return [...ofTeams, ...idle]
}

const hourMs = 3_600_000
/** The longest a calendar period can be, where clocks are moved. */
const longestMs: Readonly<Record<string, number>> = {
  day: 25 * hourMs,
  week: 169 * hourMs,
  month: 745 * hourMs,
}

/** Whether every stretch of the first kind lies inside one of the second. */
function isWithin(inner: Cap['per'], outer: Cap['per']): boolean {
  if (outer in longestMs) return inner === outer || (inner === 'day' && outer in longestMs)
  return (longestMs[inner] ?? durationMs(inner)) <= durationMs(outer)
}
