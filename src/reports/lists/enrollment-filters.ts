// By what the list of enrollments can be filtered.
import { z } from 'zod'
import { brand, country, heldBy, oneOf, segment, step, variant, version } from './filters.js'

export const enrollmentFilters = z.object({
  version,
  variant,
  segment,
  country,
  brand,
  held_by: heldBy,
  reached: oneOf(
    ['messaged', 'delivered', 'clicked', 'converted'],
    'passes of which a message was handed over, arrived or was clicked, or that reached the primary goal',
  ),
  status: oneOf(['active', 'ended'], 'passes that go on, or that are over'),
  waiting: step.meta({ description: 'passes that go on, and wait at this step' }),
  ended: step.meta({
    description: 'passes that ended so, as the funnel names it, such as completed or exited:order_completed',
  }),
  open: step.meta({
    description:
      'passes for which the window of this goal is still open: primary, or a further one by its name',
  }),
})
export type EnrollmentFilters = z.infer<typeof enrollmentFilters>
