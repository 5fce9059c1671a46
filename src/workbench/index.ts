// The door of the workbench: journeys tested like software.
export { caseFileSchema, testFileSchema } from './case-schema.js'
export { compareLines, type LineChange } from './compare-lines.js'
export type { JourneyTests } from './parse-tests.js'
export { readTestedWorkspace } from './read-tested-workspace.js'
export { runCase } from './run-case.js'
export { type Sample, samplesOf } from './sample.js'
export { type TestReport, type TestResult, testWorkspace } from './test-workspace.js'
