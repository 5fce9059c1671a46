// Splits that are decided, as TypeScript sees them. Times are Dates.
import type { Generated } from 'kysely'
import type { JsonObject } from '../model/json.js'
import type { Json } from './json-column.js'

export interface ExperimentTables {
  /** What all who come to a split get from then on. With `reopened_at` it is history. */
  split_decisions: {
    id: Generated<string>
    journey_id: string
    step_id: string
    /** Its name. */
    experiment: string
    /** What the split consisted of: with another content it is another experiment. */
    content: string
    variant: string
    decided_at: Date
    decided_by: 'rule' | 'hand'
    /** What was known when it was decided. */
    evidence: Json<JsonObject>
    reopened_at: Date | null
  }
  /** By which share customers who come in are drawn from `since` on; 0: by none. journey_id '': those held out of everything. */
  holdout_shares: {
    id: Generated<string>
    journey_id: string
    version: number
    share: number
    since: Date
  }
}
