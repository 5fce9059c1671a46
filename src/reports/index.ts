// The door of reports: read models only. Nothing here writes.
export { reportsApi } from './api.js'
export { csvHeader, csvLines } from './as-csv.js'
export { ndjsonLines } from './as-ndjson.js'
export { conversionsByJourney, type JourneysReport } from './conversions/by-journey.js'
export { type Explanation, explainCustomer } from './explain.js'
export {
  type ExportedFile,
  type ExportFormat,
  exportFormats,
  exportReports,
  type Manifest,
} from './export/index.js'
export type { ListKind } from './list-kind.js'
export { listKinds } from './lists/lists.js'
export { makeList, wholeList } from './make-list.js'
export { columnsOf, makeReport } from './make-report.js'
export { type Parameter, parametersOf } from './parameters-of.js'
export { type ParsedRequest, parseRequest } from './parse-request.js'
export { findReportKind, reportKinds } from './registry.js'
export type { Report, ReportColumn, ReportKind, ReportRow } from './report-kind.js'
export { type Mailed, mailReview, type ReviewSender } from './review/mail-review.js'
export { makeReview } from './review/make-review.js'
export { reviewAsMarkdown } from './review/markdown.js'
export { reviewAsHtml } from './review/page.js'
export { publishedReview } from './review/review-queries.js'
export { type ReviewsOptions, startReviews } from './review/start-reviews.js'
export { reportRoutes } from './routes.js'
export { csvValue, valueAt } from './shown-value.js'
export { countOverdue, readTotals, type Totals } from './summary-queries.js'
