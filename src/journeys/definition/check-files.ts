// What the files of a workspace are called, and which of them nothing uses: a misnamed file would silently do nothing.
import { eventTypeSchema } from '../../model/event.js'
import type { Condition } from './condition-schema.js'
import { error, type Fault, type Finding, findingOf, warning } from './finding.js'
import type { JourneyDefinition } from './journey-schema.js'
import { addressOfTemplate, type NamedFile, ofKind } from './library.js'
import { nameSchema } from './name-schema.js'
import { allSteps } from './walk.js'
import { segmentsOf } from './walk-names.js'

interface Uses {
  readonly journeys: readonly JourneyDefinition[]
  readonly segments: Readonly<Record<string, Condition>>
}

/** Templates and segments that no journey uses: left over, or meant for a journey that names another.
 * `uses` is null while a journey cannot be read: then nobody knows what it would have used. */
export function unusedFiles(files: readonly NamedFile[], uses: Uses | null): Finding[] {
  if (!uses) return []
  const used = usedFiles(uses)
  return files
    .filter(({ kind, path }) => ['email', 'sms', 'onsite', 'segment'].includes(kind) && !used.has(path))
    .map(({ path }) => findingOf(path, unused))
}

function usedFiles({ journeys, segments }: Uses): Set<string> {
  const sends = journeys
    .flatMap(journey => allSteps(journey.steps))
    .flatMap(({ value }) => ('send' in value ? [value] : []))
  return new Set([
    ...sends.map(({ send, template }) => addressOfTemplate(send, template)),
    ...journeys.flatMap(journey => [...segmentsOf(journey, segments)]).map(name => `segments/${name}.json`),
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
