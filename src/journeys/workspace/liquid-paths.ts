// The paths that Liquid expressions read, and what must be there for a test to come out true or false. Pure.
import { type Expression, Token, TypeGuards, type Value } from 'liquidjs'

/** Names that stand for a path: of a loop's variable, that of the list's members. null: always there. */
export type Aliases = ReadonlyMap<string, string | null>

/** As templates write it: `cart.items[0].name`; `*` for any member of a list. null for what is no path, or never missing. */
export function pathOf(token: unknown, aliases: Aliases): string | null {
  if (!(token instanceof Token) || !TypeGuards.isPropertyAccessToken(token) || token.variable !== undefined)
    return null
  const [root, ...rest] = token.props.map(partOf)
  const alias = aliases.get(root!)
  if (alias === null) return null
  const path = [alias ?? root!, ...rest].join('.')
  return path.replace(/^data\./, '')
}

function partOf(token: Token): string {
  const { content } = token as Token & { content?: unknown }
  if (typeof content === 'string' || typeof content === 'number') return String(content)
  // A name in brackets that another value tells: it may be any.
  return '*'
}

/** What is known to be there when an expression is true, and when it is false. */
export interface Facts {
  readonly whenTrue: ReadonlySet<string>
  readonly whenFalse: ReadonlySet<string>
}

const none: ReadonlySet<string> = new Set()
const knowsNothing: Facts = { whenTrue: none, whenFalse: none }
const both = (a: ReadonlySet<string>, b: ReadonlySet<string>) => new Set([...a, ...b])
const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>) => new Set([...a].filter(one => b.has(one)))

interface Operand extends Facts {
  /** `nil`, `blank`, `empty`, `""`, `false`: what is equal to it is missing. */
  readonly isNothing: boolean
}

export function factsOf({ initial, filters }: Value, aliases: Aliases): Facts {
  // What a filter makes of a value says nothing about the value.
  if (filters.length > 0) return knowsNothing
  const stack: Operand[] = []
  for (const token of (initial as Expression).postfix) {
    if (!TypeGuards.isOperatorToken(token)) {
      stack.push(operandOf(token, aliases))
    } else if (token.operator === 'not') {
      const { whenTrue, whenFalse } = stack.pop() ?? operandOf(null, aliases)
      stack.push({ whenTrue: whenFalse, whenFalse: whenTrue, isNothing: false })
    } else {
      const [right, left] = [stack.pop(), stack.pop()]
      if (!left || !right) return knowsNothing
      stack.push({ ...compared(token.operator, left, right), isNothing: false })
    }
  }
  return stack.at(-1) ?? knowsNothing
}

function compared(operator: string, left: Operand, right: Operand): Facts {
  const read = both(left.whenTrue, right.whenTrue)
  const withNothing = left.isNothing || right.isNothing
  switch (operator) {
    case 'and':
      return { whenTrue: read, whenFalse: shared(left.whenFalse, right.whenFalse) }
    case 'or':
      return {
        whenTrue: shared(left.whenTrue, right.whenTrue),
        whenFalse: both(left.whenFalse, right.whenFalse),
      }
    case '!=':
      return withNothing ? { whenTrue: read, whenFalse: none } : { whenTrue: none, whenFalse: read }
    case '==':
      return withNothing ? { whenTrue: none, whenFalse: read } : { whenTrue: read, whenFalse: none }
    default:
      return { whenTrue: read, whenFalse: none }
  }
}

function operandOf(token: Token | null, aliases: Aliases): Operand {
  const text = token?.getText() ?? ''
  const isNothing = /^(nil|null|blank|empty|false|""|'')$/.test(text)
  const path = pathOf(token, aliases)
  if (path === null) return { ...knowsNothing, isNothing }
  // Who asks for the size of a list has one.
  const paths = path.endsWith('.size') ? [path, path.slice(0, -'.size'.length)] : [path]
  return { whenTrue: new Set(paths), whenFalse: none, isNothing }
}
