// Runs the tests of a workspace: each lets a customer live through its moments, with the journeys, segments and settings
// that would be published.
import type { JourneyDefinition } from '../journeys/definition/journey-schema.js'
import type { Test } from './case-schema.js'
import type { JourneyTests } from './parse-tests.js'
import { type Frame, play } from './play.js'

export interface TestResult {
  readonly name: string
  readonly passed: boolean
  /** The lines the test wants, and those that came. */
  readonly expected: readonly string[]
  readonly actual: readonly string[]
  /** Why the test could not be run to its end; null where it was. */
  readonly error: string | null
}

export interface JourneyResult {
  readonly journey: string
  readonly file: string
  readonly tests: readonly TestResult[]
}

export interface TestReport {
  readonly passed: number
  readonly failed: number
  readonly journeys: readonly JourneyResult[]
  /** Journeys without a test. */
  readonly untested: readonly string[]
}

export function testWorkspace(frame: Frame, files: readonly JourneyTests[]): TestReport {
  const journeys = files.map(({ journeyId, path, file }) => ({
    journey: journeyId,
    file: path,
    tests: file.cases.map(one => runTest(frame, [journeyId], { ...file, ...one })),
  }))
  const results = journeys.flatMap(({ tests }) => tests)
  const passed = results.filter(one => one.passed).length
  const tested = new Set(files.map(({ journeyId }) => journeyId))
  const untested = frame.journeys.map(({ id }) => id).filter(id => !tested.has(id))
  return { passed, failed: results.length - passed, journeys, untested }
}

function runTest(frame: Frame, own: readonly string[], test: Test): TestResult {
  const { name, then: expected } = test
  try {
    const journeys = chosen(frame.journeys, [...own, ...(test.with ?? [])])
    const actual = play({ ...frame, journeys }, test, test.when)
    return { name, passed: isEqual(expected, actual), expected, actual, error: null }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { name, passed: false, expected, actual: [], error: why }
  }
}

/** In the order they are named: that of the lines. */
const chosen = (journeys: readonly JourneyDefinition[], ids: readonly string[]): JourneyDefinition[] =>
  [...new Set(ids)].flatMap(id => journeys.find(journey => journey.id === id) ?? [])

const isEqual = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((line, i) => line === b[i])
