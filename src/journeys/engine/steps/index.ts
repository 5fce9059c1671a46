// The one registry of step kinds: a new kind is a file beside this one and a line here.
import type { Step } from '../../definition/step-schema.js'
import * as audience from './audience.js'
import * as branch from './branch.js'
import * as coupon from './coupon.js'
import * as emit from './emit.js'
import * as exit from './exit.js'
import * as goTo from './goto.js'
import * as send from './send.js'
import * as set from './set.js'
import * as split from './split.js'
import type { CompileContext, Node } from './step-kind.js'
import * as task from './task.js'
import * as wait from './wait.js'
import * as waitFor from './wait-for.js'
import * as webhook from './webhook.js'

export type { Hold, Move, Node, Visit } from './step-kind.js'

export function compileStep(step: Step, next: string | null, context: CompileContext): Node {
  if (wait.matches(step)) return wait.compile(step, next, context)
  if (waitFor.matches(step)) return waitFor.compile(step, next, context)
  if (branch.matches(step)) return branch.compile(step, next, context)
  if (split.matches(step)) return split.compile(step, next, context)
  if (goTo.matches(step)) return goTo.compile(step, next, context)
  if (send.matches(step)) return send.compile(step, next, context)
  if (webhook.matches(step)) return webhook.compile(step, next, context)
  if (task.matches(step)) return task.compile(step, next, context)
  if (coupon.matches(step)) return coupon.compile(step, next, context)
  if (set.matches(step)) return set.compile(step, next, context)
  if (audience.matches(step)) return audience.compile(step, next, context)
  if (emit.matches(step)) return emit.compile(step, next, context)
  if (exit.matches(step)) return exit.compile(step, next, context)
  return noSuchStep(step)
}

/** Does not compile when a kind of the schema has no line above. */
function noSuchStep(step: never): never {
  throw new Error(`no such step: ${JSON.stringify(step)}`)
}
