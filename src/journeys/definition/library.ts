// What files a workspace consists of and which of them are templates and segments, told by their names alone.
import type { MessageChannel } from '../../model/channel.js'
import type { WorkspaceFile } from './finding.js'

export type FileKind =
  | 'settings'
  | 'journey'
  | 'segment'
  | 'event'
  | 'email'
  | 'email-text'
  | 'sms'
  | 'onsite'
  | 'block'
  | 'ignored'

export interface NamedFile extends WorkspaceFile {
  readonly kind: FileKind | 'unknown'
  /** The name without folder and endings: of `templates/thanks.mjml`, `thanks`. */
  readonly name: string
}

const patterns: readonly (readonly [FileKind, RegExp])[] = [
  ['settings', /^(settings)\.json$/],
  ['journey', /^([^/]+)\.journey\.json$/],
  ['segment', /^segments\/([^/]+)\.json$/],
  ['event', /^events\/([^/]+)\.json$/],
  ['email', /^templates\/([^/]+)\.mjml$/],
  ['email-text', /^templates\/([^/]+)\.email\.txt$/],
  ['sms', /^templates\/([^/]+)\.txt$/],
  ['onsite', /^templates\/([^/]+)\.onsite\.json$/],
  ['block', /^blocks\/([^/]+)\.mjml$/],
  ['ignored', /^((?:schema|\.[^/]*)\/.*|[^/]+\.test\.json|README(?:\.\w+)?|(?:.*\/)?\.[^/]+)$/i],
]

export function nameFile(file: WorkspaceFile): NamedFile {
  for (const [kind, pattern] of patterns) {
    const name = pattern.exec(file.path)?.[1]
    if (name !== undefined) return { ...file, kind, name }
  }
  return { ...file, kind: 'unknown', name: file.path }
}

export const ofKind = (files: readonly NamedFile[], kind: NamedFile['kind']): NamedFile[] =>
  files.filter(file => file.kind === kind)

/** The names that journeys and segments may refer to. */
export interface Library {
  readonly templates: Readonly<Record<MessageChannel, ReadonlySet<string>>>
  readonly segments: ReadonlySet<string>
}

export function libraryOf(files: readonly NamedFile[]): Library {
  const names = (kind: FileKind) => new Set(ofKind(files, kind).map(({ name }) => name))
  return {
    templates: { email: names('email'), sms: names('sms'), onsite: names('onsite') },
    segments: names('segment'),
  }
}

const endings: Readonly<Record<MessageChannel, string>> = { email: 'mjml', sms: 'txt', onsite: 'onsite.json' }

export const addressOfTemplate = (channel: MessageChannel, name: string): string =>
  `templates/${name}.${endings[channel]}`
