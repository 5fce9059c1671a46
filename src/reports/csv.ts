// CSV as RFC 4180 has it, and safe to open: a cell that a spreadsheet would run as a formula is made a text.

export type CsvCell = string | number | null

export const csv = (rows: readonly (readonly CsvCell[])[]): string =>
  rows.map(row => `${row.map(cellText).join(',')}\r\n`).join('')

function cellText(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  // "-12.50" is an amount, and what a spreadsheet makes of it is the same amount.
  const harmless = /^[=+\-@\t\r\n＝＋－＠]/.test(cell) && !/^-\d+(\.\d+)?$/.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
