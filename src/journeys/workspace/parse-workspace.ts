// The files of a workspace → the workspace, or what keeps it from being one. No I/O: who calls has read the files.
import { checkWorkspace } from '../definition/check-workspace.js'
import type { Finding, WorkspaceFile } from '../definition/finding.js'
import { nameFile } from '../definition/library.js'
import { compileTemplates } from './compile-templates.js'
import type { Workspace } from './workspace.js'

export interface ParsedWorkspace {
  /** null where there is at least one error. */
  readonly workspace: Workspace | null
  /** Errors first, then by file and line. */
  readonly findings: readonly Finding[]
}

export async function parseWorkspace(files: readonly WorkspaceFile[]): Promise<ParsedWorkspace> {
  const { settings, journeys, segments, events, registered, findings: ofJson } = checkWorkspace(files)
  const compiled = await compileTemplates(files.map(nameFile), {
    journeys,
    book: events,
    locale: settings?.locale ?? null,
  })
  const findings = [...ofJson, ...compiled.findings].sort(byWeightAndPlace)
  if (!settings || findings.some(({ level }) => level === 'error')) return { workspace: null, findings }
  return {
    workspace: { settings, journeys, segments, events: registered, templates: compiled.templates },
    findings,
  }
}

function byWeightAndPlace(a: Finding, b: Finding): number {
  if (a.level !== b.level) return a.level === 'error' ? -1 : 1
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return (a.line ?? 0) - (b.line ?? 0)
}
