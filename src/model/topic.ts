// What a customer may allow or forbid apart from the rest of a channel, such as "newsletter".
import { z } from 'zod'

export const topicSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+([_-][a-z0-9]+)*$/, {
    error: 'must be a short name in small letters, such as "newsletter"',
  })
