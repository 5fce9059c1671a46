// The reports over HTTP. Thin: check what is asked, read, answer.
import { Router } from 'express'
import { type Authenticator, requireScope } from '../access/index.js'
import type { Db } from '../db/tables.js'
import { allow } from '../platform/http/index.js'
import { contentTypes, formatOf, invalidParameters, unknownReport } from './answers.js'
import { csvHeader, csvLines } from './as-csv.js'
import { ndjsonLines } from './as-ndjson.js'
import { explainRoutes } from './explain-routes.js'
import { listRoutes } from './list-routes.js'
import { columnsOf, makeReport } from './make-report.js'
import { parametersOf } from './parameters-of.js'
import { parseRequest } from './parse-request.js'
import { findReportKind, reportKinds } from './registry.js'

export interface ReportRoutesOptions {
  readonly db: Db
  readonly authenticator: Authenticator
}

export function reportRoutes({ db, authenticator }: ReportRoutesOptions): Router {
  const router = Router()
  const mayRead = requireScope(authenticator, 'read')

  router
    .route('/v1/reports')
    .get(mayRead, (_req, res) => {
      const reports = reportKinds.map(kind => ({
        name: kind.name,
        summary: kind.summary,
        parameters: parametersOf(kind),
      }))
      res.json({ reports })
    })
    .all(allow('GET'))

  router.use(listRoutes({ db, mayRead }))

  router
    .route('/v1/reports/:name')
    .get(mayRead, async (req, res) => {
      const { format, texts } = formatOf(req.query)
      const kind = findReportKind(String(req.params.name))
      if (!kind) throw unknownReport('report', [...reportKinds.map(({ name }) => name), 'lists'])
      const asked = await parseRequest(db, kind, texts)
      if ('faults' in asked) throw invalidParameters(asked.faults)
      const report = await makeReport(db, kind, asked)
      if (format === 'json') return void res.json(report)
      const columns = columnsOf(kind, asked)
      res.attachment(`${kind.name}.${format}`).type(contentTypes[format])
      if (format === 'csv') res.send(csvHeader(columns) + csvLines(columns, report.rows))
      else res.send(ndjsonLines(report.rows))
    })
    .all(allow('GET'))

  router.use(explainRoutes({ db, mayRead }))
  return router
}
