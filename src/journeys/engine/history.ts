// What a customer did, as conditions ask it. An event counts if it is recent enough and surely passes `where`.
import type { JsonObject } from '../../model/json.js'
import { durationMs } from '../../model/time.js'
import type { Did } from './condition-kinds.js'
import { compileFields } from './fields.js'
import type { Judge } from './logic.js'
import { compileMeasures, type Measures } from './measures.js'
import type { Because, Scope, Test, Truth } from './scope.js'
import type { PastEvent } from './types.js'

/** Without `count`, `sum` and `distinct`, once is enough; of these, what is there must match. */
export function compileDid(condition: Did): Test {
  const { did, where, within, since, sum, distinct } = condition
  const count = condition.count ?? (sum || distinct ? undefined : 1)
  const question: Question = {
    measures: compileMeasures({ count, sum, distinct }),
    where: where ? compileFields(where) : null,
    windowMs: within === undefined ? null : durationMs(within),
    because: written({ did, count, sum, distinct, within, since }),
  }
  return (scope, because) => {
    const begin = since === 'entry' ? scope.entryAt : beginOf(question.windowMs, scope.now)
    if (begin === null) return unknown(question, 'not in a journey', because)
    const known = scope.history(did, begin)
    if (known === undefined) return unknown(question, 'not loaded', because)
    return judge(question, scope, known, begin === ever ? Number.NEGATIVE_INFINITY : begin.getTime(), because)
  }
}

interface Question {
  readonly measures: Measures
  readonly where: Judge | null
  readonly windowMs: number | null
  readonly because: Because
}

const ever = new Date(0)
const beginOf = (windowMs: number | null, now: Date): Date =>
  windowMs === null ? ever : new Date(now.getTime() - windowMs)

const written = (parts: Record<string, unknown>): Because =>
  Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined)) as JsonObject

function unknown(question: Question, why: string, because: Because[] | null): null {
  because?.push({ ...question.because, unknown: why })
  return null
}

function judge(
  question: Question,
  scope: Scope,
  known: readonly PastEvent[],
  after: number,
  because: Because[] | null,
): Truth {
  const { measures, windowMs } = question
  const { onlyCount } = measures
  if (onlyCount !== null && scope.changesAt === undefined) {
    const got = countOf(question, scope, known, after)
    if (onlyCount(got)) return true
    because?.push({ ...question.because, got })
    return false
  }
  const events = known.filter(event => counts(question, scope, event, after))
  if (windowMs !== null) tellLeaving(scope, events, windowMs, onlyCount)
  const matches = measures.match(events)
  if (!matches) because?.push({ ...question.because, got: measures.got(events) })
  return matches
}

/** `after` itself is outside: what was exactly a day ago is no longer within "1d". */
const counts = ({ where }: Question, scope: Scope, event: PastEvent, after: number): boolean =>
  event.occurredAt.getTime() > after && (where === null || where(scope, null, event.properties) === true)

function countOf(question: Question, scope: Scope, events: readonly PastEvent[], after: number): number {
  let count = 0
  for (let index = 0; index < events.length; index++) {
    if (counts(question, scope, events[index]!, after)) count++
  }
  return count
}

/**
 * Time takes events out of a window, the oldest first, and never brings one in. Where only their number matters, it
 * tells when so many have left that the answer is another one; else, when the first leaves.
 */
function tellLeaving(
  { changesAt }: Scope,
  events: readonly PastEvent[],
  windowMs: number,
  onlyCount: Measures['onlyCount'],
): void {
  if (changesAt === undefined || events.length === 0) return
  const times = events.map(event => event.occurredAt.getTime()).sort((a, b) => a - b)
  const leaver = onlyCount ? deciding(times.length, onlyCount) : 0
  if (leaver !== null) changesAt(new Date(times[leaver]! + windowMs))
}

/** Which one, counted from the oldest, changes the answer by its leaving; null: none does. */
function deciding(count: number, onlyCount: (count: number) => boolean): number | null {
  const now = onlyCount(count)
  for (let left = 1; left <= count; left++) if (onlyCount(count - left) !== now) return left - 1
  return null
}
