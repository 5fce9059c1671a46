// What the funnel can be asked for besides period and journey.
import { z } from 'zod'
import type { ReportRequest } from '../report-kind.js'
import { funnelGroupings } from './funnel-queries.js'

export const funnelParameters = z.object({
  by: z
    .enum(funnelGroupings, { error: `must be one of ${funnelGroupings.join(', ')}` })
    .default('journey')
    .meta({ description: 'what the rows are' }),
})
export type FunnelParameters = z.infer<typeof funnelParameters>
export type FunnelRequest = ReportRequest<FunnelParameters>
