// The segments by which reports are grouped: compiled once, judged for everybody who comes in.
import { compileCondition, type Test } from './condition.js'
import type { Segments } from './condition-kinds.js'
import type { Run } from './run.js'
import type { Enrollment } from './types.js'

export interface ReportedSegment {
  readonly name: string
  readonly test: Test
}

/** A segment that is not among `segments`, or cannot be compiled, is told in `broken` and left out: nobody is kept out by it. */
export function compileReported(
  names: readonly string[],
  segments: Segments,
): { readonly reported: readonly ReportedSegment[]; readonly broken: readonly string[] } {
  const reported: ReportedSegment[] = []
  const broken: string[] = []
  for (const name of names) {
    try {
      reported.push({ name, test: compileCondition({ segment: name }, segments) })
    } catch (error) {
      broken.push(`segment ${name}, by which reports are grouped: ${(error as Error).message}`)
    }
  }
  return { reported, broken }
}

/** Those the customer is in at entry. What cannot be judged is not matched. */
export const segmentsAtEntry = (run: Run, enrollment: Enrollment): readonly string[] =>
  run.journeys.reported.filter(({ test }) => run.judge(test, enrollment) === true).map(({ name }) => name)
