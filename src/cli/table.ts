// Tables for people: columns as wide as their widest cell, numbers to the right.

export interface Column {
  readonly title: string
  readonly align?: 'left' | 'right'
}

/** Lines of text. A control character in a cell, which could move the cursor, becomes a replacement character. */
export function table(columns: readonly Column[], rows: readonly (readonly string[])[]): string[] {
  const cells = [columns.map(({ title }) => title), ...rows.map(row => row.map(printable))]
  const widths = columns.map((_, index) => Math.max(...cells.map(row => widthOf(row[index] ?? ''))))
  const line = (row: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(row[index] ?? '', widths[index]!, align))
      .join('  ')
      .trimEnd()
  const [header = [], ...body] = cells
  return [line(header), widths.map(width => '─'.repeat(width)).join('  '), ...body.map(line)]
}

/** Text that came from outside, made safe to show on a terminal: nothing that moves the cursor, or turns letters around. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, '\uFFFD')

const segmenter = new Intl.Segmenter()
const widthOf = (text: string): number => [...segmenter.segment(text)].length

function pad(text: string, width: number, align: Column['align'] = 'left'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'right' ? space + text : text + space
}
