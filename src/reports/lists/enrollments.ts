// The passes through journeys that figures count, by their entry.
import type { ListKind } from '../list-kind.js'
import { type EnrollmentFilters, enrollmentFilters } from './enrollment-filters.js'
import { readEnrollments } from './enrollment-list-queries.js'
import { pageOf } from './part-queries.js'

export const enrollments: ListKind<EnrollmentFilters> = {
  name: 'enrollments',
  summary: 'passes through journeys, by the day of their entry',
  parameters: enrollmentFilters,
  columns: [
    { key: 'enteredAt', title: 'entered', kind: 'time' },
    { key: 'customer', title: 'customer', kind: 'text' },
    { key: 'journey', title: 'journey', kind: 'text' },
    { key: 'version', title: 'version', kind: 'count' },
    { key: 'status', title: 'status', kind: 'text' },
    { key: 'step', title: 'waits at', kind: 'text' },
    { key: 'endedBy', title: 'ended by', kind: 'text' },
    { key: 'heldBy', title: 'held out by', kind: 'text' },
    { key: 'variants', title: 'variants', kind: 'text' },
    { key: 'country', title: 'country', kind: 'text', inTable: false },
    { key: 'segments', title: 'segments', kind: 'text', inTable: false },
    { key: 'converted', title: 'converted', kind: 'yes_no', inTable: false },
    { key: 'endedAt', title: 'ended', kind: 'time', inTable: false },
    { key: 'enrollment', title: 'enrollment', kind: 'text', inTable: false },
  ],
  positionSize: 2,
  page: async (db, request, settings, part) =>
    pageOf(await readEnrollments(db, request, settings, part), part),
}
