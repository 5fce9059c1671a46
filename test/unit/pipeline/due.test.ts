// What is due for a customer, in the order it is decided in.
import { expect, it } from 'vitest'
import { dueOf } from '../../../src/pipeline/due.js'
import { aCustomer, anEnrollment, aState, at, start } from '../../support/builders.js'

const customerId = aCustomer().id
const timer = (enrollmentId: string, dueAt = start, seq = 2) => ({
  enrollmentId,
  seq,
  dueAt,
  customerId,
  attempts: 0,
})
const watch = (dueAt: Date | null) => ({ checkedAt: start, members: {}, dueAt })
const names = (due: ReturnType<typeof dueOf>[number]['due']): string[] =>
  due.map(({ input }) => (input.kind === 'timer' ? input.enrollmentId : input.kind))

it('the longest due comes first; at the same moment timers by their enrollment, then the watch', () => {
  const state = aState({ watch: watch(at('1m')) })
  const [one] = dueOf([state], [timer('c', at('2m')), timer('b', at('1m')), timer('a', at('1m'))], at('1h'))
  expect(names(one!.due)).toEqual(['a', 'b', 'watch', 'c'])
})

it('a watch that is not due yet, or never, asks for nothing', () => {
  const states = [null, at('2h')].map(dueAt => aState({ watch: watch(dueAt) }))
  expect(dueOf([...states, aState()], [], at('1h'))).toEqual([])
  expect(dueOf([aState({ watch: watch(at('1h')) })], [], at('1h'))).toHaveLength(1)
})

it('timers go to their own customers', () => {
  const bob = aState({ customer: aCustomer({ id: '00000000-0000-4000-8000-00000000000b' }) })
  const dues = dueOf([bob, aState()], [timer('a')], start)
  expect(dues.map(({ state, due }) => [state.customer.id, names(due)])).toEqual([[customerId, ['a']]])
})

it('an enrollment of an older program gets its time from the timer it waits for, and from no other', () => {
  const [id, other] = [anEnrollment().id, '00000000-0000-4000-8000-0000000000e2']
  const enrollments = [
    anEnrollment({ wakeAt: null, dueAt: null }),
    anEnrollment({ id: other, seq: 5, wakeAt: null, dueAt: null }),
  ]
  const [one] = dueOf([aState({ enrollments })], [timer(id), timer(other)], at('1h'))
  expect(one!.state.enrollments.map(({ wakeAt, dueAt }) => [wakeAt, dueAt])).toEqual([
    [start, start],
    [null, null],
  ])
})

it('an enrollment that knows its time keeps it, also when its timer was put off', () => {
  const enrollments = [anEnrollment({ wakeAt: at('5m'), dueAt: start })]
  const [one] = dueOf([aState({ enrollments })], [timer(enrollments[0]!.id, at('30m'))], at('1h'))
  expect(one!.state.enrollments).toEqual(enrollments)
})

it('an enrollment that an older program has woken since, and let rest again, gets its time from the new timer', () => {
  const enrollments = [anEnrollment({ wakeAt: at('7d'), dueAt: at('7d') })]
  const [one] = dueOf([aState({ enrollments })], [timer(enrollments[0]!.id, at('30m'))], at('1h'))
  expect(one!.state.enrollments).toEqual([{ ...enrollments[0]!, wakeAt: at('30m'), dueAt: at('30m') }])
})
