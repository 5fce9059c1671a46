import { describe, expect, it } from 'vitest'
import type { NewMessage } from '../../../src/journeys/engine/index.js'
import { Outbox } from '../../../src/workbench/outbox.js'
import { aMessage, at, start } from '../../support/builders.js'

const { createdAt: _, wireAt: __, ...past } = aMessage()
const queued = (id: string, given: Partial<NewMessage> = {}): NewMessage => ({
  ...past,
  id,
  pass: 1,
  template: 'reminder',
  holdout: false,
  ...given,
})
const outbox = (...messages: NewMessage[]): Outbox => {
  const box = new Outbox()
  box.keep({ messages, withdrawals: [] }, start)
  return box
}
const ids = (messages: readonly { id: string }[]): string[] => messages.map(({ id }) => id)
const takeBack = {
  messages: [],
  withdrawals: [{ enrollmentId: past.enrollmentId, reason: 'order_completed' }],
}

describe('messages of a simulation', () => {
  it('are queued until they are handed over, once', () => {
    const box = outbox(queued('a'))
    box.handOver(at('1h'))
    box.handOver(at('2h'))
    expect(box.sent).toMatchObject([{ id: 'a', createdAt: start, wireAt: at('1h') }])
  })

  it('are taken back while they are queued, and not after', () => {
    const box = outbox(queued('a'))
    expect(ids(box.keep(takeBack, at('1h')))).toEqual(['a'])
    expect(box.list).toEqual([])
    const late = outbox(queued('b'))
    late.handOver(at('1h'))
    expect(late.keep(takeBack, at('2h'))).toEqual([])
    expect(ids(late.list)).toEqual(['b'])
  })

  it('are taken back of that enrollment only', () => {
    const box = outbox(queued('a'), queued('b', { enrollmentId: 'other' }))
    expect(ids(box.keep(takeBack, at('1h')))).toEqual(['a'])
    expect(ids(box.list)).toEqual(['b'])
  })

  it('that are held out count, but never go out and are never taken back', () => {
    const box = outbox(queued('a', { holdout: true }))
    box.handOver(at('1h'))
    expect(box.keep(takeBack, at('2h'))).toEqual([])
    expect(box.list).toMatchObject([{ id: 'a', wireAt: null }])
    expect(box.sent).toEqual([])
  })
})
