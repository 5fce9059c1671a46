// The segments by which reports are grouped: compiled once. They are judged for everybody who comes in, by enter.ts.
import { compileCondition, type Test } from './condition.js'
import type { Segments } from './condition-kinds.js'

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
