// Which jobs that are kept in Redis are taken up again when somebody is erased, so that they are dropped.
import { expect, test } from 'vitest'
import type { CustomerKey } from '../../../src/model/customer-key.js'
import { type Jobs, replayFailedOf } from '../../../src/privacy/failed-jobs.js'

const ann: CustomerKey[] = [
  { kind: 'id', value: 'c-42' },
  { kind: 'email', value: 'ann@example.com' },
]

/** What was replayed of failed jobs with these payloads. */
async function replayed(queue: string, payloads: readonly unknown[]): Promise<string[]> {
  const ids: string[] = []
  const broker = {
    failed: async ({ name }: { name: string }) =>
      name === queue ? payloads.map((payload, n) => ({ id: String(n), payload })) : [],
    replay: async (_: unknown, some: readonly string[]) => ids.push(...some),
  }
  await replayFailedOf(broker as unknown as Jobs, ann)
  return ids
}

test('events by a name of theirs, and no others', async () => {
  const events = (customer: object) => ({ events: [{ customer }] })
  const payloads = [events({ id: 'c-42' }), events({ id: 'c-43' }), events({ email: 'Ann@example.com' })]
  expect(await replayed('events', payloads)).toEqual(['0', '2'])
})

test('all reports, since most name nobody but a message', async () => {
  const press = { type: 'consent_changed', messageId: 'm', customerId: 'x', properties: { ip: '192.0.2.7' } }
  expect(await replayed('reports', [{ reports: [press] }])).toEqual(['0'])
})
