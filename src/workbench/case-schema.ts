// The shape of a numbered case file, test/spec/NN-*.json, and of the tests beside a journey, ID.test.json. They differ in
// where the journeys come from.
import { z } from 'zod'
import { segmentSchema } from '../journeys/definition/journey-schema.js'
import { nameSchema } from '../journeys/definition/name-schema.js'
import { lifeShape, momentShape, saysWhatComes, saysWhatComesError } from './life-schema.js'

const journeyFile = z.looseObject({ id: z.string() })
const line = z.string()

const givenShape = {
  journeys: z.array(journeyFile).optional(),
  settings: z.record(z.string(), z.json()).optional(),
  segments: z.record(z.string(), segmentSchema).optional(),
  ...lifeShape,
}

const caseSchema = z.strictObject({
  name: z.string(),
  ...givenShape,
  when: z
    .array(
      z
        .strictObject({ ...momentShape, publish: z.array(journeyFile).optional() })
        .refine(saysWhatComes, { error: saysWhatComesError }),
    )
    .min(1),
  then: z.array(line),
})

/** A file: what its cases have in common, and the cases. A case may say anything of it differently. */
export const caseFileSchema = z.strictObject({
  name: z.string(),
  ...givenShape,
  cases: z.array(caseSchema).min(1),
})

const withSchema = z
  .array(nameSchema)
  .optional()
  .meta({ description: 'Further journeys of the workspace that meet the customer too, by id.' })

const testMomentSchema = z
  .strictObject(momentShape)
  .refine(saysWhatComes, { error: saysWhatComesError })
  .meta({ id: 'Moment', description: 'A moment, and what happens then.' })

const testSchema = z
  .strictObject({
    name: z
      .string()
      .min(1)
      .meta({ description: 'The rule, as a sentence: "A shopper who ordered gets no reminder".' }),
    with: withSchema,
    ...lifeShape,
    when: z.array(testMomentSchema).min(1).meta({ description: 'What happens, moment by moment.' }),
    then: z.array(line).meta({ description: 'What must be decided: one line for each decision, in order.' }),
  })
  .meta({ id: 'Test', description: 'One test: what happens, and what must be decided.' })

export const testFileSchema = z
  .strictObject({
    $schema: z
      .string()
      .optional()
      .meta({ description: 'Gives editors completion and checks: "./schema/test.schema.json".' }),
    name: z.string().optional().meta({ description: 'What the tests are about, for people.' }),
    with: withSchema,
    ...lifeShape,
    cases: z.array(testSchema).min(1).meta({ description: 'The tests.' }),
  })
  .meta({ id: 'TestFile', title: 'Triggerfish tests', description: 'The tests of one journey, beside it.' })

export type CaseFile = z.infer<typeof caseFileSchema>
export type Case = z.infer<typeof caseSchema>
export type TestFile = z.infer<typeof testFileSchema>
export type Test = z.infer<typeof testSchema>
