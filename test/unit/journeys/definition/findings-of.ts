// Findings as lines of text, for a small good workspace with some files changed.
import { checkWorkspace } from '../../../../src/journeys/definition/check-workspace.js'
import { aJourney, aWorkspace } from '../../../support/workspace-files.js'

export type Changes = Parameters<typeof aWorkspace>[0]

/** `level code file path: message` of each finding. */
export const findings = (changes: Changes): string[] =>
  checkWorkspace(aWorkspace(changes)).findings.map(
    ({ level, code, file, path, message }) => `${level} ${code} ${file} ${path}: ${message}`,
  )

/** The same for `welcome.journey.json`, whose name is left out. */
export const ofJourney = (changes: Record<string, unknown>, more: Changes = {}): string[] =>
  findings({ 'welcome.journey.json': aJourney(changes), ...more }).map(finding =>
    finding.replace(' welcome.journey.json', ''),
  )

export const ofSteps = (...steps: unknown[]): string[] => ofJourney({ steps })

/** A step without fault. */
export const hello = { id: 'hello', send: 'email', template: 'hello' }

/** `code path` of each finding: for tables of what is told and what is not. */
export const inShort = (found: readonly string[]): string[] =>
  found.map(line => line.replace(/^(?:error|warning) (\S+) ([^:]*):[\s\S]*$/, '$1 $2'))
