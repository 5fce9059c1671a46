// The shape of a numbered case file. Strict, so that a slip of the pen in a case cannot make it pass.
import { z } from 'zod'
import { segmentSchema } from '../../src/journeys/definition/journey-schema.js'
import { channels, consentStates } from '../../src/model/channel.js'
import { identifiersSchema } from '../../src/model/event.js'
import { offsetMs } from '../support/builders.js'

const offset = z.string().refine(isOffset, { error: 'must be an offset such as "0m", "1h30m" or "-2d"' })

function isOffset(text: string): boolean {
  try {
    return Number.isFinite(offsetMs(text))
  } catch {
    return false
  }
}

const journeyFile = z.looseObject({ id: z.string() })
const perChannel = <T extends z.ZodType>(value: T) => z.partialRecord(z.enum(channels), value)

const momentSchema = z.strictObject({
  at: offset,
  event: z.string().optional(),
  id: z.string().optional(),
  occurredAt: offset.optional(),
  customer: identifiersSchema.optional(),
  properties: z.record(z.string(), z.json()).default({}),
  publish: z.array(journeyFile).optional(),
  handOver: z.literal(true).optional(),
})

const givenShape = {
  journeys: z.array(journeyFile).optional(),
  settings: z.record(z.string(), z.json()).optional(),
  segments: z.record(z.string(), segmentSchema).optional(),
  customer: z
    .strictObject({
      email: z.string().nullable().optional(),
      phone: z.string().nullable().optional(),
      attributes: z.record(z.string(), z.json()).optional(),
      consent: perChannel(z.enum(consentStates)).optional(),
      suppressed: perChannel(z.string()).optional(),
    })
    .optional(),
  handOver: z.enum(['at once', 'by hand']).optional(),
}

const caseSchema = z.strictObject({
  name: z.string(),
  ...givenShape,
  when: z.array(momentSchema).min(1),
  then: z.array(z.string()),
})

/** A file: what its cases have in common, and the cases. A case may say anything of it differently. */
export const caseFileSchema = z.strictObject({
  name: z.string(),
  ...givenShape,
  cases: z.array(caseSchema).min(1),
})

export type CaseFile = z.infer<typeof caseFileSchema>
export type Case = z.infer<typeof caseSchema>
export type Moment = z.infer<typeof momentSchema>
