// What an audit says: something in the installation that somebody ought to look at.
import type { JsonObject } from './json.js'

/** error: something is lost now. warning: it will be, or numbers are wrong. notice: worth a look. */
export const severities = ['error', 'warning', 'notice'] as const
export type Severity = (typeof severities)[number]

export interface AuditFinding {
  /** Stable, snake_case: `feed_stale`. */
  readonly code: string
  /** What it is about, the same for as long as it lasts: the name of a feed, a field, a journey. */
  readonly subject: string
  readonly severity: Severity
  /** What is wrong, in a sentence. */
  readonly message: string
  /** What to do. */
  readonly advice: string
  /** The numbers it goes by. */
  readonly facts: JsonObject
}
