// Three-valued logic, as in SQL: what is unknown may be either, and the answer is unknown where that matters.
//
// With `changesAt`, stopping early is right: the part that decided keeps the answer as long as it keeps its own, and
// has told when it may change; of parts never asked nothing hangs until then.
import type { JsonObject } from '../../model/json.js'
import type { Because, Scope, Truth } from './scope.js'

/** A `Test` that may be told which properties bare paths read; without them, those of the scope. */
export type Judge = (scope: Scope, because: Because[] | null, properties?: JsonObject) => Truth

/** False as soon as one is false; else unknown if one is unknown. */
export function every(judges: readonly Judge[]): Judge {
  if (judges.length === 1) return judges[0]!
  return (scope, because, properties) => {
    let truth: Truth = true
    for (let index = 0; index < judges.length; index++) {
      const one = judges[index]!(scope, because, properties)
      if (one === false) return false
      if (one === null) truth = null
    }
    return truth
  }
}

/** True as soon as one is true; else unknown if one is unknown. */
export function some(judges: readonly Judge[]): Judge {
  if (judges.length === 1) return judges[0]!
  return (scope, because, properties) => {
    let truth: Truth = false
    for (let index = 0; index < judges.length; index++) {
      const one = judges[index]!(scope, null, properties)
      if (one === true) return true
      if (one === null) truth = null
    }
    // Asked quietly first: what a part says against itself is of no interest where another one matches.
    if (because !== null) for (const judge of judges) judge(scope, because, properties)
    return truth
  }
}

export function not(judge: Judge, because: Because): Judge {
  return (scope, reasons, properties) => {
    // Asked quietly: what keeps the inner one from matching is what makes this one match.
    const truth = judge(scope, null, properties)
    if (reasons !== null && truth !== false) {
      if (truth === true) reasons.push(because)
      else judge(scope, reasons, properties)
    }
    return truth === null ? null : !truth
  }
}
