import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { importEvents } from '../../../src/cli/import/import-events.js'
import { rowMapper } from '../../../src/cli/import/map-row.js'
import { readMap } from '../../../src/cli/import/read-map.js'
import { readRows } from '../../../src/cli/import/read-rows.js'
import { aWorld } from '../../support/pipeline-world.js'

const header = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session'
const rows = [
  '2019-10-01 00:00:00 UTC,view,44600062,2103807459595387724,,shiseido,35.79,541312140,s-1',
  '2019-10-01 00:00:01 UTC,cart,1004856,2053013555631882655,electronics.smartphone,samsung,130.76,541312140,s-1',
  '2019-10-01 00:00:09 UTC,purchase,1004856,2053013555631882655,electronics.smartphone,samsung,130.76,541312140,s-1',
]

it('an export that is imported twice is stored once, as history that brings nobody in', async () => {
  const world = await aWorld()
  const file = join(await mkdtemp(join(tmpdir(), 'triggerfish-import-')), 'shop.csv')
  await writeFile(file, [header, ...rows].join('\n'))
  const map = rowMapper(await readMap('examples/rees46-map.json'))
  const run = () =>
    importEvents({
      rows: readRows(file, 'csv'),
      map,
      source: 'elsewhere',
      intake: {
        accept: events => world.post(...events),
        depth: async () => 0,
        now: async () => new Date('2026-11-20T10:00:00Z'),
      },
      reject: async rejected => expect.unreachable(JSON.stringify(rejected)),
    })
  expect(await run()).toEqual({ rows: 3, accepted: 3, rejected: 0 })
  await run()
  const stored = await world.db
    .selectFrom('events')
    .select(['type', 'source_id'])
    .orderBy('occurred_at')
    .execute()
  expect(stored.map(({ type }) => type)).toEqual(['product_viewed', 'product_added', 'order_completed'])
  expect(await world.db.selectFrom('customers').select('id').execute()).toHaveLength(1)
  expect(await world.db.selectFrom('enrollments').select('id').execute()).toEqual([])
})
