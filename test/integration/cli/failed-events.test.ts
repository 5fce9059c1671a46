import { beforeEach, describe, expect, it } from 'vitest'
import { listFailedEvents, replayFailedEvents } from '../../../src/cli/failed-event-store.js'
import { newId } from '../../../src/platform/new-id.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
})

async function setAside(
  eventId: string,
  event = JSON.stringify({ source: 'shop', id: eventId, type: 'product_added' }),
): Promise<string> {
  const id = newId()
  await database.db
    .insertInto('failed_events')
    .values({
      id,
      source_id: 'shop',
      event_id: eventId,
      event,
      reason: 'cannot be stored',
      replayed_at: null,
    })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  return id
}
const open = async () => (await listFailedEvents(database.db, 100)).map(({ eventId }) => eventId).sort()

describe('events that were set aside', () => {
  it('are listed with their reason', async () => {
    const id = await setAside('e-1')
    expect(await listFailedEvents(database.db, 10)).toEqual([
      {
        id,
        source: 'shop',
        eventId: 'e-1',
        type: 'product_added',
        reason: 'cannot be stored',
        failedAt: expect.any(Date),
      },
    ])
  })

  it('are listed also when PostgreSQL cannot read all of their text', async () => {
    const event = JSON.stringify({
      source: 'shop',
      id: 'e-1',
      type: 'product_added',
      properties: { note: 'a\u0000b' },
    })
    await setAside('e-1', event)
    expect((await listFailedEvents(database.db, 10)).map(({ type }) => type)).toEqual(['product_added'])
  })

  it('are put back once, all or some', async () => {
    const [first] = [await setAside('e-1'), await setAside('e-2'), await setAside('e-3')]
    const accepted: string[] = []
    const accept = async (events: { id: string }[]) => void accepted.push(...events.map(({ id }) => id))
    expect(await replayFailedEvents(database.db, [first], accept)).toBe(1)
    expect([accepted, await open()]).toEqual([['e-1'], ['e-2', 'e-3']])
    expect(await replayFailedEvents(database.db, null, accept)).toBe(2)
    expect(await replayFailedEvents(database.db, null, accept)).toBe(0)
    expect([accepted.sort(), await open()]).toEqual([['e-1', 'e-2', 'e-3'], []])
  })

  it('stay set aside when the queue does not take them', async () => {
    await setAside('e-1')
    const refuse = () => Promise.reject(new Error('queue is away'))
    await expect(replayFailedEvents(database.db, null, refuse)).rejects.toThrow('queue is away')
    expect(await open()).toEqual(['e-1'])
  })

  it('are set aside anew when they fail again, even before the replay has ended', async () => {
    await setAside('e-1')
    let failing: Promise<string> | undefined
    const accept = async () => {
      failing = setAside('e-1')
    }
    expect(await replayFailedEvents(database.db, null, accept)).toBe(1)
    await failing
    expect(await open()).toEqual(['e-1'])
  })
})
