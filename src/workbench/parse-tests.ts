// The tests of a workspace, ID.test.json beside ID.journey.json: what they say, and what is wrong with them.
import { didYouMean } from '../journeys/definition/did-you-mean.js'
import {
  error,
  type Fault,
  type Finding,
  findingOf,
  type WorkspaceFile,
} from '../journeys/definition/finding.js'
import { readJson } from '../journeys/definition/json-text.js'
import { checkShape } from '../journeys/definition/shape-faults.js'
import { type TestFile, testFileSchema } from './case-schema.js'

export interface JourneyTests {
  readonly journeyId: string
  readonly path: string
  readonly file: TestFile
}

export interface ParsedTests {
  readonly tests: readonly JourneyTests[]
  /** Errors only. A file with one is not among `tests`. */
  readonly findings: readonly Finding[]
}

const ending = '.test.json'
export const isTestFile = (path: string): boolean => path.endsWith(ending)

/** `journeyIds`: the journeys of the workspace; null where nobody knows them, so that names are not checked. */
export function parseTests(
  files: readonly WorkspaceFile[],
  journeyIds: readonly string[] | null,
): ParsedTests {
  const parsed = files.map(file => parseOne(file, journeyIds))
  return {
    tests: parsed.flatMap(one => ('file' in one ? [one] : [])),
    findings: parsed.flatMap(one => ('findings' in one ? one.findings : [])),
  }
}

function parseOne(
  { path, text }: WorkspaceFile,
  journeyIds: readonly string[] | null,
): JourneyTests | { findings: Finding[] } {
  const journeyId = path.slice(0, -ending.length)
  const read = readJson(text)
  if ('fault' in read) {
    const { code, line, column, message } = read.fault
    const words = `line ${line}, column ${column}: ${message}`
    return { findings: [{ level: 'error', code, file: path, path: '', line, message: words }] }
  }
  const shape = checkShape(testFileSchema, read.json.value)
  const faults =
    'faults' in shape ? shape.faults : journeyIds ? nameFaults(journeyId, shape.value, journeyIds) : []
  if ('value' in shape && faults.length === 0) return { journeyId, path, file: shape.value }
  return { findings: faults.map(fault => findingOf(path, fault, read.json.lineOf)) }
}

function nameFaults(journeyId: string, file: TestFile, journeyIds: readonly string[]): Fault[] {
  const own = journeyIds.includes(journeyId)
    ? []
    : [
        error(
          'file_name',
          [],
          `tests the journey "${journeyId}", which is not there${didYouMean(journeyId, journeyIds)}`,
        ),
      ]
  return [
    ...own,
    ...strangers(file.with, ['with'], journeyIds),
    ...file.cases.flatMap((one, i) => strangers(one.with, ['cases', i, 'with'], journeyIds)),
  ]
}

const strangers = (
  names: readonly string[] = [],
  path: Fault['path'],
  journeyIds: readonly string[],
): Fault[] =>
  names.flatMap((name, i) =>
    journeyIds.includes(name)
      ? []
      : [error('wrong_value', [...path, i], `there is no journey "${name}"${didYouMean(name, journeyIds)}`)],
  )
