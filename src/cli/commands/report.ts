// report: what journeys led to, as tables, CSV, NDJSON or data; one command a report, from the list of all reports.
import type { AddCommand } from '../command.js'
import { addKinds } from './report/add-kinds.js'
import { addLists } from './report/add-lists.js'
import { addRepair } from './report/add-repair.js'
import { addExport } from './report/export.js'

export const addReport: AddCommand = (program, terminal) => {
  const report = program.command('report').description('what journeys led to')
  addKinds(report, terminal)
  addLists(report, terminal)
  addRepair(report, terminal)
  addExport(report, terminal)
}
