// What every list is: the messages, enrollments, orders and events behind figures, page by page (docs/reference/reports.md).
import type { z } from 'zod'
import type { Db } from '../db/tables.js'
import type { Fault } from '../model/event.js'
import type { JsonValue } from '../model/json.js'
import type { ReportColumn, ReportRequest, ReportRow, ReportSettings } from './report-kind.js'

/** Where the next page begins: the values that the last row was sorted by. */
export type ListPosition = readonly string[]

export interface ListPart {
  /** null: from the beginning. */
  readonly after: ListPosition | null
  readonly limit: number
}

export interface ListPage {
  readonly rows: readonly ReportRow[]
  /** null: this was the last page. */
  readonly next: ListPosition | null
}

export interface ListKind<Filters = Readonly<Record<string, JsonValue>>> {
  /** As in /v1/reports/lists/NAME and `triggerfish report list NAME`. */
  readonly name: string
  readonly summary: string
  /** Filters besides period and journey, as texts come from an address; each with `.meta({ description })`. */
  readonly parameters: z.ZodObject
  readonly columns: readonly ReportColumn[]
  /** Of how many values the position of a row consists: a moment, and what tells rows of one moment apart. */
  readonly positionSize: number
  check?(request: ReportRequest<Filters>, db: Db): Promise<readonly Fault[]>
  page(db: Db, request: ReportRequest<Filters>, settings: ReportSettings, part: ListPart): Promise<ListPage>
}
