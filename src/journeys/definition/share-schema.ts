// A share of customers, for holdouts: shape only. More than a half would be an odd thing to hold out.
import { z } from 'zod'

/** From 0 to a half: 0.1 is a tenth. */
export const shareSchema = z
  .number({
    // Only for what is there and no number; missing ones, and those out of bounds, have words elsewhere.
    error: ({ code, input }) =>
      code === 'invalid_type' && input !== undefined
        ? 'must be a number such as 0.1, which is a tenth'
        : undefined,
  })
  .min(0)
  .max(0.5, { error: 'must be at most 0.5, which is a half; a tenth is 0.1' })
