// Tests on fields, compiled once. Bare paths read the properties at hand: of the event, or, in a `where`, of the past
// event or the product it looks at. A reference always reads what the whole condition is about: bare ones the event at
// hand, also inside a `where`, so that `{ "product.id": { "eq": { "path": "product.id" } } }` means "this very product".
import type { JsonObject, JsonValue } from '../../model/json.js'
import type { Fields } from '../definition/fields-schema.js'
import type { OperatorName, Operators, Reference } from '../definition/operators-schema.js'
import { every, type Judge } from './logic.js'
import { operators } from './operators.js'
import { type Because, compileReader } from './scope.js'

/** One operator on one field. */
export interface FieldTest {
  readonly path: string
  readonly name: OperatorName
  readonly want: JsonValue
}

export const isReference = (want: JsonValue): want is Reference & JsonObject =>
  typeof want === 'object' && want !== null && !Array.isArray(want)

/** The tests that fields come to, in their order. */
export const testsOf = (fields: Fields): FieldTest[] =>
  Object.entries(fields).flatMap(([path, wanted]) =>
    typeof wanted === 'object' && wanted !== null
      ? operatorsOf(wanted).map(([name, want]) => ({ path, name, want }))
      : [{ path, name: 'eq' as const, want: wanted }],
  )

const operatorsOf = (wanted: Operators): [OperatorName, JsonValue][] =>
  (Object.entries(wanted) as [OperatorName, JsonValue | undefined][]).filter(
    (pair): pair is [OperatorName, JsonValue] => pair[1] !== undefined,
  )

export const compileFields = (fields: Fields): Judge => every(testsOf(fields).map(compileTest))

function compileTest(test: FieldTest): Judge {
  if (test.name === 'exists') return existence(test.path, test.want === true)
  return isReference(test.want)
    ? comparison(test.path, test.name, test.want)
    : constant(test.path, test.name, test.want)
}

type Comparing = Exclude<OperatorName, 'exists'>

function existence(path: string, want: boolean): Judge {
  const read = compileReader(path)
  return (scope, because, properties = scope.properties) => {
    const got = read(scope, properties)
    const truth = (got !== undefined && got !== null) === want
    if (!truth && because !== null) because.push({ path, exists: want, got: got ?? null })
    return truth
  }
}

/** With a value that is written down: made ready once. */
function constant(path: string, name: Comparing, want: JsonValue): Judge {
  const read = compileReader(path)
  const { prepare, compare } = operators[name]
  const ready = prepare(want) as never
  if (ready === undefined) throw new Error(`${name} cannot take ${JSON.stringify(want)}`)
  const test: Because = { path, [name]: want }
  return (scope, because, properties = scope.properties) => {
    const got = read(scope, properties)
    if (got === undefined) {
      because?.push({ ...test, unknown: 'missing' })
      return null
    }
    const truth = compare(got, ready, scope)
    if (truth !== true && because !== null)
      because.push(truth === null ? { ...test, got, unknown: 'wrong type' } : { ...test, got })
    return truth
  }
}

/** With a value that is read when it is needed. */
function comparison(path: string, name: Comparing, reference: Reference): Judge {
  const read = compileReader(path)
  const readWant = compileReader(reference.path)
  const { prepare, compare } = operators[name]
  const test: Because = { path, [name]: { path: reference.path } }
  return (scope, because, properties = scope.properties) => {
    const got = read(scope, properties)
    const want = readWant(scope, scope.properties)
    if (got === undefined || want === undefined) {
      because?.push({ ...test, unknown: 'missing', missing: got === undefined ? path : reference.path })
      return null
    }
    const ready = prepare(want) as never
    const truth = ready === undefined ? null : compare(got, ready, scope)
    if (truth !== true && because !== null)
      because.push({ ...test, want, got, ...(truth === null && { unknown: 'wrong type' }) })
    return truth
  }
}
