// Publishes the workspace in a folder, if nothing is wrong with it.
import type { Db } from '../../db/tables.js'
import type { Finding } from '../definition/finding.js'
import { type Published, publishWorkspace } from './publish-workspace.js'
import { readWorkspace } from './read-workspace.js'

/** Thrown with every fault that keeps a workspace from being published. */
export class WorkspaceRefused extends Error {
  readonly code = 'workspace_refused'
  readonly findings: readonly Finding[]

  constructor(folder: string, findings: readonly Finding[]) {
    const lines = findings.map(({ file, path, message }) => `  ${file}${path && ` at ${path}`}: ${message}`)
    super(`The workspace ${folder} has faults and was not published:\n${lines.join('\n')}`)
    this.name = 'WorkspaceRefused'
    this.findings = findings
  }
}

export async function publishFolder(db: Db, folder: string): Promise<Published> {
  const { workspace, findings } = await readWorkspace(folder)
  const errors = findings.filter(({ level }) => level === 'error')
  if (!workspace || errors.length > 0) throw new WorkspaceRefused(folder, errors)
  return await publishWorkspace(db, workspace)
}
