// What triggerfish.js posts to ask what it is to show.
import { z } from 'zod'

export const askSchema = z.strictObject({
  key: z.string({ error: 'must be a key made with --scope script' }),
  anonymousId: z.string().regex(/^[\w-]{16,64}$/, { error: 'must be 16 to 64 letters, digits, - and _' }),
})
