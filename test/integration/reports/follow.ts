// Follows the address of a list behind a figure, page by page, as somebody who reads the report would.
import type { Db } from '../../../src/db/tables.js'
import { listKinds } from '../../../src/reports/lists/lists.js'
import { parseRequest } from '../../../src/reports/parse-request.js'
import type { ReportRow, ReportSettings } from '../../../src/reports/report-kind.js'

/** Pages of two rows, so that their seams are tested too. */
export async function follow(db: Db, address: string, settings: ReportSettings): Promise<ReportRow[]> {
  const { pathname, searchParams } = new URL(address, 'http://localhost')
  const kind = listKinds.find(({ name }) => `/v1/reports/lists/${name}` === pathname)
  if (!kind) throw new Error(`no list at ${pathname}`)
  const asked = await parseRequest(db, kind, Object.fromEntries(searchParams))
  if ('faults' in asked) throw new Error(JSON.stringify(asked.faults))
  const rows: ReportRow[] = []
  let after: readonly string[] | null = null
  do {
    const page = await kind.page(db, asked, settings, { after, limit: 2 })
    rows.push(...page.rows)
    after = page.next
  } while (after !== null)
  return rows
}
