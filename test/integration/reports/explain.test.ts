import { beforeEach, describe, expect, it } from 'vitest'
import { newId } from '../../../src/platform/new-id.js'
import { explainCustomer } from '../../../src/reports/explain.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'
import { aMessage, anEnrollment, at } from './rows.js'

let database: TestDatabase
const customer = { customer_id: newId(), part: 7 }
const ann = { kind: 'email' as const, value: 'ann@example.com' }

beforeEach(async () => {
  database = await aDatabase()
  await database.db
    .insertInto('identities')
    .values({ ...ann, ...customer, created_at: at('10T00:00:00') })
    .execute()
})

const event = (id: string, time: string, refusals: object[] | null, of = customer) =>
  database.db
    .insertInto('events')
    .values({
      ...of,
      source_id: 'shop',
      id,
      type: 'product_added',
      occurred_at: at(time),
      received_at: at(time),
      processed_at: at(time),
      properties: '{}',
      refusals: refusals && JSON.stringify(refusals),
    })
    .execute()
const refusal = (journeyId: string) => ({ journeyId, version: 1, reason: 'already_in', detail: {} })

async function enrolled(journey_id: string, event_id: string): Promise<string> {
  const row = anEnrollment({ ...customer, journey_id, event_id, ended_by: 'completed' })
  await database.db.insertInto('enrollments').values(row).execute()
  await database.db
    .insertInto('decisions')
    .values(
      [2, 1].map(n => ({
        ...customer,
        enrollment_id: row.id,
        journey_id,
        version: 1,
        n,
        step_id: null,
        kind: n === 1 ? 'entered' : 'exited',
        reason: n === 1 ? null : 'completed',
        detail: JSON.stringify({ type: 'product_added', event: event_id }),
        decided_at: at('10T12:00:00'),
      })),
    )
    .execute()
  await database.db
    .insertInto('messages')
    .values(aMessage({ ...customer, enrollment_id: row.id, journey_id, status: 'skipped', reason: 'capped' }))
    .execute()
  return row.id
}

describe('explaining a customer', () => {
  it('tells for each event into which journeys it led, and into which not and why', async () => {
    await event('e-2', '10T13:00:00', [refusal('cart'), refusal('browse')])
    await event('e-1', '10T12:00:00', null)
    const enrollmentId = await enrolled('cart', 'e-1')
    const explained = await explainCustomer(database.db, ann, null)
    expect(explained?.events).toMatchObject([
      { id: 'e-1', entered: [{ journeyId: 'cart', enrollmentId }], refusals: [] },
      {
        id: 'e-2',
        entered: [],
        refusals: [
          { journeyId: 'cart', reason: 'already_in', words: 'is in this journey already' },
          { journeyId: 'browse' },
        ],
      },
    ])
  })

  it('tells the decisions in order, and what became of the messages', async () => {
    await enrolled('cart', 'e-1')
    const explained = await explainCustomer(database.db, ann, null)
    expect(explained?.enrollments).toMatchObject([
      {
        journeyId: 'cart',
        words: 'went through to the end',
        decisions: [
          { n: 1, words: 'came in by product_added (e-1)' },
          { n: 2, words: 'went through to the end' },
        ],
        messages: [
          { status: 'skipped', words: 'email was left out at the last check (a cap is reached: capped)' },
        ],
      },
    ])
  })

  it('tells what became of the calls', async () => {
    const enrollment_id = await enrolled('cart', 'e-1')
    const call = {
      ...customer,
      enrollment_id,
      journey_id: 'cart',
      version: 1,
      step_id: 'tell',
      pass: 1,
      kind: 'webhook' as const,
      target: 'crm',
      payload: '{}',
      answers: false,
      created_at: at('10T12:00:00'),
      due_at: at('10T12:00:00'),
    }
    await database.db
      .insertInto('calls')
      .values([
        { ...call, id: newId(), status: 'done', attempts: 1, response_status: 200 },
        { ...call, id: newId(), status: 'failed', reason: 'http_410', created_at: at('10T12:01:00') },
      ])
      .execute()
    const explained = await explainCustomer(database.db, ann, null)
    expect(explained?.enrollments[0]?.calls).toMatchObject([
      { stepId: 'tell', responseStatus: 200, words: 'webhook "crm" was taken' },
      { words: 'webhook "crm" failed for good (http_410)' },
    ])
  })

  it('about one journey, leaves out what concerns others', async () => {
    await event('e-1', '10T12:00:00', null)
    await event('e-2', '10T13:00:00', [refusal('cart'), refusal('browse')])
    await event('e-3', '10T14:00:00', [refusal('browse')])
    await enrolled('cart', 'e-1')
    await enrolled('browse', 'e-9')
    const explained = await explainCustomer(database.db, ann, 'cart')
    expect(explained?.events.map(({ id, refusals }) => [id, refusals.length])).toEqual([
      ['e-1', 0],
      ['e-2', 1],
    ])
    expect(explained?.enrollments.map(({ journeyId }) => journeyId)).toEqual(['cart'])
  })

  it('never tells about somebody else', async () => {
    await event('theirs', '10T12:00:00', null, { customer_id: newId(), part: 8 })
    expect((await explainCustomer(database.db, ann, null))?.events).toEqual([])
  })

  it('knows customers by the id that lists of reports show', async () => {
    await event('hers', '10T12:00:00', null)
    const asked = { kind: 'id' as const, value: customer.customer_id }
    const noon = at('10T12:00:00')
    expect(await explainCustomer(database.db, asked, null)).toBeNull()
    await database.db
      .insertInto('customers')
      .values({
        id: customer.customer_id,
        part: customer.part,
        attributes: '{}',
        created_at: noon,
        updated_at: noon,
      })
      .execute()
    expect((await explainCustomer(database.db, asked, null))?.events).toHaveLength(1)
  })

  it('knows when it knows nobody', async () => {
    expect(await explainCustomer(database.db, { kind: 'id', value: 'nobody' }, null)).toBeNull()
  })
})
