// waitFor: rests until one of several events comes or a condition is true, or for as long as `within` allows.
import type { Event } from '../../../model/event.js'
import { durationMs } from '../../../model/time.js'
import type { WaitForStep } from '../../definition/step-schema.js'
import type { Test } from '../condition.js'
import type { CompileContext, Move, Node, Visit } from './step-kind.js'

export const matches = (step: object): step is WaitForStep => 'waitFor' in step

interface Awaited {
  readonly type: string
  readonly test: Test | null
  readonly to: string | null
}

export function compile(step: WaitForStep, next: string | null, context: CompileContext): Node {
  const came = context.sequence(step.then ?? [], next)
  const timedOut = context.sequence(step.else ?? [], next)
  const ms = durationMs(step.waitFor.within)
  const condition = step.waitFor.if
  if (condition === undefined)
    return forEvents(step, awaitedOf(step, came, next, context), { ms, timedOut, ways: [came, timedOut] })
  return forCondition(step, context.condition(condition), {
    ms,
    came,
    timedOut,
    hears: context.types(condition),
  })
}

function awaitedOf(
  { waitFor: { event, where, any } }: WaitForStep,
  came: string | null,
  next: string | null,
  context: CompileContext,
): Awaited[] {
  const list = any ?? [{ event: event!, where }]
  return list.map(one => ({
    type: one.event,
    test: one.where ? context.condition(one.where) : null,
    to: 'then' in one && one.then ? context.sequence(one.then, next) : came,
  }))
}

function forEvents(
  step: WaitForStep,
  awaited: readonly Awaited[],
  { ms, timedOut, ways }: { ms: number; timedOut: string | null; ways: readonly (string | null)[] },
): Node {
  const types = [...new Set(awaited.map(({ type }) => type))]
  const name = types.join(', ')
  return {
    id: step.id,
    hears: types,
    ways: [...ways, ...awaited.map(({ to }) => to)],
    arrive: visit => rest(visit, name, ms),
    hear: (visit, event) => {
      const index = awaited.findIndex(one => isAwaited(visit, one, event))
      if (index < 0) return null
      const { id, type, properties } = event
      visit.output({ type, properties })
      const detail = { event: id, type }
      visit.record('branched', 'event_came', step.waitFor.any ? { ...detail, case: index } : detail)
      return { kind: 'go', to: awaited[index]!.to }
    },
    wake: visit => timeOut(visit, name, timedOut),
  }
}

const isAwaited = (visit: Visit, { type, test }: Awaited, event: Event): boolean =>
  event.type === type && (!test || visit.testEvent(test, event))

function forCondition(
  step: WaitForStep,
  test: Test,
  {
    ms,
    came,
    timedOut,
    hears,
  }: { ms: number; came: string | null; timedOut: string | null; hears: readonly string[] },
): Node {
  const look = (visit: Visit): Move | null => {
    if (!visit.test(test, [])) return null
    visit.record('branched', 'condition_true')
    return { kind: 'go', to: came }
  }
  return {
    id: step.id,
    hears,
    ways: [came, timedOut],
    arrive: visit => look(visit) ?? rest(visit, 'condition', ms),
    hear: look,
    look,
    looksAgainAt: visit => visit.watch(test, []).changesAt,
    wake: visit => look(visit) ?? timeOut(visit, 'condition', timedOut),
  }
}

function rest(visit: Visit, name: string, ms: number): Move {
  const until = new Date(visit.now.getTime() + ms)
  visit.record('waited', null, { for: name, until: until.toISOString() })
  return { kind: 'rest', until }
}

function timeOut(visit: Visit, name: string, to: string | null): Move {
  visit.output({ type: null })
  visit.record('branched', 'timed_out', { for: name })
  return { kind: 'go', to }
}
