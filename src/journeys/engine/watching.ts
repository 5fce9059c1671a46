// What somebody must look after although no event says so: segments whose borders are watched, dates and schedules. Compiled
// once; the looking is watch.ts's.
import { hash32 } from '../../model/ids.js'
import { durationMs } from '../../model/time.js'
import type { Condition } from '../definition/condition-schema.js'
import type { Settings } from '../definition/settings-schema.js'
import { type DateTrigger, type ScheduleTrigger, triggersOf } from '../definition/trigger-schema.js'
import { withInnerSegments } from '../definition/walk-names.js'
import type { CompiledJourney, JourneyVersion } from './compile.js'
import { compileCondition, type Test } from './condition.js'
import { typesOf } from './dependencies.js'
import type { Watch } from './types.js'

export interface WatchedSegment {
  readonly name: string
  /** The name and a hash of the content: another content is another segment, which nobody was in or out of before. */
  readonly key: string
  readonly test: Test
}

export interface WatchedDate {
  /** Names it and its content, as of a segment. */
  readonly key: string
  readonly journeyId: string
  /** Which of the journey's triggers it is. */
  readonly index: number
  readonly trigger: DateTrigger | ScheduleTrigger
  /** Of a schedule: whether the customer is in its segment. */
  readonly test: Test | null
  /** Of `{ "last": … }`: how far back the event can be that is still to come due, in ms. */
  readonly horizonMs: number
}

export interface Watching {
  /** Names what is watched: a new plan means that everybody has to be looked at once. */
  readonly plan: string
  readonly segments: readonly WatchedSegment[]
  readonly dates: readonly WatchedDate[]
  /** Types of events after which to look. */
  readonly types: ReadonlySet<string>
}

/** Segments by the newest version that knows them, so that all who watch one of a name watch the same. */
export function compileWatching(
  settings: Settings,
  versions: readonly JourneyVersion[],
  compiled: readonly CompiledJourney[],
  active: ReadonlyMap<string, number>,
): Watching | null {
  const isActive = ({ journeyId, version }: JourneyVersion): boolean => active.get(journeyId) === version
  const sound = versions.filter(one =>
    compiled.some(({ id, version }) => id === one.journeyId && version === one.version),
  )
  const ordered = [...sound.filter(one => !isActive(one)), ...sound.filter(isActive)]
  const definitions: Record<string, Condition> = Object.assign({}, ...ordered.map(one => one.segments))
  const names = [...new Set(sound.flatMap(one => watchedNames(one, isActive(one))))].sort()
  const segments = names.map(name => watchedSegment(name, definitions))
  const dates = sound.filter(isActive).flatMap(watchedDates)
  if (segments.length === 0 && dates.length === 0) return null
  const types = [
    ...names.flatMap(name => typesOf(definitions[name]!, definitions)),
    ...dates.flatMap(typesOfDate),
  ]
  const content = JSON.stringify([
    segments.map(({ key }) => key),
    dates.map(({ key }) => key),
    settings.timeZone,
  ])
  return { plan: hash32(content).toString(36), segments, dates, types: new Set(types) }
}

/** Borders of segments are watched for whoever may come in, and for whoever is inside and may have to leave. */
function watchedNames({ journey }: JourneyVersion, isActive: boolean): string[] {
  const exits = journey.exit.flatMap(exit => {
    if ('enters' in exit) return [exit.enters]
    return 'leaves' in exit ? [exit.leaves] : []
  })
  const triggers = triggersOf(journey).flatMap(trigger => {
    if ('enters' in trigger) return [trigger.enters]
    return 'leaves' in trigger ? [trigger.leaves] : []
  })
  return isActive ? [...triggers, ...exits] : exits
}

function watchedSegment(name: string, definitions: Readonly<Record<string, Condition>>): WatchedSegment {
  const condition = definitions[name]
  if (!condition) throw new Error(`segment ${name} is not defined`)
  const needed = [...withInnerSegments([name], definitions)].sort().map(one => definitions[one])
  const key = `${name}:${hash32(JSON.stringify(needed)).toString(36)}`
  return { name, key, test: compileCondition(condition, definitions) }
}

function watchedDates({ journey, segments }: JourneyVersion): WatchedDate[] {
  return triggersOf(journey).flatMap((trigger, index): WatchedDate[] => {
    const key = `${journey.id} ${index}:${hash32(JSON.stringify(trigger)).toString(36)}`
    if ('schedule' in trigger) {
      const test = compileCondition({ segment: trigger.segment }, segments)
      return [{ key, journeyId: journey.id, index, trigger, test, horizonMs: 0 }]
    }
    if (!('date' in trigger)) return []
    const horizonMs = trigger.after === undefined ? 0 : durationMs(trigger.after)
    return [{ key, journeyId: journey.id, index, trigger, test: null, horizonMs }]
  })
}

/** The customer's attributes hold the dates, and the place that says what time it is there. */
function typesOfDate({ trigger }: WatchedDate): string[] {
  const own = 'date' in trigger && typeof trigger.date === 'object' ? [trigger.date.last] : []
  return ['customer_updated', 'customer_merged', ...own]
}

/** Somebody new is in no segment yet. */
export const outside = ({ segments, dates }: Watching, now: Date): Watch => ({
  checkedAt: now,
  members: Object.fromEntries([
    ...segments.map(({ key }) => [key, false] as const),
    ...dates.map(({ key }) => [key, true] as const),
  ]),
  dueAt: null,
})
