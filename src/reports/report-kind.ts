// What every report is: how it is asked for, what it answers, and how its rows are shown. HTTP, the command line and export
// files all work from this; a new report is one more kind (docs/reference/reports.md).
import type { z } from 'zod'
import type { Db } from '../db/tables.js'
import type { Fault } from '../model/event.js'
import type { JsonValue } from '../model/json.js'

/** Whole days of the shop's time zone. */
export interface ReportPeriod {
  /** "2026-11-01", included. */
  readonly from: string
  /** "2026-12-01", not included. */
  readonly to: string
}

/** What every report can be asked for; `from`, `to` or `days`, and `journey` are read by parse-request.ts. */
export interface ReportRequest<Parameters> extends ReportPeriod {
  /** One journey only; null: all. */
  readonly journey: string | null
  readonly parameters: Parameters
}

/** What the published settings say about money and days. */
export interface ReportSettings {
  readonly currency: string
  readonly timeZone: string
  /** What one unit of another currency is worth in `currency`; empty: amounts are kept apart. */
  readonly rates: Readonly<Record<string, string>>
}

/** `variants`: the one of each split that a pass drew. */
export type ColumnKind = 'text' | 'variants' | 'yes_no' | 'count' | 'share' | 'money' | 'number' | 'time'

export interface ReportColumn {
  /** Of the row; "lastTouch.revenue" reads a value inside. */
  readonly key: string
  /** As people read it at the head of a table. CSV has the key, in snake_case, or another name. */
  readonly title: string
  readonly csv?: string
  readonly kind: ColumnKind
  /**
   * false: not in tables for people, which must fit a terminal; in CSV, NDJSON and JSON all the same. 'if_wide': only where there
   * is room, or where it is asked for.
   */
  readonly inTable?: boolean | 'if_wide'
}

export type ReportRow = Readonly<Record<string, JsonValue>>

export interface ReportBody {
  /** Each with `id` where it stands for something, and `lists`: addresses of the lists of what is behind its figures. */
  readonly rows: readonly ReportRow[]
  /** null where rows must not be added up. */
  readonly total: ReportRow | null
  /** What the reader has to know to read it right, in sentences: what is immature, hidden, converted, revised. */
  readonly notes: readonly string[]
  /** What belongs to the whole report, such as the arms of a comparison. */
  readonly facts?: Readonly<Record<string, JsonValue>>
}

export interface Report extends ReportBody, ReportPeriod {
  readonly report: string
  readonly timeZone: string
  readonly currency: string
  readonly journey: string | null
  readonly parameters: Readonly<Record<string, JsonValue>>
  /** Until when what happened is counted in; null: nothing was counted yet. */
  readonly countedTo: string | null
}

export interface ReportKind<Parameters = Readonly<Record<string, JsonValue>>> {
  /** As in /v1/reports/NAME and `triggerfish report NAME`. */
  readonly name: string
  /** One line for lists and `--help`. */
  readonly summary: string
  /** Of the parameters besides period and journey, as texts come from an address or a command line; each with `.meta({ description })`. */
  readonly parameters: z.ZodObject
  /** Faults that only show when all parameters are seen together, or with what was published. */
  check?(request: ReportRequest<Parameters>, db: Db): Promise<readonly Fault[]>
  columns(request: ReportRequest<Parameters>, settings: ReportSettings): readonly ReportColumn[]
  /** What a reader has to know of a period that was asked for by its length, and so begins a day later every day. */
  readonly noteOnMovingPeriod?: string
  make(db: Db, request: ReportRequest<Parameters>, settings: ReportSettings): Promise<ReportBody>
}
