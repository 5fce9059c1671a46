// The places where the format has several shapes to choose from, told apart by a keyword: which they are, and what is said
// to somebody who gave none of the words, or two.
import type { z } from 'zod'
import { conditionExpected, conditionSchema } from './condition-schema.js'
import { exitExpected, exitKinds, exitRuleSchema } from './exit-schema.js'
import { conditionKinds } from './fields-schema.js'
import { stepExpected, stepKinds, stepSchema } from './step-schema.js'
import { oneTriggerSchema, triggerExpected, triggerKinds } from './trigger-schema.js'

export interface Choice {
  readonly schema: z.ZodType
  /** What zod says where none of the shapes fits: the choice is known by it. */
  readonly expected: string
  /** The keywords, in the order of the schema's shapes. A shape after the last one has no keyword. */
  readonly kinds: readonly string[]
  /** Said when none of the words is there; undefined: then it is the shape without a keyword. */
  readonly none?: string
  /** Said after a second keyword. */
  readonly two: string
}

export const choices: readonly Choice[] = [
  {
    schema: stepSchema,
    expected: stepExpected,
    kinds: stepKinds,
    none: 'does not say what the step does',
    two: 'too, but a step does one thing; make two steps of it',
  },
  {
    schema: conditionSchema,
    expected: conditionExpected,
    kinds: conditionKinds,
    two: 'too; put the conditions into { "all": [ … ] }',
  },
  {
    schema: oneTriggerSchema,
    expected: triggerExpected,
    kinds: triggerKinds,
    none: 'does not say what brings a customer in',
    two: 'too; write two triggers, as a list: [ { … }, { … } ]',
  },
  {
    schema: exitRuleSchema,
    expected: exitExpected,
    kinds: exitKinds,
    none: 'does not say what ends the enrollment',
    two: 'too; make two exits of it',
  },
]

/** The choice one of whose shapes this schema is. */
export const choiceOf = (shape: unknown): Choice | undefined =>
  choices.find(({ schema }) => (schema as z.ZodUnion).def.options.includes(shape as z.ZodType))
