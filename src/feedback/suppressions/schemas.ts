// What may be asked and said of suppressions over HTTP.
import { z } from 'zod'
import { channelSchema } from '../../model/channel.js'

const text = z.string().trim().min(1).max(500)

export const reasonSchema = z.enum(['hard_bounce', 'complaint', 'opt_out', 'manual'])

export const querySchema = z.object({
  channel: channelSchema.optional().meta({ description: 'This channel only.' }),
  reason: reasonSchema.optional().meta({ description: 'This reason only.' }),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).meta({ description: 'How many at most.' }),
  after: z.string().optional().meta({ description: 'Where the page before ended: its `next`.' }),
})
export const addSchema = z.strictObject({ note: text.optional() })
export const liftSchema = z.strictObject({ note: text })
