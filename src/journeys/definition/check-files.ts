// What the files of a workspace are called, and which of them nothing uses: a misnamed file would silently do nothing.
import { eventTypeSchema } from '../../model/event.js'
import { localeSchema } from '../../model/locale.js'
import type { Condition } from './condition-schema.js'
import { error, type Fault, type Finding, findingOf, warning } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import { addressOfTemplate, type NamedFile, ofKind } from './library.js'
import { nameSchema } from './name-schema.js'
import { allSteps } from './walk.js'
import { segmentsOf, withInnerSegments } from './walk-names.js'

interface Uses {
  readonly journeys: readonly JourneyDefinition[]
  readonly segments: Readonly<Record<string, Condition>>
  /** Names of the segments that reports are grouped by. */
  readonly reported: readonly string[]
}

/** Templates and segments that nothing uses: left over, or meant for a journey that names another.
 * `uses` is null while a journey or the settings cannot be read: then nobody knows what they would have used. */
export function unusedFiles(files: readonly NamedFile[], uses: Uses | null): Finding[] {
  if (!uses) return []
  const used = usedFiles(uses)
  return files
    .filter(file => ['email', 'sms', 'onsite', 'segment'].includes(file.kind) && !used.has(originalOf(file)))
    .map(({ path }) => findingOf(path, unused))
}

/** Of a translation, the path of what it translates. */
const originalOf = ({ path, locale }: NamedFile): string =>
  locale === null ? path : path.replace(`.${locale}.`, '.')

/** Translations into no language, and of nothing. */
function strayTranslations(files: readonly NamedFile[]): Finding[] {
  const paths = new Set(files.map(({ path }) => path))
  return files.flatMap(file => {
    const { path, locale } = file
    if (locale === null) return []
    if (!isLanguage(locale)) return [findingOf(path, noLocale(locale))]
    // A text part goes with its mail, which says the same.
    const isAlone = file.kind !== 'email-text' && !paths.has(originalOf(file))
    return isAlone ? [findingOf(path, noOriginal(originalOf(file)))] : []
  })
}

const languages = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' })
/** Three letters look like a language, and mostly are none. */
const isLanguage = (locale: string): boolean =>
  localeSchema.safeParse(locale).success && languages.of(locale.split('-')[0]!) !== undefined

const noLocale = (locale: string): Fault =>
  error('locale_unknown', [], `"${locale}" in its name is no locale; write one such as "de" or "pt-BR"`)

const noOriginal = (original: string): Fault =>
  error('template_missing', [], `is a translation of ${original}, which is not there; write that first`)

function usedFiles({ journeys, segments, reported }: Uses): Set<string> {
  const sends = journeys
    .flatMap(journey => allSteps(journey.steps))
    .flatMap(({ value }) => ('send' in value ? [value] : []))
  return new Set([
    ...sends.map(({ send, template }) => addressOfTemplate(send, template)),
    ...[
      ...journeys.flatMap(journey => [...segmentsOf(journey, segments)]),
      ...withInnerSegments(reported, segments),
    ].map(name => `segments/${name}.json`),
  ])
}

/** Files whose names say that they are not read, or that nothing can refer to them; and settings that are not there. */
export function misnamedFiles(files: readonly NamedFile[]): Finding[] {
  const findings = files.flatMap(file => {
    if (file.kind === 'unknown') return [findingOf(file.path, unknownFile)]
    if (file.kind === 'ignored') return []
    if (file.kind === 'event')
      return eventTypeSchema.safeParse(file.name).success ? [] : [findingOf(file.path, badType(file))]
    return nameSchema.safeParse(file.name).success ? [] : [findingOf(file.path, badName(file))]
  })
  findings.push(...strayTranslations(files))
  return ofKind(files, 'settings').length > 0
    ? findings
    : [findingOf('settings.json', noSettings), ...findings]
}

const badName = ({ name }: NamedFile): Fault =>
  error('file_name', [], `"${name}" must be lower-case words joined by hyphens, such as "cart-reminder"`)

const badType = ({ name }: NamedFile): Fault =>
  error('file_name', [], `"${name}" must be the type of the event in snake_case, such as "order_delivered"`)

const noSettings = error(
  'no_settings',
  [],
  'is missing; it names the brand, the sender, the currency and the caps',
)

const unknownFile = warning(
  'unknown_file',
  [],
  'is not read: journeys are ID.journey.json, segments are segments/NAME.json, templates are templates/NAME.mjml, templates/NAME.txt and templates/NAME.onsite.json, blocks are blocks/NAME.mjml, event types are events/TYPE.json',
)

const unused = warning('unused_file', [], 'no journey uses it; remove it, or use it')
