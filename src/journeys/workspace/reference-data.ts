// The tables of docs/reference/journey-format.md that come from data the program goes by: quiet hours by law, and the
// events it knows.
import type { LocalWindow, Weekday } from '../../model/local-time.js'
import { type QuietRule, quietRules } from '../../model/quiet-hours.js'
import { knownEvents } from '../definition/known-events.js'

/** By the name the page calls the table. */
export const dataTables: Readonly<Record<string, () => string>> = {
  'quiet hours': () => tableOf(['where', 'channel', 'no marketing', 'by'], quietRules.map(rowOfRule)),
  events: () => tableOf(['event', 'fields'], eventGroups().map(rowOfGroup)),
}

const tableOf = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |\n`).join('')

const dayNames: Readonly<Record<Weekday, string>> = {
  mon: 'Mondays',
  tue: 'Tuesdays',
  wed: 'Wednesdays',
  thu: 'Thursdays',
  fri: 'Fridays',
  sat: 'Saturdays',
  sun: 'Sundays',
}

const rowOfRule = (rule: QuietRule): string[] => [
  whereOf(rule),
  rule.channels.join(', '),
  timesOf(rule),
  rule.source,
]

function whereOf({ countries = ['everywhere'], regions = [] }: QuietRule): string {
  const codes = regions.length > 0 ? regions.map(region => `${countries[0]}-${region}`) : countries
  return codes.join(', ')
}

const timesOf = ({ quiet, holidays }: QuietRule): string =>
  [...quiet.map(windowWords), ...(holidays ? ['public holidays'] : [])].join('; ')

function windowWords({ between, on }: LocalWindow): string {
  const days = on?.map(day => dayNames[day]).join(', ')
  return [days, between && `${between[0]} to ${between[1]}`].filter(Boolean).join(' ')
}

interface EventGroup {
  readonly types: readonly string[]
  readonly fields: string
}

/** Types with the same fields share a row. */
function eventGroups(): EventGroup[] {
  const groups = new Map<string, string[]>()
  for (const [type, table] of Object.entries(knownEvents)) {
    const fields = table ? fieldWords(Object.keys(table)) : 'whatever the shop tells'
    groups.set(fields, [...(groups.get(fields) ?? []), type])
  }
  return [...groups].map(([fields, types]) => ({ types, fields }))
}

const rowOfGroup = ({ types, fields }: EventGroup): string[] => [
  types.map(type => `\`${type}\``).join(', '),
  fields,
]

/** `cart.id`, `.value` …: the first of a group in full. Members of lists are told about once, below the table. */
function fieldWords(paths: readonly string[]): string {
  const shown = paths.filter(path => !path.includes('*'))
  return shown
    .map((path, index) => {
      const [group, rest] = splitAtDot(path)
      const goesOn = rest !== '' && index > 0 && splitAtDot(shown[index - 1]!)[0] === group
      return `\`${goesOn ? `.${rest}` : path}\``
    })
    .join(', ')
}

function splitAtDot(path: string): [group: string, rest: string] {
  const dot = path.indexOf('.')
  return dot < 0 ? [path, ''] : [path.slice(0, dot), path.slice(dot + 1)]
}
