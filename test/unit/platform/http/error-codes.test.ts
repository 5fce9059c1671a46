// The page of error codes and the code say the same.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const root = new URL('../../../../', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, root), 'utf8')

test('every code an HTTP answer can have is in docs/reference/api.md, with its status, and no other', () => {
  const source = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts'))
    .map(path => read(`src/${path}`))
    .join('\n')
  const problems = [...source.matchAll(/status: (\d{3}),\s+code: '(\w+)'/g)].map(
    ([, status, code]) => `${status} ${code}`,
  )
  const oneOfTwo = [...source.matchAll(/status: (\d{3}),\s+code: .*\? '(\w+)' : '(\w+)'/g)].flatMap(
    ([, status, ...codes]) => codes.map(code => `${status} ${code}`),
  )
  // A table of them by a fault's code: `variant_unknown: 400,`.
  const tables = [...source.matchAll(/\['code'\], number>> = \{([^}]*)\}/g)].map(([, table]) => table!)
  const inTables = tables.flatMap(table =>
    [...table.matchAll(/(\w+): (\d{3}),/g)].map(([, code, status]) => `${status} ${code}`),
  )
  const unread = [...source.matchAll(/\bchecked\(.*, '(\w+)'\)/g)].map(([, code]) => `400 ${code}`)
  const cut = [...source.matchAll(/\bunavailable\(\s*'(\w+)'/g)].map(([, code]) => `503 ${code}`)
  const refused = [...source.matchAll(/unauthorized\(\s*'(\w+)'/g)].map(([, code]) => `401 ${code}`)
  // Passed through `unavailable(error.code, …)`.
  const away = ['503 queue_unavailable', '503 keys_unavailable']
  for (const line of away) expect(source).toContain(`readonly code = '${line.slice(4)}'`)

  const listed = [...read('docs/reference/api.md').matchAll(/^\| (\d{3}) +\| `(\w+)`/gm)]
  expect(listed.map(([, status, code]) => `${status} ${code}`).sort()).toEqual(
    [
      ...new Set([
        ...problems,
        ...oneOfTwo,
        ...inTables,
        ...unread,
        ...refused,
        ...cut,
        ...away,
        '400 invalid_request',
      ]),
    ].sort(),
  )
})
