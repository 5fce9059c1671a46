// /v1/experiments, described.
import { z } from 'zod'
import { decideSchema } from '../journeys/definition/decide-schema.js'
import {
  type DescribedArea,
  type DescribedRoute,
  databaseProblems,
  jsonBodyProblems,
} from '../platform/openapi/index.js'
import { decisionSchema } from './decision-schema.js'

const variant = z.object({
  variant: z.string(),
  weight: z.number(),
  entrants: z.int(),
  mature: z.int().meta({ description: 'Those whose time for the goal is over: what follows is of them.' }),
  converted: z.int(),
  revenue: z.number(),
})

const decision = z.object({
  variant: z.string(),
  decidedAt: z.iso.datetime(),
  decidedBy: z.enum(['rule', 'hand']),
  evidence: z.record(z.string(), z.unknown()),
  reopenedAt: z.iso.datetime().nullable().meta({ description: 'null: it is in force.' }),
})

const experiment = z.object({
  journey: z.string(),
  step: z.string(),
  experiment: z.string(),
  versions: z.array(z.int()),
  state: z.enum(['running', 'decided', 'reopened']),
  rule: decideSchema.nullable().meta({ description: 'null: nobody decides but people.' }),
  by: z.enum(['conversions', 'revenue']),
  control: z.string(),
  reason: z.string().meta({ description: 'Why the rule decides so, such as `too_early`.' }),
  winner: z.string().nullable(),
  sampleRatio: z.object({ p: z.number(), mismatch: z.boolean() }),
  variants: z.array(variant),
  comparisons: z.array(
    z.object({
      variant: z.string(),
      difference: z
        .record(z.string(), z.unknown())
        .nullable()
        .meta({ description: 'null: not enough data.' }),
    }),
  ),
  decision: decision.nullable(),
})

const params = {
  journey: z.string().meta({ description: 'The journey.' }),
  step: z.string().meta({ description: 'The split.' }),
}
const answers: DescribedRoute['answers'] = {
  200: { description: 'The experiment as it is now.', content: { 'application/json': experiment } },
}

export const experimentsApi: DescribedArea = {
  tag: 'Experiments',
  description: 'The splits of all running journeys. Role `web`.',
  schemas: { Experiment: experiment, Decide: decideSchema },
  routes: [
    {
      method: 'get',
      path: '/v1/experiments',
      name: 'listExperiments',
      summary: 'What each variant brought, what the rule says, and what is decided',
      scope: 'read',
      answers: {
        200: {
          description: 'Those of all running journeys.',
          content: { 'application/json': z.object({ experiments: z.array(experiment) }) },
        },
      },
      problems: [databaseProblems],
    },
    {
      method: 'post',
      path: '/v1/experiments/:journey/:step/decide',
      name: 'decideExperiment',
      summary: 'From now on all who come to the split get this variant',
      scope: 'write',
      params,
      body: { 'application/json': decisionSchema },
      answers,
      problems: [
        jsonBodyProblems,
        {
          400: ['decision_invalid', 'variant_unknown'],
          404: ['experiment_unknown'],
          409: ['already_decided'],
        },
        databaseProblems,
      ],
    },
    {
      method: 'post',
      path: '/v1/experiments/:journey/:step/reopen',
      name: 'reopenExperiment',
      summary: 'They are drawn again, and the rule leaves the split alone',
      scope: 'write',
      params,
      answers,
      problems: [{ 404: ['experiment_unknown'], 409: ['not_decided'] }, databaseProblems],
    },
  ],
}
