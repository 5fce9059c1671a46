// Whether caps and what goes with them can have an effect: a cap that never holds anything back is a mistake, or a
// promise nobody keeps.
import type { SendStep } from './action-schemas.js'
import { type Fault, formatPath, warning } from './finding.js'
import { type Flow, reachable } from './flow.js'
import type { JourneyDefinition } from './journey-schema.js'
import type { Settings } from './settings-schema.js'
import { type At, allSteps } from './walk.js'

export const checkCaps = (journey: JourneyDefinition, flow: Flow): Fault[] =>
  comesInOnce(journey) ? [...idleJourneyCap(journey, flow), ...idleStepCaps(journey, flow)] : []

/** Nobody comes in twice, and so no message of an earlier pass counts. */
export const comesInOnce = ({ entry: { reenter }, key }: JourneyDefinition): boolean =>
  key === undefined && (reenter === undefined || reenter === 'never' || reenter === 'once-per-key')

function idleJourneyCap({ caps, steps }: JourneyDefinition, flow: Flow): Fault[] {
  const most = mostSends(flow, flow.first)
  if (!caps.journey || most === null || most > caps.journey.max) return []
  const count = most === 1 ? 'one message' : `${most} messages`
  const message = `never holds anything back: customers come in once, and the journey sends ${count} at most; lower "max", or take the cap away`
  return allSteps(steps).some(({ value }) => 'send' in value)
    ? [warning('cap_never_binds', ['caps', 'journey', 'max'], message)]
    : []
}

const idleStepCaps = ({ steps }: JourneyDefinition, flow: Flow): Fault[] =>
  allSteps(steps).flatMap(({ value, path }) => {
    if (!('send' in value) || !value.cap || comesBack(flow, formatPath(path))) return []
    const message =
      'never holds anything back: customers come in once, and come by here once; take it away, or use "dedupe" for the same content of other steps'
    return [warning('cap_never_binds', [...path, 'cap'], message)]
  })

const comesBack = (flow: Flow, place: string): boolean => reachable(flow, place).has(place)

/** How many messages one pass from here to the end can send at most; null where a loop makes it hard to say. */
function mostSends(
  flow: Flow,
  place: string | null,
  known = new Map<string, number | null>(),
): number | null {
  if (place === null) return 0
  if (known.has(place)) return known.get(place)!
  known.set(place, null)
  const { value, ways } = flow.nodes.get(place)!
  const counts = ways.map(({ to }) => mostSends(flow, to, known))
  const most = counts.includes(null) ? null : Math.max(0, ...(counts as number[])) + ('send' in value ? 1 : 0)
  known.set(place, most)
  return most
}

/** Steps and journeys that say what they do about caps or repetitions that there are none of. */
export function checkRoom(
  journey: JourneyDefinition,
  flow: Flow,
  settings: Settings,
  contents: ReadonlyMap<string, number>,
): Fault[] {
  const { caps } = settings
  const sends = allSteps(journey.steps).flatMap(({ value, path }) =>
    'send' in value ? [{ value, path }] : [],
  )
  const waits = sends.filter(({ value }) => waitsForRoom(value) && !capsOf(value, journey, settings))
  return [
    ...waits.map(({ path }) =>
      warning(
        'no_cap',
        [...path, 'whenCapped'],
        'waits for room under a cap, but no cap concerns this message',
      ),
    ),
    ...(journey.priority !== undefined && !caps.global && !caps.email && !caps.sms && !caps.onsite
      ? [
          warning(
            'no_cap',
            ['priority'],
            'decides who gets the room under a cap of settings.json, but there is none',
          ),
        ]
      : []),
    ...sends.flatMap(send => idleDedupe(send, journey, flow, contents)),
  ]
}

const waitsForRoom = ({ whenCapped }: SendStep): boolean => whenCapped !== undefined && whenCapped !== 'skip'

function capsOf(step: SendStep, journey: JourneyDefinition, { caps }: Settings): boolean {
  if (step.cap || journey.caps.journey) return true
  return Boolean(step.category === 'transactional' ? caps.transactional : (caps.global ?? caps[step.send]))
}

export const contentOf = ({ content, template }: SendStep): string => content ?? template

function idleDedupe(
  { value, path }: At<SendStep>,
  journey: JourneyDefinition,
  flow: Flow,
  contents: ReadonlyMap<string, number>,
): Fault[] {
  const alone = (contents.get(contentOf(value)) ?? 0) < 2
  if (value.dedupe === undefined || !alone || !comesInOnce(journey) || comesBack(flow, formatPath(path)))
    return []
  const message = `nothing else sends "${contentOf(value)}", and customers come by here once; give both steps the same "content", or take it away`
  return [warning('dedupe_in_vain', [...path, 'dedupe'], message)]
}
