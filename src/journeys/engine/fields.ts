// Tests on fields, compiled once. Bare paths read the properties at hand: of the event, or, in a `where`, of the past
// event or the product it looks at. A reference always reads what the whole condition is about: bare ones the event at
// hand, also inside a `where`, so that `{ "product.id": { "eq": { "path": "product.id" } } }` means "this very product".
import type { JsonObject, JsonValue } from '../../model/json.js'
import type { Fields } from '../definition/fields-schema.js'
import type { OperatorName, Operators, Reference } from '../definition/operators-schema.js'
import { every, type Judge } from './logic.js'
import { operators } from './operators.js'
import { type Because, compileReader, type Truth } from './scope.js'

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
    if (!truth) because?.push({ path, exists: want, got: got ?? null })
    return truth
  }
}

/** With a value that is written down: made ready once. */
function constant(path: string, name: Comparing, want: JsonValue): Judge {
  const read = compileReader(path)
  const { prepare, compare } = operators[name]
  const ready = prepare(want) as never
  if (ready === undefined) throw new Error(`${name} cannot take ${JSON.stringify(want)}`)
  return (scope, because, properties = scope.properties) => {
    const got = read(scope, properties)
    const truth = got === undefined ? null : compare(got, ready, scope)
    if (truth !== true && because !== null) because.push(reasonOf(path, name, want, got, truth))
    return truth
  }
}

/** With a value that is read when it is needed. */
function comparison(path: string, name: Comparing, reference: Reference): Judge {
  const read = compileReader(path)
  const readWant = compileReader(reference.path)
  const { prepare, compare } = operators[name]
  return (scope, because, properties = scope.properties) => {
    const got = read(scope, properties)
    const want = readWant(scope, scope.properties)
    const ready = want === undefined ? undefined : (prepare(want) as never)
    const truth = got === undefined || ready === undefined ? null : compare(got, ready, scope)
    if (truth !== true && because !== null) {
      const reason = reasonOf(path, name, { path: reference.path }, got, truth)
      if (want !== undefined) reason.want = want
      else if (got !== undefined) Object.assign(reason, { unknown: 'missing', missing: reference.path })
      because.push(reason)
    }
    return truth
  }
}

/** Built key by key: three times as fast as in one go, since every operator is another key. */
function reasonOf(
  path: string,
  name: string,
  want: JsonValue,
  got: JsonValue | undefined,
  truth: Truth,
): Because {
  const reason: Because = { path }
  reason[name] = want
  if (got === undefined) reason.unknown = 'missing'
  else {
    reason.got = got
    if (truth === null) reason.unknown = 'wrong type'
  }
  return reason
}
