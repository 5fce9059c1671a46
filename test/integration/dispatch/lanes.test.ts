// What belongs to an order does not wait behind marketing: not in the queue, and not in the sweep.
import { expect, it } from 'vitest'
import { sweep } from '../../../src/dispatch/sweep.js'
import { takeUnpublished } from '../../../src/dispatch/sweep-store.js'
import { messageQueues } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { anOutbox } from './outbox.js'

const options = { channels: ['email'], maxAgeMs: 86_400_000, republishAfterMs: 0, limit: 2 } as const

it('the sweep puts each message on the lane of its category, however many of the other wait', async () => {
  const outbox = await anOutbox()
  for (let n = 0; n < 5; n++) await outbox.aMessage({ dueInMs: -60_000 })
  await outbox.aMessage({ category: 'transactional' })
  expect((await sweep(outbox.db, outbox.broker, options)).published).toBe(3)
  expect(await outbox.broker.depth(messageQueues.email.transactional)).toBe(1)
  expect(await outbox.broker.depth(messageQueues.email.marketing)).toBe(2)
})

it('a lane that is long is left alone, and the other is filled all the same', async () => {
  const outbox = await anOutbox()
  for (let n = 0; n < 4; n++) await outbox.aMessage({ dueInMs: -60_000 })
  await sweep(outbox.db, outbox.broker, options)
  const receipt = await outbox.aMessage({ category: 'transactional' })
  expect((await sweep(outbox.db, outbox.broker, options)).published).toBe(1)
  expect(await takeUnpublished(outbox.db, 'marketing', ['email'], 0, 10)).toHaveLength(4)
  expect(await outbox.broker.depth(messageQueues.email.marketing)).toBe(2)
  expect((await outbox.row(receipt)).enqueued_at).not.toBe(-Infinity)
})

it('marketing that had to wait for room looks only then whether anything was accepted before it', async () => {
  const outbox = await anOutbox()
  const id = await outbox.aMessage()
  // An order, say, of before an outage.
  let accepted: Date | null = new Date(Date.now() - 60_000)
  let looks = 0
  let isAsked = false
  let findRoom = () => {}
  const room = new Promise<() => void>(resolve => {
    findRoom = () => resolve(() => {})
  })
  const admit = () => {
    isAsked = true
    return room
  }
  const oldest = async () => {
    looks++
    return accepted
  }
  const { publish, consume, depth } = outbox.broker
  outbox.start({
    senders: { email: { ...outbox.email, admit }, sms: null },
    broker: { publish, consume, depth, oldest },
  })
  await outbox.publish(id)
  await eventually(() => isAsked)
  expect(looks).toBe(0)
  findRoom()
  await eventually(() => looks > 0)
  expect((await outbox.row(id)).status).toBe('queued')
  accepted = null
  await eventually(async () => expect((await outbox.row(id)).status).toBe('sent'))
})

it('a receipt goes out while every worker of marketing is busy', async () => {
  const outbox = await anOutbox()
  let letGo = () => {}
  const held = new Promise<void>(resolve => {
    letGo = resolve
  })
  const newsletters = [await outbox.aMessage(), await outbox.aMessage(), await outbox.aMessage()]
  outbox.email.beforeMark = async ({ category }) => (category === 'marketing' ? held : undefined)
  outbox.start({ concurrency: 2 })
  await outbox.publish(...newsletters)
  const receipt = await outbox.aMessage({ category: 'transactional' })
  await eventually(async () => expect((await outbox.row(receipt)).status).toBe('sent'))
  expect(outbox.email.outbox.map(({ id }) => id)).toEqual([receipt])
  letGo()
  await eventually(() => expect(outbox.email.outbox).toHaveLength(4))
})
