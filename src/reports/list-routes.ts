// The lists behind figures over HTTP: JSON page by page, CSV and NDJSON whole, as they are read.
import { type RequestHandler, Router } from 'express'
import type { Db } from '../db/tables.js'
import { allow, writePart } from '../platform/http/index.js'
import { contentTypes, formatOf, invalidParameters, unknownReport } from './answers.js'
import { csvHeader, csvLines } from './as-csv.js'
import { ndjsonLines } from './as-ndjson.js'
import { listKinds } from './lists/lists.js'
import { makeList, wholeList } from './make-list.js'
import { parametersOf } from './parameters-of.js'
import { parseRequest } from './parse-request.js'

export interface ReadRoutesOptions {
  readonly db: Db
  /** Lets only those through who may read. */
  readonly mayRead: RequestHandler
}

export function listRoutes({ db, mayRead }: ReadRoutesOptions): Router {
  const router = Router()

  router
    .route('/v1/reports/lists')
    .get(mayRead, (_req, res) => {
      const lists = listKinds.map(kind => ({
        name: kind.name,
        summary: kind.summary,
        parameters: parametersOf(kind),
      }))
      res.json({ lists })
    })
    .all(allow('GET'))

  router
    .route('/v1/reports/lists/:list')
    .get(mayRead, async (req, res) => {
      const { format, texts } = formatOf(req.query)
      const kind = listKinds.find(({ name }) => name === req.params.list)
      if (!kind)
        throw unknownReport(
          'list',
          listKinds.map(({ name }) => name),
        )
      const asked = await parseRequest(db, kind, texts)
      if ('faults' in asked) throw invalidParameters(asked.faults)
      if (format === 'json') return void res.json(await makeList(db, kind, asked))
      res.attachment(`${kind.name}.${format}`).type(contentTypes[format])
      if (format === 'csv') await writePart(res, csvHeader(kind.columns))
      for await (const rows of wholeList(db, kind, asked))
        await writePart(res, format === 'csv' ? csvLines(kind.columns, rows) : ndjsonLines(rows))
      res.end()
    })
    .all(allow('GET'))

  return router
}
