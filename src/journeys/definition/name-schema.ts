// Names of journeys, steps, templates and whatever else a marketer names.
import { z } from 'zod'

export const nameSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, {
    error: 'must be lower-case words joined by hyphens, such as "cart-recovery"',
  })

export const stepIdSchema = nameSchema.meta({
  description: 'Names the step for ever: messages, decisions and reports refer to it. Unique in the journey.',
})
