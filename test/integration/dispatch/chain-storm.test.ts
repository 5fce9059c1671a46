// Two dispatchers, three senders that answer whatever comes, leases that run out in the middle, customers who unsubscribe and
// journeys that take messages back: each message is taken once at most, and none after it was not to be sent any more.
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { MarkOnWire, OutgoingEmail, SendResult } from '../../../src/dispatch/index.js'
import type { NamedSender } from '../../../src/dispatch/named-sender.js'
import { senderChain } from '../../../src/dispatch/pacing/sender-chain.js'
import { withdrawMessages } from '../../../src/pipeline/outbox-store.js'
import { eventually } from '../../support/eventually.js'
import { anOutbox } from './outbox.js'

const count = 240
const answers: SendResult[] = [
  { kind: 'sent', providerId: null },
  { kind: 'sent', providerId: null },
  { kind: 'unknown', reason: 'cut' },
  { kind: 'retry', reason: 'full', about: 'sender', afterMs: 0 },
  { kind: 'retry', reason: 'full', about: 'sender', afterMs: 0 },
  { kind: 'retry', reason: 'later', about: 'message', afterMs: 0 },
  { kind: 'give_up', reason: 'no' },
]
const any = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!
/** Of the chain's own clock, so that a breaker of half a minute is shut again soon. */
const hurry = 500

it('whatever happens at the same moment, nobody gets a message twice, or one that was taken back', {
  timeout: 120_000,
}, async () => {
  const outbox = await anOutbox()
  const { db, broker } = outbox
  const taken: string[] = []
  const tooLate: string[] = []
  /** When it was committed that the message is not to go out. */
  const forbidden = new Map<string, number>()
  const meddle = async (id: string): Promise<void> => {
    const { customer_id, enrollment_id } = await outbox.row(id)
    if (Math.random() < 0.5)
      await sql`update customers set email_consent = 'unsubscribed' where id = ${customer_id}`.execute(db)
    else await withdrawMessages(db, [{ enrollmentId: String(enrollment_id), reason: 'order_completed' }])
    forbidden.set(id, performance.now())
  }
  const send = async ({ id }: OutgoingEmail, markOnWire: MarkOnWire): Promise<SendResult> => {
    if (Math.random() < 0.2) return { kind: 'retry', reason: 'refused', about: 'sender', afterMs: 0 }
    if (Math.random() < 0.1) await pause(Math.random() * 500)
    if (Math.random() < 0.1) await meddle(id)
    const asked = performance.now()
    if (!(await markOnWire())) return { kind: 'not_sent' }
    if ((forbidden.get(id) ?? Infinity) < asked) tooLate.push(id)
    if (Math.random() < 0.3) await pause(Math.random() * 600)
    if (Math.random() < 0.2) await meddle(id)
    const answer = any(answers)
    if (answer.kind === 'sent' || answer.kind === 'unknown') taken.push(id)
    return answer
  }
  const named = ['a', 'b', 'c'].map(
    (name): NamedSender<OutgoingEmail> => ({
      name,
      kind: 'http',
      sender: { channel: 'email', send, close: async () => {} },
      ...(name === 'a' && { rate: { max: 2_000, per: '10s' } }),
    }),
  )
  const tools = {
    tokens: broker,
    stopwatch: () => performance.now() * hurry,
    pause: (ms: number) => pause(ms / hurry),
    chance: () => Math.random(),
  }
  const ids: string[] = []
  for (let n = 0; n < count; n++) ids.push(await outbox.aMessage())
  for (let n = 0; n < 2; n++)
    outbox.start({
      senders: { email: senderChain('email', named, tools), sms: null },
      claimLeaseMs: 300,
      wireTimeoutMs: 400,
    })
  await outbox.publish(...ids)

  await eventually(
    async () => {
      await sql`update messages set due_at = tf_now() where status = 'queued'`.execute(db)
      const { rows } = await sql<{ open: number }>`
        select count(*)::integer as open from messages where status in ('queued', 'claimed', 'on_wire')`.execute(
        db,
      )
      expect(rows[0]!.open).toBe(0)
    },
    { within: 90_000 },
  )

  expect(tooLate).toEqual([])
  expect(taken.length).toBe(new Set(taken).size)
  const rows = await db.selectFrom('messages').select(['id', 'status']).execute()
  const went = new Set(taken)
  for (const { id, status } of rows) {
    if (status === 'sent') expect(went).toContain(id)
    if (status !== 'sent' && status !== 'unknown') expect(went).not.toContain(id)
  }
  expect(rows.filter(({ status }) => status === 'sent').length).toBeGreaterThan(count / 4)
})
