// The reports over HTTP. Thin: check what is asked, read, answer.
import { type Response, Router } from 'express'
import { type Authenticator, requireScope } from '../access/index.js'
import type { Db } from '../db/tables.js'
import { allow, Problem } from '../platform/http/index.js'
import { parseReportRequest } from './conversion-request.js'
import { conversionsAsCsv, reportConversions } from './conversions.js'
import { type CustomerKey, explainCustomer, parseCustomerKey } from './explain.js'

export interface ReportRoutesOptions {
  readonly db: Db
  readonly authenticator: Authenticator
}

export function reportRoutes({ db, authenticator }: ReportRoutesOptions): Router {
  const router = Router()
  const mayRead = requireScope(authenticator, 'read')

  router
    .route('/v1/reports/conversions')
    .get(mayRead, async (req, res) => {
      const parsed = await parseReportRequest(db, req.query)
      if ('faults' in parsed)
        throw new Problem({
          status: 400,
          code: 'report_parameters_invalid',
          title: 'The report cannot be made from these parameters',
          errors: parsed.faults,
        })
      const report = await reportConversions(db, parsed.request)
      if (parsed.format === 'csv') sendCsv(res, conversionsAsCsv(report))
      else res.json(report)
    })
    .all(allow('GET'))

  router
    .route('/v1/customers/:key/explain')
    .get(mayRead, async (req, res) => {
      const { journey } = req.query
      const key = keyOf(req.params.key ?? '')
      const explanation = await explainCustomer(db, key, typeof journey === 'string' ? journey : null)
      if (!explanation)
        throw new Problem({
          status: 404,
          code: 'customer_not_found',
          title: 'Nobody is known by that key',
        })
      res.json(explanation)
    })
    .all(allow('GET'))

  return router
}

function sendCsv(res: Response, text: string): void {
  res.attachment('conversions.csv').type('text/csv').send(text)
}

function keyOf(text: string): CustomerKey {
  const key = parseCustomerKey(text)
  if (key) return key
  throw new Problem({
    status: 400,
    code: 'customer_key_invalid',
    title: 'A customer is named by id:…, email:…, phone:… or anonymousId:…',
  })
}
