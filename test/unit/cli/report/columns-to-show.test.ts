import { expect, it } from 'vitest'
import { columnsToShow, type Measured } from '../../../../src/cli/commands/report/columns-to-show.js'
import type { ReportColumn } from '../../../../src/reports/index.js'

const column = (key: string, inTable?: ReportColumn['inTable'], isEmpty = false): Measured => ({
  column: { key, title: key, kind: 'text', ...(inTable !== undefined && { inTable }) },
  width: 8,
  isEmpty,
})
const all = [
  column('id', undefined, true),
  column('refunded', 'if_wide'),
  column('revenue'),
  column('empty', undefined, true),
  column('cancelled', 'if_wide'),
  column('file', false),
  column('nothing', 'if_wide', true),
]
const shown = (room: number | null, wide = false) => columnsToShow(all, { room, wide }).map(({ key }) => key)

it('a table has what one decides by, and more as far as there is room', () => {
  expect(shown(18)).toEqual(['id', 'revenue'])
  expect(shown(27)).toEqual(['id', 'revenue'])
  expect(shown(28)).toEqual(['id', 'refunded', 'revenue'])
  expect(shown(38)).toEqual(['id', 'refunded', 'revenue', 'cancelled'])
})

it('whoever asks gets all, in whatever room; a file has no room of its own', () => {
  expect(shown(18, true)).toEqual(['id', 'refunded', 'revenue', 'cancelled'])
  expect(shown(null)).toEqual(['id', 'revenue'])
  expect(shown(null, true)).toEqual(['id', 'refunded', 'revenue', 'cancelled'])
})
