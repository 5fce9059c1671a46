// What is posted to decide an experiment by hand.
import { z } from 'zod'

export const decisionSchema = z.strictObject({ variant: z.string() })
