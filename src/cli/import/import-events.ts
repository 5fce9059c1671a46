// Brings the rows of a file in as events: map, check, hand over in batches, and keep what was refused for the person
// who wrote the map. Must not run ahead of those who process the events.
import { setTimeout as pause } from 'node:timers/promises'
import { type Event, eventParser, type Fault } from '../../model/event.js'
import type { RowMapper } from './map-row.js'
import type { RowRead } from './read-rows.js'

/** Where accepted events go. */
export interface Intake {
  accept(events: Event[]): Promise<unknown>
  /** How full the way to the pipeline is: jobs not yet done. */
  depth(): Promise<number>
  /** The product's time, which is when an imported event was received. */
  now(): Promise<Date>
}

export interface Rejected {
  readonly line: number
  readonly faults: readonly Fault[]
  readonly row?: unknown
}

export interface Progress {
  readonly rows: number
  readonly accepted: number
  readonly rejected: number
  /** Whether it waits for events handed over earlier to be processed. */
  readonly waiting: boolean
}

export interface ImportOptions {
  readonly rows: AsyncIterable<RowRead>
  readonly map: RowMapper
  readonly source: string
  readonly intake: Intake
  readonly reject: (rejected: Rejected) => Promise<void>
  readonly onProgress?: (progress: Progress) => void
}

const batchSize = 500
/** So many jobs keep every worker busy; more would only fill Redis. */
const fullDepth = 200

/** How many rows there were, and how many of them were accepted and rejected. */
export async function importEvents(options: ImportOptions): Promise<Omit<Progress, 'waiting'>> {
  const { rows, map, source, intake, reject, onProgress = () => {} } = options
  const count = { rows: 0, accepted: 0, rejected: 0 }
  let batch: Event[] = []
  const handOver = async (): Promise<void> => {
    while ((await intake.depth()) > fullDepth) {
      onProgress({ ...count, waiting: true })
      await pause(250)
    }
    await intake.accept(batch)
    count.accepted += batch.length
    batch = []
    onProgress({ ...count, waiting: false })
  }

  let parse = eventParser(source, await intake.now())
  for await (const read of rows) {
    count.rows++
    const result = eventOf(read, map, parse)
    if ('event' in result) batch.push(result.event)
    else {
      count.rejected++
      await reject(result)
    }
    if (batch.length === batchSize) {
      await handOver()
      parse = eventParser(source, await intake.now())
    }
  }
  if (batch.length > 0) await handOver()
  return count
}

function eventOf(
  read: RowRead,
  map: RowMapper,
  parse: ReturnType<typeof eventParser>,
): { readonly event: Event } | Rejected {
  if ('fault' in read) return { line: read.line, faults: [{ path: '', message: read.fault }] }
  const mapped = map(read.row)
  const parsed = 'event' in mapped ? parse(mapped.event) : mapped
  return 'event' in parsed ? parsed : { line: read.line, faults: parsed.faults, row: read.row }
}
