// What is due for customers, as inputs in their order. Pure.
import type { CustomerState, Enrollment, Input } from '../journeys/engine/index.js'
import type { TimerRow } from '../journeys/enrollment-store.js'

export interface Due {
  readonly dueAt: Date
  readonly input: Input
}

/**
 * The longest due first. Of what is due at once, timers before the watch, and of timers always the same one first, or
 * chance would decide who gets the room of a cap.
 */
export function dueOf(
  states: readonly CustomerState[],
  timers: readonly TimerRow[],
  now: Date,
): { state: CustomerState; due: Due[] }[] {
  const timersOf = byCustomer(timers)
  return states
    .map(state => {
      const own = timersOf.get(state.customer.id) ?? []
      return { state: withWakeAt(state, own), due: [...wakes(own), ...looks(state, now)].sort(inTime) }
    })
    .filter(({ due }) => due.length > 0)
}

// The sort is stable.
const inTime = (a: Due, b: Due): number => a.dueAt.getTime() - b.dueAt.getTime()

const wakes = (timers: readonly TimerRow[]): Due[] =>
  [...timers]
    .sort((a, b) => (a.enrollmentId < b.enrollmentId ? -1 : 1))
    .map(({ enrollmentId, seq, dueAt }) => ({ dueAt, input: { kind: 'timer', enrollmentId, seq, dueAt } }))

const looks = ({ watch }: CustomerState, now: Date): Due[] =>
  watch?.dueAt && watch.dueAt <= now ? [{ dueAt: watch.dueAt, input: { kind: 'watch' } }] : []

/**
 * A program from before there was `wake_at` may still run beside this one: what it lets rest has only its timer, and no
 * time or that of a rest before. A timer is never due before `dueAt` otherwise, only after it, when it was put off.
 */
function withWakeAt(state: CustomerState, timers: readonly TimerRow[]): CustomerState {
  const rests = new Map(timers.map(timer => [`${timer.enrollmentId}:${timer.seq}`, timer.dueAt]))
  const timeOf = ({ id, seq, status, wakeAt, dueAt }: Enrollment): Date | null => {
    const due = rests.get(`${id}:${seq}`)
    const isRight = status !== 'active' || due === undefined || (wakeAt && dueAt && due >= dueAt)
    return isRight ? null : due
  }
  if (!state.enrollments.some(timeOf)) return state
  const mended = (enrollment: Enrollment): Enrollment => {
    const due = timeOf(enrollment)
    return due ? { ...enrollment, wakeAt: due, dueAt: due } : enrollment
  }
  return { ...state, enrollments: state.enrollments.map(mended) }
}

function byCustomer(timers: readonly TimerRow[]): Map<string, TimerRow[]> {
  const lists = new Map<string, TimerRow[]>()
  for (const timer of timers) {
    const list = lists.get(timer.customerId)
    if (list) list.push(timer)
    else lists.set(timer.customerId, [timer])
  }
  return lists
}
