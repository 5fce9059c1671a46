// Checks the files of a workspace, shape first and sense second, and gives back what they say. Pure: who calls has read
// the files. Templates are only looked for here; whether they can be used is checked by ../workspace, which compiles them.
import type { z } from 'zod'
import { misnamedFiles, unusedFiles } from './check-files.js'
import { checkFlow } from './check-flow.js'
import { checkGoal } from './check-goal.js'
import { checkLoops } from './check-loops.js'
import { circle, missingSegments, missingTemplates } from './check-references.js'
import { checkWaits } from './check-waits.js'
import { checkConditionWords, checkEventTypes, checkFieldNames } from './check-words.js'
import type { Condition } from './condition-schema.js'
import { error, type Fault, type Finding, findingOf, type WorkspaceFile } from './finding.js'
import { flowOf } from './flow.js'
import { type JourneyDefinition, journeySchema, segmentSchema } from './journey-schema.js'
import { type JsonText, readJson } from './json-text.js'
import { type Library, libraryOf, type NamedFile, nameFile, ofKind } from './library.js'
import { type Settings, settingsSchema } from './settings-schema.js'
import { checkShape } from './shape-faults.js'
import { nested } from './walk.js'
import { allFields } from './walk-fields.js'
import { allEventTypes, allSegments, segmentNames } from './walk-names.js'

/** What the JSON files of a workspace say. Where a file has an error, it is not in here. */
export interface CheckedWorkspace {
  readonly settings: Settings | null
  readonly journeys: readonly JourneyDefinition[]
  readonly segments: Readonly<Record<string, Condition>>
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
  const library = libraryOf(named)
  const settings = ofKind(named, 'settings').map(file => checkFile(file, settingsSchema))
  const segmentFiles = ofKind(named, 'segment').map(file => checkFile(file, segmentSchema))
  const journeyFiles = ofKind(named, 'journey').map(file => checkFile(file, journeySchema))
  const segments = Object.fromEntries(
    segmentFiles.flatMap(({ file, value }) => (value ? [[file.name, value.if]] : [])),
  )
  const journeys = journeyFiles.flatMap(({ value }) => (value ? [value] : []))
  const findings = [
    ...misnamedFiles(named),
    ...[...settings, ...segmentFiles, ...journeyFiles].flatMap(checked => checked.findings),
    ...journeyFiles.flatMap(one => senseOf(one, journey => journeyFaults(journey, one.file, library))),
    ...segmentFiles.flatMap(one =>
      senseOf(one, ({ if: condition }) => segmentFaults(one.file.name, condition, segments, library)),
    ),
    ...unusedFiles(named, journeyFiles.every(({ value }) => value !== null) ? { journeys, segments } : null),
  ]
  return { settings: settings[0]?.value ?? null, journeys, segments, findings }
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

function journeyFaults(journey: JourneyDefinition, file: NamedFile, library: Library): Fault[] {
  const flow = flowOf(journey)
  return [
    ...misnamed(journey, file),
    ...missingTemplates(journey, library),
    ...missingSegments(allSegments(journey), library),
    ...checkFlow(journey, flow),
    ...checkLoops(journey, flow),
    ...checkWaits(journey, flow),
    ...checkGoal(journey),
    ...checkEventTypes(allEventTypes(journey)),
    ...checkFieldNames(allFields(journey)),
  ]
}

function misnamed(journey: JourneyDefinition, file: NamedFile): Fault[] {
  if (journey.id === file.name) return []
  const message = `the id is "${journey.id}", but the file is ${file.path}; call the file ${journey.id}.journey.json or the journey "${file.name}"`
  return [error('file_name', ['id'], message)]
}

function segmentFaults(
  name: string,
  condition: Condition,
  segments: Readonly<Record<string, Condition>>,
  library: Library,
): Fault[] {
  const conditions = nested(condition, ['if']).map(at => ({ ...at, events: null }))
  return [
    ...missingSegments(segmentNames(conditions), library),
    ...circle(name, segments),
    ...checkConditionWords(conditions),
  ]
}
