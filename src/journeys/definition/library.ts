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
  /** The name without folder and endings: of `templates/thanks.de.mjml`, `thanks`. */
  readonly name: string
  /** Of a translation, as its name says it: `de`. null: in the language of the workspace. */
  readonly locale: string | null
}

const patterns: readonly (readonly [FileKind, RegExp])[] = [
  ['settings', /^(settings)\.json$/],
  ['journey', /^([^/]+)\.journey\.json$/],
  ['segment', /^segments\/([^/]+)\.json$/],
  ['event', /^events\/([^/]+)\.json$/],
  ['email', /^templates\/([^/.]+)(?:\.([^/.]+))?\.mjml$/],
  ['email-text', /^templates\/([^/.]+)(?:\.([^/.]+))?\.email\.txt$/],
  ['sms', /^templates\/([^/.]+)(?:\.([^/.]+))?\.txt$/],
  ['onsite', /^templates\/([^/.]+)(?:\.([^/.]+))?\.onsite\.json$/],
  ['block', /^blocks\/([^/]+)\.mjml$/],
  [
    'ignored',
    /^((?:schema|\.[^/]*)\/.*|[^/]+\.test\.json|senders\.json|README(?:\.\w+)?|(?:.*\/)?\.[^/]+)$/i,
  ],
]

export function nameFile(file: WorkspaceFile): NamedFile {
  for (const [kind, pattern] of patterns) {
    const match = pattern.exec(file.path)
    if (match) return { ...file, kind, name: match[1] ?? '', locale: match[2] ?? null }
  }
  return { ...file, kind: 'unknown', name: file.path, locale: null }
}

export const ofKind = (files: readonly NamedFile[], kind: NamedFile['kind']): NamedFile[] =>
  files.filter(file => file.kind === kind)

/** The names that journeys and segments may refer to. */
export interface Library {
  readonly templates: Readonly<Record<MessageChannel, ReadonlySet<string>>>
  readonly segments: ReadonlySet<string>
}

export function libraryOf(files: readonly NamedFile[]): Library {
  // A translation is no template by itself.
  const names = (kind: FileKind) =>
    new Set(ofKind(files, kind).flatMap(({ name, locale }) => (locale === null ? [name] : [])))
  return {
    templates: { email: names('email'), sms: names('sms'), onsite: names('onsite') },
    segments: names('segment'),
  }
}

const endings: Readonly<Record<MessageChannel, string>> = { email: 'mjml', sms: 'txt', onsite: 'onsite.json' }

export const addressOfTemplate = (channel: MessageChannel, name: string): string =>
  `templates/${name}.${endings[channel]}`
