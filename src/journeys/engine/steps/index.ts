// The one registry of step kinds: a new kind is a file beside this one and a line here.
import type { Step } from '../../definition/step-schema.js'
import * as branch from './branch.js'
import * as exit from './exit.js'
import * as send from './send.js'
import type { CompileContext, Node } from './step-kind.js'
import * as wait from './wait.js'
import * as waitFor from './wait-for.js'

export type { Move, Node, Visit } from './step-kind.js'

export function compileStep(step: Step, next: string | null, context: CompileContext): Node {
  if (wait.matches(step)) return wait.compile(step, next, context)
  if (waitFor.matches(step)) return waitFor.compile(step, next, context)
  if (branch.matches(step)) return branch.compile(step, next, context)
  if (send.matches(step)) return send.compile(step, next, context)
  if (exit.matches(step)) return exit.compile(step, next, context)
  return noSuchStep(step)
}

/** Does not compile when a kind of the schema has no line above. */
function noSuchStep(step: never): never {
  throw new Error(`no such step: ${JSON.stringify(step)}`)
}
