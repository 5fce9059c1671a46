// By what the list of the shop's orders can be filtered.
import { z } from 'zod'
import { models } from '../conversions/conversion-parameters.js'
import { oneOf } from './filters.js'

export const shopOrderFilters = z.object({
  claimed: oneOf(
    ['yes', 'no'],
    'in which a message has a part by the model, or none; with a journey, one of its messages',
  ),
  model: z
    .enum(models, { error: `must be one of ${models.join(', ')}` })
    .default('influenced')
    .meta({ description: 'by which an order is claimed' }),
  cancelled: oneOf(['yes', 'no'], 'the cancelled ones, which no figure counts; by default the others'),
  refunded: oneOf(['yes', 'no'], 'of which something, or nothing, was paid back'),
})
export type ShopOrderFilters = z.infer<typeof shopOrderFilters>
