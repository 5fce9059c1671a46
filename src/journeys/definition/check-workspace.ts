// Checks the files of a workspace, shape first and sense second, and gives back what they say. Pure: who calls has read
// the files. Templates are only looked for here; whether they can be used is checked by ../workspace, which compiles them.
import type { z } from 'zod'
import { contentOf } from './check-caps.js'
import { misnamedFiles, unusedFiles } from './check-files.js'
import { checkJourney, type Surroundings } from './check-journey.js'
import { emitCircles } from './check-loops.js'
import { checkOccasions } from './check-occasions.js'
import { checkReports, reportSegments } from './check-reports.js'
import { checkSegment } from './check-segment.js'
import { checkSettings } from './check-settings.js'
import type { Condition } from './condition-schema.js'
import { eventFileSchema } from './event-file-schema.js'
import { type EventBook, eventBook } from './event-properties.js'
import { error, type Fault, type Finding, findingOf, type WorkspaceFile } from './finding.js'
import { flowOf } from './flow.js'
import { type JourneyDefinition, journeySchema, segmentSchema } from './journey-schema.js'
import { type JsonText, readJson } from './json-text.js'
import { libraryOf, type NamedFile, nameFile, ofKind } from './library.js'
import type { PropertyTable } from './property-table.js'
import { type Settings, settingsSchema } from './settings-schema.js'
import { checkShape } from './shape-faults.js'
import { allSteps } from './walk.js'

/** What the JSON files of a workspace say. Where a file has an error, it is not in here. */
export interface CheckedWorkspace {
  readonly settings: Settings | null
  readonly journeys: readonly JourneyDefinition[]
  readonly segments: Readonly<Record<string, Condition>>
  /** What is known of event types: Triggerfish's own, those with a file, and those that steps emit. */
  readonly events: EventBook
  /** What the event files say, by type. */
  readonly registered: Readonly<Record<string, PropertyTable>>
  readonly findings: readonly Finding[]
}

interface Checked<T> {
  readonly file: NamedFile
  readonly json: JsonText | null
  readonly value: T | null
  readonly findings: readonly Finding[]
}

export function checkWorkspace(files: readonly WorkspaceFile[]): CheckedWorkspace {
  const named = files.map(nameFile)
  const settings = ofKind(named, 'settings').map(file => checkFile(file, settingsSchema))
  const segmentFiles = ofKind(named, 'segment').map(file => checkFile(file, segmentSchema))
  const eventFiles = ofKind(named, 'event').map(file => checkFile(file, eventFileSchema))
  const journeyFiles = ofKind(named, 'journey').map(file => checkFile(file, journeySchema))
  const segments = byName(segmentFiles, ({ if: condition }) => condition)
  const journeys = valuesOf(journeyFiles)
  const tables: Readonly<Record<string, PropertyTable>> = byName(eventFiles, ({ properties }) => properties)
  const events = eventBook(tables, journeys)
  const around: Surroundings = {
    library: libraryOf(named),
    segments,
    book: events,
    settings: settings[0]?.value ?? null,
    contents: contentsOf(journeys),
  }
  const reported = around.settings ? reportSegments(around.settings).map(({ value }) => value) : []
  const findings = [
    ...misnamedFiles(named),
    ...[...settings, ...segmentFiles, ...eventFiles, ...journeyFiles].flatMap(checked => checked.findings),
    ...settings.flatMap(one =>
      senseOf(one, value => [...checkSettings(value), ...checkReports(value, around)]),
    ),
    ...senseOfJourneys(journeyFiles, around),
    ...segmentFiles.flatMap(one =>
      senseOf(one, ({ if: condition }) => checkSegment(one.file.name, condition, journeys, around)),
    ),
    ...unusedFiles(named, isWhole([...settings, ...journeyFiles]) ? { journeys, segments, reported } : null),
  ]
  return { settings: around.settings, journeys, segments, events, registered: tables, findings }
}

const isWhole = (checked: readonly Checked<unknown>[]): boolean =>
  checked.every(({ value }) => value !== null)

const valuesOf = <T>(checked: readonly Checked<T>[]): T[] =>
  checked.flatMap(({ value }) => (value === null ? [] : [value]))

const byName = <T, U>(checked: readonly Checked<T>[], pick: (value: T) => U): Record<string, U> =>
  Object.fromEntries(checked.flatMap(({ file, value }) => (value === null ? [] : [[file.name, pick(value)]])))

function contentsOf(journeys: readonly JourneyDefinition[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const { value } of journeys.flatMap(({ steps }) => allSteps(steps)))
    if ('send' in value) counts.set(contentOf(value), (counts.get(contentOf(value)) ?? 0) + 1)
  return counts
}

/** Each journey by itself, and what becomes of them together. */
function senseOfJourneys(files: readonly Checked<JourneyDefinition>[], around: Surroundings): Finding[] {
  const charted = valuesOf(files).map(journey => ({ journey, flow: flowOf(journey) }))
  const flows = new Map(charted.map(({ journey, flow }) => [journey, flow]))
  const together = [emitCircles(charted), checkOccasions(charted, around.segments)]
  return files.flatMap(one =>
    senseOf(one, journey => [
      ...misnamed(journey, one.file),
      ...checkJourney(journey, flows.get(journey)!, around),
      ...together.flatMap(faults => faults.get(journey.id) ?? []),
    ]),
  )
}

function checkFile<Schema extends z.ZodType>(file: NamedFile, schema: Schema): Checked<z.output<Schema>> {
  const read = readJson(file.text)
  if ('fault' in read) {
    const { code, line, column, message } = read.fault
    const text = `line ${line}, column ${column}: ${message}`
    return {
      file,
      json: null,
      value: null,
      findings: [{ level: 'error', code, file: file.path, path: '', line, message: text }],
    }
  }
  const { json } = read
  const shape = checkShape(schema, json.value)
  if ('value' in shape) return { file, json, value: withoutSchema(shape.value), findings: [] }
  return {
    file,
    json,
    value: null,
    findings: shape.faults.map(fault => findingOf(file.path, fault, json.lineOf)),
  }
}

/** `$schema` is for editors: it says nothing about the journey, so a change of it makes no new version. */
function withoutSchema<T>(value: T): T {
  const { $schema: _, ...rest } = value as T & { $schema?: unknown }
  return rest as T
}

function senseOf<T>({ file, json, value }: Checked<T>, faultsOf: (value: T) => Fault[]): Finding[] {
  return value === null ? [] : faultsOf(value).map(fault => findingOf(file.path, fault, json?.lineOf))
}

function misnamed(journey: JourneyDefinition, file: NamedFile): Fault[] {
  if (journey.id === file.name) return []
  const message = `the id is "${journey.id}", but the file is ${file.path}; call the file ${journey.id}.journey.json or the journey "${file.name}"`
  return [error('file_name', ['id'], message)]
}
