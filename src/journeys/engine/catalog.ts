// What the catalog says of a product, or of the products in a list. Inside `where`, bare paths read the product.
import type { JsonValue } from '../../model/json.js'
import type { InCatalog } from './condition-kinds.js'
import { compileFields } from './fields.js'
import type { Judge } from './logic.js'
import { type Because, compileReader, type Scope, type Test, type Truth } from './scope.js'

/** Products of a long list that a decision gives its reasons for. */
const maxReasons = 5

/**
 * `any`: true as soon as one product passes; of an empty list, false. `every`: false as soon as one does not pass; of an
 * empty list, unknown, since nobody who asks for carts that are wholly in stock means the empty ones.
 */
export function compileCatalog({ catalog, where, match = 'any' }: InCatalog): Test {
  const read = compileReader(catalog)
  const question: Question = { path: catalog, where: compileFields(where), decides: match === 'any' }
  return (scope, because) => {
    const value = read(scope, scope.properties)
    if (value === undefined) return unknown(catalog, 'missing', because)
    if (!Array.isArray(value)) return judge(question, scope, value, because)
    if (value.length === 0) return ofNone(question, because)
    return judgeList(question, scope, value, because)
  }
}

interface Question {
  readonly path: string
  readonly where: Judge
  /** The answer of one product that is the answer of the whole list. */
  readonly decides: boolean
}

function ofNone({ path, decides }: Question, because: Because[] | null): Truth {
  if (!decides) return unknown(path, 'empty list', because)
  because?.push({ catalog: path, got: [] })
  return false
}

function unknown(catalog: string, why: string, because: Because[] | null): null {
  because?.push({ catalog, unknown: why })
  return null
}

function judgeList(
  question: Question,
  scope: Scope,
  list: readonly JsonValue[],
  because: Because[] | null,
): Truth {
  const reasons: Because[] | null = because && []
  let truth: Truth = !question.decides
  // Does not stop at an unknown one: so all products that have yet to be loaded are asked for at once.
  for (const value of list) {
    const one = judge(question, scope, value, reasons && reasons.length < maxReasons ? reasons : null)
    if (one === question.decides) {
      truth = one
      break
    }
    if (one === null) truth = null
  }
  if (truth !== true && reasons) because?.push(...reasons)
  return truth
}

function judge({ path, where }: Question, scope: Scope, value: JsonValue, because: Because[] | null): Truth {
  const id = idOf(value)
  if (id === null) {
    because?.push({ catalog: path, got: value, unknown: 'wrong type' })
    return null
  }
  const product = scope.product(id)
  if (!product) {
    because?.push({
      catalog: path,
      product: id,
      unknown: product === null ? 'not in the catalog' : 'not loaded',
    })
    return null
  }
  const reasons: Because[] | null = because && []
  const truth = where(scope, reasons, product)
  if (truth !== true && reasons) because?.push({ catalog: path, product: id, because: reasons })
  return truth
}

/** The id itself, as text or number, or something with a `productId`, such as an item of a cart. */
function idOf(value: JsonValue): string | null {
  const id =
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, 'productId')
      ? value.productId!
      : value
  if (typeof id === 'number') return String(id)
  return typeof id === 'string' && id !== '' ? id : null
}
