// Finds the test files of a workspace. The only place of the workbench that reads files.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { WorkspaceFile } from '../journeys/definition/finding.js'
import { isTestFile } from './parse-tests.js'

/** In the order of their names. The folder must be there. */
export async function readTests(folder: string): Promise<WorkspaceFile[]> {
  const paths = (await readdir(folder)).filter(isTestFile).sort()
  return await Promise.all(
    paths.map(async path => ({ path, text: await readFile(join(folder, path), 'utf8') })),
  )
}
