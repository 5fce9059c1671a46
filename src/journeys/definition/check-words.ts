// Finds words that are allowed but were probably meant to be others: custom events and fields have any name, so a slip
// of the pen would only show as a journey that nobody ever enters.
import { knownEventTypes } from '../../model/event.js'
import type { Condition } from './condition-schema.js'
import { slipOf } from './did-you-mean.js'
import { conditionKeywords, type Fields } from './fields-schema.js'
import { type Fault, warning } from './finding.js'
import type { At, Placed } from './walk.js'
import { fieldsOf } from './walk-fields.js'
import { eventTypesOf } from './walk-names.js'

export const checkConditionWords = (conditions: readonly Placed<Condition>[]): Fault[] => [
  ...checkEventTypes(conditions.flatMap(eventTypesOf)),
  ...checkFieldNames(conditions.flatMap(fieldsOf)),
]

export const checkEventTypes = (types: readonly At<string>[]): Fault[] =>
  types.flatMap(({ value, path }) => {
    const meant = slipOf(value, knownEventTypes)
    if (meant === undefined) return []
    return [
      warning('unusual_event', path, `"${value}" is no event Triggerfish knows; did you mean "${meant}"?`),
    ]
  })

export const checkFieldNames = (fields: readonly At<Fields>[]): Fault[] =>
  fields.flatMap(({ value, path }) =>
    Object.keys(value).flatMap(field => {
      const [root, ...rest] = field.split('.')
      const meant = slipOf(root!, rest.length > 0 ? ['customer'] : conditionKeywords)
      if (meant === undefined) return []
      const message = `tests a field called "${field}"; did you mean "${[meant, ...rest].join('.')}"?`
      return [warning('unusual_field', [...path, field], message)]
    }),
  )
