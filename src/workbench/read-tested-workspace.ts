// Reads a workspace with its tests. Runs none of them.
import type { Finding } from '../journeys/definition/finding.js'
import { readWorkspace, type Workspace } from '../journeys/workspace/index.js'
import { type JourneyTests, parseTests } from './parse-tests.js'
import { readTests } from './read-tests.js'

export interface TestedWorkspace {
  /** null where the workspace has an error; one in a test file is none of it. */
  readonly workspace: Workspace | null
  readonly tests: readonly JourneyTests[]
  /** Everything wrong with it and its tests, errors first. */
  readonly findings: readonly Finding[]
}

/** Throws WorkspaceNotFound. */
export async function readTestedWorkspace(folder: string): Promise<TestedWorkspace> {
  const { workspace, findings } = await readWorkspace(folder)
  const ids = workspace?.journeys.map(({ id }) => id) ?? null
  const { tests, findings: ofTests } = parseTests(await readTests(folder), ids)
  const errors = findings.filter(({ level }) => level === 'error')
  const warnings = findings.filter(({ level }) => level !== 'error')
  return { workspace, tests, findings: [...errors, ...ofTests, ...warnings] }
}
