// /v1/experiments: the splits that customers come to, and deciding one by hand or taking that back.
import { type Request, Router } from 'express'
import type { Kysely } from 'kysely'
import { type Authenticator, requireScope } from '../access/index.js'
import type { Database } from '../db/index.js'
import { WorkspaceNotPublished } from '../journeys/workspace-store.js'
import { inOurWords } from '../model/shape-words.js'
import { allow, errorsOf, jsonBody, Problem } from '../platform/http/index.js'
import { experimentAsJson } from './as-json.js'
import { decideByHand, ExperimentFault, type Place, reopenExperiment } from './decide-by-hand.js'
import { decisionSchema } from './decision-schema.js'
import { type Experiment, listExperiments } from './list-experiments.js'

export interface ExperimentRoutesOptions {
  readonly db: Kysely<Database>
  readonly authenticator: Authenticator
}

export function experimentRoutes({ db, authenticator }: ExperimentRoutesOptions): Router {
  const router = Router()
  const mayRead = requireScope(authenticator, 'read')
  const mayWrite = requireScope(authenticator, 'write')

  router
    .route('/v1/experiments')
    .get(mayRead, async (_req, res) => {
      const experiments = await listExperiments(db).catch(noneYet)
      res.json({ experiments: experiments.map(experimentAsJson) })
    })
    .all(allow('GET'))

  router
    .route('/v1/experiments/:journey/:step/decide')
    .post(mayWrite, jsonBody(), async (req, res) => {
      const decided = await decideByHand(db, placeIn(req), variantIn(req)).catch(refused)
      res.json(experimentAsJson(decided))
    })
    .all(allow('POST'))

  router
    .route('/v1/experiments/:journey/:step/reopen')
    .post(mayWrite, async (req, res) => {
      res.json(experimentAsJson(await reopenExperiment(db, placeIn(req)).catch(refused)))
    })
    .all(allow('POST'))

  return router
}

const placeIn = ({ params }: Request): Place => ({
  journey: String(params.journey),
  step: String(params.step),
})

function variantIn({ body }: Request): string {
  const read = decisionSchema.safeParse(body, inOurWords)
  if (read.success) return read.data.variant
  throw new Problem({
    status: 400,
    code: 'decision_invalid',
    title: 'A decision names its variant, such as { "variant": "bold" }',
    errors: errorsOf(read.error),
  })
}

/** Where nothing is published there is no split. */
function noneYet(error: unknown): Experiment[] {
  if (error instanceof WorkspaceNotPublished) return []
  throw error
}

const statuses: Readonly<Record<ExperimentFault['code'], number>> = {
  experiment_unknown: 404,
  variant_unknown: 400,
  already_decided: 409,
  not_decided: 409,
}

function refused(error: unknown): never {
  if (error instanceof WorkspaceNotPublished)
    throw new Problem({ status: 404, code: 'experiment_unknown', title: 'No journey has been published yet' })
  if (!(error instanceof ExperimentFault)) throw error
  throw new Problem({
    status: statuses[error.code],
    code: error.code,
    title: 'The experiment stays as it is',
    detail: error.message,
  })
}
