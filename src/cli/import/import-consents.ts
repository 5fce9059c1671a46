// Brings a list of addresses in as events of consent. A no that is known already stays: a list says what somebody wanted
// once, and never undoes a later or equal word.

import type { Identifiers } from '../../model/customer.js'
import type { Fault } from '../../model/event.js'
import { type ConsentList, type ConsentRow, consentRow } from './consent-row.js'
import { type Intake, importEvents, type Progress } from './import-events.js'
import type { RowRead } from './read-rows.js'
import { type Row, UnreadableValue } from './read-value.js'

export interface RefusedRow {
  readonly line: number
  readonly reason: string
  /** What the file has there; absent where it is no row. */
  readonly row?: Row | undefined
}

export interface ConsentImport {
  readonly rows: AsyncIterable<RowRead>
  readonly list: ConsentList
  /** What the events are stored under. */
  readonly storedAs: string
  readonly intake: Intake
  readonly knownNoes: (customers: readonly Identifiers[]) => Promise<readonly (Date | undefined)[]>
  /** Which of these events are known from an earlier import of the same list. */
  readonly stored: (ids: readonly string[]) => Promise<ReadonlySet<string>>
  /** For each, whether what they said at that time belongs to a life that was erased. */
  readonly erased: (said: readonly Said[]) => Promise<readonly boolean[]>
  readonly reject: (refused: RefusedRow) => Promise<void>
  readonly onProgress?: ((progress: Progress) => void) | undefined
}

export interface Said {
  readonly customer: Identifiers
  readonly at: Date
}

export interface ConsentReport {
  rows: number
  imported: number
  /** From an earlier import of the same list. */
  known: number
  /** Known to want nothing of it, and left so. */
  knownNo: number
  /** Of people who were erased since: left out. */
  erased: number
  /** The same address again in the file. */
  duplicates: number
  rejected: number
}

const portion = 500

export async function importConsents(options: ConsentImport): Promise<ConsentReport> {
  const { storedAs: source, intake, reject, onProgress } = options
  const report: ConsentReport = {
    rows: 0,
    imported: 0,
    known: 0,
    knownNo: 0,
    erased: 0,
    duplicates: 0,
    rejected: 0,
  }
  const refusedLines = new Set<number>()
  const given = new Map<number, Row>()
  const refuse = async (line: number, faults: readonly Fault[], row: Row | undefined): Promise<void> => {
    // A row may have made two events; it is one row all the same.
    if (refusedLines.has(line)) return
    refusedLines.add(line)
    report.rejected++
    await reject({ line, reason: faults.map(wordsOf).join('; '), row })
  }
  await importEvents({
    rows: eventRows({ ...options, report, refuse, given }),
    map: event => ({ event }),
    source,
    intake,
    reject: ({ line, faults }) => refuse(line, faults, given.get(line)),
    ...(onProgress && { onProgress }),
  })
  // What was handed on and then refused by the checks of events was none of them.
  report.imported =
    report.rows - report.known - report.knownNo - report.erased - report.duplicates - report.rejected
  return report
}

const wordsOf = ({ path, message }: Fault): string =>
  path === '' || message.startsWith('has no') || message.startsWith('"') ? message : `${path} ${message}`

interface Reading extends ConsentImport {
  readonly report: ConsentReport
  readonly refuse: (line: number, faults: readonly Fault[], row: Row | undefined) => Promise<void>
  /** The rows behind the events under way, by their lines. */
  readonly given: Map<number, Row>
}

type Read = ConsentRow & { readonly line: number; readonly row: Row }

async function* eventRows(reading: Reading): AsyncGenerator<RowRead> {
  let batch: Read[] = []
  for await (const read of readable(reading)) {
    batch.push(read)
    if (batch.length < portion) continue
    yield* wanted(reading, batch)
    batch = []
  }
  if (batch.length > 0) yield* wanted(reading, batch)
}

/** The rows that are some, each address once. */
async function* readable({ rows, list, report, refuse }: Reading): AsyncGenerator<Read> {
  const seen = new Set<string>()
  for await (const read of rows) {
    report.rows++
    const { line } = read
    if ('fault' in read) {
      await refuse(line, [{ path: '', message: read.fault }], undefined)
      continue
    }
    const made = madeOf(list, read.row, line)
    if ('fault' in made) await refuse(line, [made.fault], read.row)
    else if (seen.has(made.key)) report.duplicates++
    else {
      seen.add(made.key)
      yield { ...made, line, row: read.row }
    }
  }
}

function madeOf(list: ConsentList, row: Row, line: number): ConsentRow | { readonly fault: Fault } {
  try {
    return consentRow(list, row, line)
  } catch (error) {
    if (!(error instanceof UnreadableValue)) throw error
    return { fault: { path: error.column, message: error.message } }
  }
}

async function* wanted(
  { list, knownNoes, stored, erased, report, given }: Reading,
  batch: readonly Read[],
): AsyncGenerator<RowRead> {
  // Those of the portion before have been checked by now, but for the last few.
  for (const line of [...given.keys()].slice(0, -portion)) given.delete(line)
  const noes = list.status === 'subscribed' ? await knownNoes(batch.map(({ customer }) => customer)) : []
  const gone = await erased(batch.map(({ customer, saidAt }) => ({ customer, at: knownAt(list, saidAt) })))
  const known = await stored(batch.flatMap(({ events }) => events.map(idOf)))
  for (const [index, { line, row, saidAt, events }] of batch.entries()) {
    if (gone[index]) {
      report.erased++
      continue
    }
    const no = noes[index]
    // A list that does not tell when says nothing newer than a no.
    if (no && (list.consentAt === undefined || no >= saidAt)) {
      report.knownNo++
      continue
    }
    if (events.every(event => known.has(idOf(event)))) {
      report.known++
      continue
    }
    given.set(line, row)
    for (const event of events) yield { line, row: event }
  }
}

const idOf = ({ id }: ConsentRow['events'][number]): string => String(id)

/** A yes that does not tell when was said before every erasure, for all anybody knows; a no holds from now on. */
const knownAt = ({ consentAt, status }: ConsentList, saidAt: Date): Date =>
  consentAt === undefined && status === 'subscribed' ? new Date(0) : saidAt
