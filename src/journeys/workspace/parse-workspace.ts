// The files of a workspace → the workspace, or what keeps it from being one. No I/O: who calls has read the files.
import { checkWorkspace } from '../definition/check-workspace.js'
import type { Finding, WorkspaceFile } from '../definition/finding.js'
import { type NamedFile, nameFile, ofKind } from '../definition/library.js'
import type { LiquidFault } from './check-liquid.js'
import { checkTemplateWords, faultsFor, keyOf, sendersOf } from './check-template-words.js'
import { compileEmail } from './compile-email.js'
import { compileOnsite } from './compile-onsite.js'
import { compileSms } from './compile-sms.js'
import { contentHash } from './content-hash.js'
import { expandBlocks } from './expand-blocks.js'
import type { Template, Workspace } from './workspace.js'

export interface ParsedWorkspace {
  /** null where there is at least one error. */
  readonly workspace: Workspace | null
  /** Errors first, then by file and line. */
  readonly findings: readonly Finding[]
}

export async function parseWorkspace(files: readonly WorkspaceFile[]): Promise<ParsedWorkspace> {
  const { settings, journeys, segments, events, findings: ofJson } = checkWorkspace(files)
  const senders = sendersOf(journeys)
  const everybody = [...senders.values()].flat()
  const compiled = await compileTemplates(files.map(nameFile), (key, text, own, faults) => {
    const mine = senders.get(key) ?? []
    return [...faultsFor(mine, faults), ...checkTemplateWords({ text, own }, mine, everybody, events)]
  })
  const findings = [...ofJson, ...compiled.flatMap(one => one.findings)].sort(byWeightAndPlace)
  if (!settings || findings.some(({ level }) => level === 'error')) return { workspace: null, findings }
  const templates = compiled.flatMap(({ template }) => (template ? [template] : []))
  return { workspace: { settings, journeys, segments, templates }, findings }
}

interface Compiled {
  readonly template: Template | null
  readonly findings: readonly Finding[]
}

/** All faults of a template, given who it is, its whole Liquid, its own part of it, and those found by compiling it. */
type AllFaults = (key: string, text: string, own: string, faults: readonly LiquidFault[]) => LiquidFault[]

async function compileTemplates(files: readonly NamedFile[], all: AllFaults): Promise<Compiled[]> {
  const texts = new Map(ofKind(files, 'email-text').map(({ name, text }) => [name, text]))
  const blocks = new Map(ofKind(files, 'block').map(({ name, text }) => [name, text]))
  const emails = ofKind(files, 'email').map(async file => {
    const { name, text: mjml } = file
    const { content, faults } = await compileEmail({ mjml, text: texts.get(name) ?? null, blocks })
    const found = all(keyOf('email', name), expandBlocks(mjml, blocks).text, mjml, faults)
    return compiled(file, found, content && { name, channel: 'email', content })
  })
  const messages = ofKind(files, 'sms').map(file => {
    const { content, faults } = compileSms(file.text)
    const found = all(keyOf('sms', file.name), file.text, file.text, faults)
    return compiled(file, found, content && { name: file.name, channel: 'sms', content })
  })
  const onsite = ofKind(files, 'onsite').map(file => {
    const { content, faults } = compileOnsite(file.text)
    const found = all(keyOf('onsite', file.name), file.text, file.text, faults)
    return compiled(file, found, content && { name: file.name, channel: 'onsite', content })
  })
  return [...(await Promise.all(emails)), ...messages, ...onsite]
}

type Unhashed<T> = T extends unknown ? Omit<T, 'hash'> : never

const compiled = (
  { path: file }: NamedFile,
  faults: readonly LiquidFault[],
  template: Unhashed<Template> | null,
): Compiled => ({
  template: template && ({ ...template, hash: contentHash(template) } as Template),
  findings: faults.map(({ level, code, line, message }) => ({ level, code, file, path: '', line, message })),
})

function byWeightAndPlace(a: Finding, b: Finding): number {
  if (a.level !== b.level) return a.level === 'error' ? -1 : 1
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return (a.line ?? 0) - (b.line ?? 0)
}
