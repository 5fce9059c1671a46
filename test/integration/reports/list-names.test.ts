// A filter by a name that nothing has is a slip, and says so; an empty list would look like an answer.
import { expect, it } from 'vitest'
import { listKinds, parseRequest } from '../../../src/reports/index.js'
import { recountAll } from '../../../src/rollups/index.js'
import { aDatabase } from '../../support/database.js'
import { rowsOf } from '../rollups/rows.js'

const { db } = await aDatabase()
const rows = rowsOf(db)
await rows.publish({ currency: 'EUR', timeZone: 'UTC', reports: { segments: ['vip'] } })
const split = [
  { name: 'A', weight: 1, then: [{ id: 'early', send: 'email', template: 'x' }] },
  { name: 'B', weight: 1, then: [] },
]
const steps = [
  { id: 'settle', wait: '1h' },
  { id: 'subject', split },
]
await rows.version(1, { steps })
await rows.version(2, { steps: [{ id: 'remind', send: 'email', template: 'x' }], brand: 'outlet' })
await rows.version(1, { steps: [{ id: 'look', send: 'email', template: 'x' }] }, 'browse')
for (const id of ['cart', 'browse'])
  await db.insertInto('journeys').values({ id, status: 'active', version: 1 }).execute()
await rows.pass({ segments: ['former'], variants: JSON.stringify({ gone: 'C' }) })
await rows.message({ step_id: 'ancient' })
await recountAll(db)

async function faults(list: string, texts: Record<string, string>): Promise<string[]> {
  const kind = listKinds.find(({ name }) => name === list)!
  const asked = await parseRequest(db, kind, { from: '2026-11-01', to: '2026-12-01', ...texts })
  return 'faults' in asked ? asked.faults.map(({ path, message }) => `${path} ${message}`) : []
}

it.each([
  ['messages', { step: 'remnd' }, 'step is no step that was ever published; did you mean "remind"?'],
  [
    'messages',
    { step: 'zzzzzzzz' },
    'step is no step that was ever published; there are early, look, remind, settle, subject',
  ],
  [
    'messages',
    { step: 'look', journey: 'cart' },
    'step is no step that was ever published; there are early, remind, settle, subject',
  ],
  ['enrollments', { waiting: 'setle' }, 'waiting is no step that was ever published; did you mean "settle"?'],
  [
    'orders',
    { variant: 'subject=Bb' },
    'variant is no variant that was ever published; did you mean "subject=B"?',
  ],
  [
    'enrollments',
    { segment: 'vop' },
    'segment is no segment that reports know ("reports": { "segments": … } in settings.json); did you mean "vip"?',
  ],
  [
    'orders',
    { brand: 'outlt' },
    'brand is no brand of a journey that was ever published; did you mean "outlet"?',
  ],
  ['orders', { version: '7', journey: 'cart' }, 'version is no version of this journey; there are 1, 2'],
  ['holds', { step: 'erly' }, 'step is no step that was ever published; did you mean "early"?'],
  ['orders', { goal: 'zzzzzzzz' }, 'goal is no goal that was ever published; there are primary'],
  [
    'entrants',
    { of: 'zzzzzzzz' },
    'of is no split step that was ever published; there are holdout, global, subject',
  ],
  ['shop-orders', { journey: 'cart' }, 'journey needs "claimed": an order of the shop belongs to no journey'],
] as [string, Record<string, string>, string][])('%s by %j: %s', async (list, texts, fault) => {
  expect(await faults(list, texts)).toEqual([fault])
})

it('what there is, or ever was, or has figures, is asked for as ever; so is what has none', async () => {
  for (const texts of [
    { step: 'early', journey: 'cart' },
    { step: 'ancient' },
    { variant: 'subject=B' },
    { variant: 'gone=C', segment: 'former' },
    { segment: 'vip', brand: '', country: 'XX' },
    { version: '2' },
    { version: '2', journey: 'cart', step: '' },
  ] as Record<string, string>[])
    expect([texts, await faults('messages', texts)]).toEqual([texts, []])
})
