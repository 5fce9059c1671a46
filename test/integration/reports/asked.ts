// Reports as they are asked for, over whatever rows a test has made.
import type { Kysely } from 'kysely'
import type { Database } from '../../../src/db/index.js'
import {
  findReportKind,
  listKinds,
  makeReport,
  parseRequest,
  type Report,
  type ReportRow,
  wholeList,
} from '../../../src/reports/index.js'

type Texts = Readonly<Record<string, string>>

/** A report of November 2026, unless said otherwise. */
export async function report(db: Kysely<Database>, name: string, texts: Texts = {}): Promise<Report> {
  const kind = findReportKind(name)!
  const asked = await parseRequest(db, kind, { from: '2026-11-01', to: '2026-12-01', ...texts })
  if ('faults' in asked) throw new Error(JSON.stringify(asked.faults))
  return await makeReport(db, kind, asked)
}

/** All rows of the list at an address, such as `lists` of a row has. */
export async function followed(db: Kysely<Database>, address: string): Promise<ReportRow[]> {
  const url = new URL(address, 'http://localhost')
  const kind = listKinds.find(({ name }) => url.pathname === `/v1/reports/lists/${name}`)
  if (!kind) throw new Error(`no list at ${address}`)
  const asked = await parseRequest(db, kind, Object.fromEntries(url.searchParams))
  if ('faults' in asked) throw new Error(`${address}: ${JSON.stringify(asked.faults)}`)
  const rows: ReportRow[] = []
  for await (const part of wholeList(db, kind, asked)) rows.push(...part)
  return rows
}
