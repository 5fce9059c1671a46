// Whether the fields a journey or a segment reads can be there, and can be tested as it tests them. Properties and
// attributes have any name, so a slip of the pen would only show as a condition that is never true.
import { closest, slipOf } from './did-you-mean.js'
import type { EventBook } from './event-properties.js'
import { conditionKeywords } from './fields-schema.js'
import { error, type Fault, warning } from './finding.js'
import { misfit } from './operator-types.js'
import { kindAt, type PropertyKind, type PropertyTable } from './property-table.js'
import type { FieldRead } from './walk-fields.js'

/** What stands above a place: the outputs of steps, by the step's id. null: of a step that puts nothing out. */
export type Outputs = ReadonlyMap<string, PropertyTable | null>

export interface Readable {
  readonly book: EventBook
  /** What `data.` reads: the types of events that bring customers in; null where nobody can tell. */
  readonly data: readonly string[] | null
  /** The outputs that can be read where something stands; null where nobody can tell. */
  readonly outputsAt: (read: FieldRead) => Outputs | null
}

export const checkFields = (reads: readonly FieldRead[], readable: Readable): Fault[] =>
  reads.flatMap(read => {
    const kinds = kindsAt(read, readable)
    if ('fault' in kinds) return [kinds.fault]
    const wrong = kinds.kinds.map(kind => misfit(read.test, kind))
    const fault = wrong[0]
    if (fault === undefined || wrong.includes(undefined)) return []
    const message = `"${read.value}" is ${article(kinds.kinds[0]!)}, and ${fault}`
    return [error('operator_type', read.path, message)]
  })

type Kinds = { readonly kinds: readonly PropertyKind[] } | { readonly fault: Fault }
const anything: Kinds = { kinds: ['any'] }

/** What a path can find: one kind for each event that has it. */
function kindsAt(read: FieldRead, { book, data, outputsAt }: Readable): Kinds {
  const [root, ...rest] = read.value.split('.') as [string, ...string[]]
  if (root === 'customer') return anything
  if (root === 'data' && rest.length > 0) return kindsOfProperty(read, rest.join('.'), data, book)
  if (root === 'steps') return kindsOfOutput(read, rest, outputsAt(read))
  const meant = slipOf(root, rest.length > 0 ? ['customer', 'steps'] : conditionKeywords)
  if (meant === undefined) return kindsOfProperty(read, read.value, read.events, book)
  const found = read.events?.flatMap(type => kindOf(book, type, read.value)) ?? []
  if (found.length > 0 && read.events?.every(type => book.tableOf(type))) return { kinds: found }
  const message = `reads a field called "${read.value}"; did you mean "${[meant, ...rest].join('.')}"?`
  return { fault: warning('unusual_field', read.path, message) }
}

const kindOf = (book: EventBook, type: string, property: string): PropertyKind[] => {
  const table = book.tableOf(type)
  const kind = table ? kindAt(table, property) : 'any'
  return kind === undefined ? [] : [kind]
}

function kindsOfProperty(
  read: FieldRead,
  property: string,
  types: readonly string[] | null,
  book: EventBook,
): Kinds {
  if (types === null || types.length === 0) return anything
  const kinds = types.flatMap(type => kindOf(book, type, property))
  if (kinds.length > 0) return { kinds }
  const tables = types.map(type => book.tableOf(type) ?? {})
  const meant = closest(property, tables.flatMap(Object.keys))
  const described = types.map(type => `events/${type}.json`).join(' or ')
  const who = types.map(type => `"${type}"`).join(' or ')
  const hint =
    meant === undefined
      ? `; if your shop sends it, describe it in ${described}`
      : `; did you mean "${meant}"? If not, describe it in ${described}`
  return {
    fault: warning('unusual_field', read.path, `no event ${who} is known to have "${property}"${hint}`),
  }
}

function kindsOfOutput(read: FieldRead, [id, ...rest]: readonly string[], outputs: Outputs | null): Kinds {
  if (outputs === null) return anything
  const fault = (message: string): Kinds => ({ fault: warning('output_missing', read.path, message) })
  if (id === undefined) return fault('is written "steps.ID.…", with the id of a step above')
  if (!outputs.has(id)) {
    const meant = closest(id, outputs.keys())
    const hint = meant === undefined ? '' : `; did you mean "steps.${[meant, ...rest].join('.')}"?`
    return fault(`reads "${read.value}", but no step "${id}" is passed on the way here${hint}`)
  }
  const table = outputs.get(id)
  if (!table) return fault(`reads "${read.value}", but the step "${id}" puts nothing out`)
  const kind = rest.length === 0 ? 'object' : kindAt(table, rest.join('.'))
  if (kind !== undefined) return { kinds: [kind] }
  const all = Object.keys(table).filter(path => !path.includes('.'))
  return fault(
    `reads "${read.value}", but the step "${id}" puts out ${all.map(one => `"${one}"`).join(', ')}`,
  )
}

const article = (kind: PropertyKind): string =>
  kind === 'boolean' ? 'true or false' : `${/^[ao]/.test(kind) ? 'an' : 'a'} ${kind}`
