// What people decide themselves, whatever the rule says; it is kept with what was known then.
import type { Kysely } from 'kysely'
import { inTransaction } from '../db/index.js'
import type { Database, Db } from '../db/tables.js'
import { endDecision, saveDecision } from './decision-store.js'
import { evidenceOf } from './evidence.js'
import { type Experiment, listExperiments } from './list-experiments.js'

/** A split or a variant that is not there, or that stands as it was asked for. The message says what to do. */
export class ExperimentFault extends Error {
  readonly code: 'experiment_unknown' | 'variant_unknown' | 'already_decided' | 'not_decided'
  constructor(code: ExperimentFault['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** From now on all who come to the split go this way. Throws ExperimentFault, WorkspaceNotPublished. */
export async function decideByHand(db: Kysely<Database>, place: Place, variant: string): Promise<Experiment> {
  return await inTransaction(db, async trx => {
    const experiment = await experimentAt(trx, place)
    const { split } = experiment
    const names = split.variants.map(({ name }) => name)
    if (!names.includes(variant))
      throw new ExperimentFault(
        'variant_unknown',
        `${place.journey} has no variant ${variant} at ${place.step}: its variants are ${names.join(', ')}.`,
      )
    const isNew = await saveDecision(trx, { split, variant, by: 'hand', evidence: evidenceOf(experiment) })
    const decided = await experimentAt(trx, place)
    if (isNew) return decided
    // Before, or by somebody else in this moment.
    throw new ExperimentFault(
      'already_decided',
      `It is decided for ${decided.decision!.variant} already: reopen it first.`,
    )
  })
}

/** Customers are drawn again from now on, and the rule leaves the split alone. Throws ExperimentFault, WorkspaceNotPublished. */
export async function reopenExperiment(db: Kysely<Database>, place: Place): Promise<Experiment> {
  return await inTransaction(db, async trx => {
    const { split } = await experimentAt(trx, place)
    if (!(await endDecision(trx, split)))
      throw new ExperimentFault(
        'not_decided',
        'It is not decided: there is nothing to reopen. As it is, customers are drawn.',
      )
    return await experimentAt(trx, place)
  })
}

export interface Place {
  readonly journey: string
  readonly step: string
}

async function experimentAt(db: Db, { journey, step }: Place): Promise<Experiment> {
  const all = await listExperiments(db)
  const found = all.find(({ split }) => split.journeyId === journey && split.stepId === step)
  if (found) return found
  const places = all.map(({ split }) => `${split.journeyId} ${split.stepId}`)
  throw new ExperimentFault(
    'experiment_unknown',
    `There is no split ${step} in a running journey ${journey}: there ${places.length === 0 ? 'is none at all' : `are ${places.join(', ')}`}.`,
  )
}
