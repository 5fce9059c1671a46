// The passes through journeys that figures count, by their entry.
import type { Db } from '../../db/tables.js'
import type { Fault } from '../../model/event.js'
import { faultsOfGoal } from '../conversions/conversion-parameters.js'
import { goalWindows } from '../conversions/goal-queries.js'
import type { ListKind } from '../list-kind.js'
import { type EnrollmentFilters, enrollmentFilters } from './enrollment-filters.js'
import { readEnrollments } from './enrollment-list-queries.js'
import { newestFirst } from './newest-first.js'
import { pageOf } from './part-queries.js'

export const enrollments: ListKind<EnrollmentFilters> = {
  name: 'enrollments',
  summary: 'passes through journeys, by the day of their entry',
  parameters: enrollmentFilters,
  // Of any journey, as in the list of orders.
  check: async ({ parameters: { open } }, db) => (open === undefined ? [] : await openFaults(db, open)),
  columns: [
    { key: 'enteredAt', title: 'entered', kind: 'time' },
    { key: 'customer', title: 'customer', kind: 'text' },
    { key: 'journey', title: 'journey', kind: 'text' },
    { key: 'version', title: 'version', kind: 'count' },
    { key: 'status', title: 'status', kind: 'text' },
    { key: 'step', title: 'waits at', kind: 'text' },
    { key: 'endedBy', title: 'ended by', kind: 'text' },
    { key: 'heldBy', title: 'held out by', kind: 'text' },
    { key: 'variants', title: 'variants', kind: 'variants' },
    { key: 'country', title: 'country', kind: 'text', inTable: false },
    { key: 'segments', title: 'segments', kind: 'text', inTable: false },
    { key: 'converted', title: 'converted', kind: 'yes_no', inTable: false },
    { key: 'endedAt', title: 'ended', kind: 'time', inTable: false },
    { key: 'enrollment', title: 'enrollment', kind: 'text', inTable: false },
  ],
  positionSize: 2,
  page: async (db, request, settings, part) => {
    const { open } = request.parameters
    const windows = open === undefined ? [] : await goalWindows(db, open, request.journey)
    const rows = await newestFirst(request, part, (span, part) =>
      readEnrollments(db, { ...request, ...span }, settings, part, windows),
    )
    return pageOf(rows, part)
  },
}

const openFaults = async (db: Db, goal: string): Promise<Fault[]> =>
  (await faultsOfGoal(db, goal, null)).map(fault => ({ ...fault, path: 'open' }))
