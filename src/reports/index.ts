// The door of reports: read models only. Nothing here writes.
export { type ParsedRequest, parseReportRequest } from './conversion-request.js'
export {
  type ConversionReport,
  type ConversionRow,
  conversionsAsCsv,
  othersAsText,
  reportConversions,
} from './conversions.js'
export { type Explanation, explainCustomer } from './explain.js'
export { reportRoutes } from './routes.js'
export { countOverdue, readTotals, type Totals } from './summary-queries.js'
