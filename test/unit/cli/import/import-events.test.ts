import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { importEvents, type Rejected } from '../../../../src/cli/import/import-events.js'
import { rowMapper } from '../../../../src/cli/import/map-row.js'
import { mapSchema } from '../../../../src/cli/import/map-schema.js'
import { readMap } from '../../../../src/cli/import/read-map.js'
import { type Format, formatOf, readRows } from '../../../../src/cli/import/read-rows.js'
import { rejectedFile } from '../../../../src/cli/import/rejected-file.js'
import type { Event } from '../../../../src/model/event.js'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'triggerfish-import-'))
})
const file = async (name: string, text: string): Promise<string> => {
  await writeFile(join(folder, name), text)
  return join(folder, name)
}

const now = new Date('2026-11-21T00:00:00Z')
const map = rowMapper(
  mapSchema.parse({ type: { value: 'page_seen' }, occurredAt: 'at', customer: { id: 'who' } }),
)

async function run(path: string, format: Format = 'csv', depths: number[] = []) {
  const accepted: Event[][] = []
  const rejected: Rejected[] = []
  const waited: boolean[] = []
  const count = await importEvents({
    rows: readRows(path, format),
    map,
    source: 'import',
    intake: {
      accept: async events => void accepted.push(events),
      depth: async () => depths.shift() ?? 0,
      now: async () => now,
    },
    reject: async row => void rejected.push(row),
    onProgress: ({ waiting }) => waited.push(waiting),
  })
  return { count, accepted, rejected, waited }
}

describe('importing events', () => {
  it('reads a CSV in batches, and counts', async () => {
    const rows = Array.from({ length: 1_200 }, (_, n) => `2026-11-20T10:00:00Z,c-${n}\n`)
    const { count, accepted } = await run(await file('a.csv', `\ufeffat,who\n${rows.join('')}`))
    expect(count).toEqual({ rows: 1_200, accepted: 1_200, rejected: 0 })
    expect(accepted.map(batch => batch.length)).toEqual([500, 500, 200])
    expect(accepted[0]?.[0]).toMatchObject({
      source: 'import',
      customer: { id: 'c-0' },
      receivedAt: now.toISOString(),
    })
  })

  it('gives the same ids the second time', async () => {
    const path = await file('a.csv', 'at,who\n2026-11-20T10:00:00Z,a\n2026-11-20T10:00:00Z,b\n')
    const ids = async () => (await run(path)).accepted.flat().map(({ id }) => id)
    expect(await ids()).toEqual(await ids())
  })

  it('reads NDJSON, and passes by empty lines', async () => {
    const path = await file('a.ndjson', '{"at":"2026-11-20T10:00:00Z","who":"a"}\r\n\n{"at":1,"who":"b"}\n')
    const { accepted, rejected } = await run(path, 'ndjson')
    expect(accepted.flat()).toHaveLength(1)
    expect(rejected).toMatchObject([{ line: 3, faults: [{ path: 'at' }] }])
  })

  it('goes on after bad rows, with their line and fault', async () => {
    const path = await file(
      'a.csv',
      'at,who\nsoon,a\n2026-11-20T10:00:00Z,\n"2026-11-20T10:00:00Z","b\nc"\nx\n2026-11-20T10:00:00Z,d\n',
    )
    const { count, rejected } = await run(path)
    expect(count).toEqual({ rows: 5, accepted: 2, rejected: 3 })
    expect(rejected).toMatchObject([
      { line: 2, faults: [{ path: 'at', message: expect.stringContaining('"soon"') }], row: { who: 'a' } },
      { line: 3, faults: [{ path: 'customer' }] },
      { line: 6, faults: [{ message: 'has 1 cells, the header has 2' }] },
    ])
  })

  it('takes a quote in the middle of a cell for a character, and says when one never ends', async () => {
    const row = '2026-11-20T10:00:00Z'
    const { accepted, rejected } = await run(
      await file('a.csv', `at,who\n${row},a\n${row},"b"c\n${row},"d\n`),
    )
    expect(accepted.flat().map(({ customer }) => customer.id)).toEqual(['a', '"b"c'])
    expect(rejected).toMatchObject([{ faults: [{ message: expect.stringContaining('Quote') }] }])
  })

  it('says that nothing was read after a row without an end', async () => {
    const row = (who: string) => `2026-11-20T10:00:00Z,${who}\n`
    const text = `at,who\n${row('a')}${row(`"${'x'.repeat(1_100_000)}`)}${row('b')}`
    const { accepted, rejected } = await run(await file('a.csv', text))
    expect(accepted.flat().map(({ customer }) => customer.id)).toEqual(['a'])
    expect(rejected).toMatchObject([
      { line: 3, faults: [{ message: expect.stringContaining('nothing after it was read') }] },
    ])
  })

  it('waits while the queue is full', async () => {
    const path = await file('a.csv', 'at,who\n2026-11-20T10:00:00Z,a\n')
    const { count, waited } = await run(path, 'csv', [201, 200])
    expect(waited).toEqual([true, false])
    expect(count.accepted).toBe(1)
  })

  it('fails when the file cannot be read', async () => {
    await expect(run(join(folder, 'none.csv'))).rejects.toThrow('ENOENT')
    await expect(run(join(folder, 'none.ndjson'), 'ndjson')).rejects.toThrow('ENOENT')
  })

  it.each([
    ['a.csv', 'csv'],
    ['A.TSV', 'csv'],
    ['a.jsonl', 'ndjson'],
    ['a.txt', null],
  ])('knows the format of %s', (name, format) => {
    expect(formatOf(name)).toBe(format)
  })
})

describe('a map file', () => {
  it('may be the shipped example', async () => {
    await expect(readMap('examples/rees46-map.json')).resolves.toMatchObject({ type: { from: 'event_type' } })
  })

  it('that cannot be used is refused with every fault', async () => {
    const path = await file(
      'map.json',
      '{"type":{"from":"t","values":{"v":"Not Snake"}},"customer":{},"properties":{"a.":"x","b":{"form":"y"}},"extra":1}',
    )
    const problem = await readMap(path).catch((error: Error) => error.message)
    for (const word of ['occurredAt', 'type', 'customer', 'properties', '"extra"'])
      expect(problem).toContain(word)
  })

  it('that is not JSON, or not there, is refused', async () => {
    await expect(readMap(await file('map.json', '{'))).rejects.toThrow('is not JSON')
    await expect(readMap(join(folder, 'none.json'))).rejects.toThrow('ENOENT')
  })
})

describe('the file of rejected rows', () => {
  it('has one line for each, and is not made without any', async () => {
    const path = join(folder, 'a.rejected.ndjson')
    const empty = await rejectedFile(path)
    await empty.close()
    await expect(readFile(path)).rejects.toThrow('ENOENT')
    const rejected = await rejectedFile(path)
    await rejected.write({ line: 2, faults: [{ path: 'at', message: 'is wrong' }], row: { at: 'x' } })
    await rejected.close()
    expect(await readFile(path, 'utf8')).toBe(
      '{"line":2,"faults":[{"path":"at","message":"is wrong"}],"row":{"at":"x"}}\n',
    )
  })
})
