// Which days of the reports a batch changes. A message that is queued counts nowhere yet; its hand-over marks its day.
import type { Decision, Enrollment, NewMessage } from '../journeys/engine/index.js'
import type { RollupMark } from '../rollups/index.js'

/** Of caps and quiet hours, as they are counted in src/rollups/count-holds-queries.ts. */
const holdReasons: ReadonlySet<string | null> = new Set(['capped', 'room_kept', 'quiet_hours'])

/** Passes from before the batch whose variants may be others now. */
export const redrawn = (decisions: readonly Decision[], known: ReadonlySet<string>): string[] => [
  ...new Set(
    decisions
      .filter(({ kind, reason }) => kind === 'moved' || (kind === 'branched' && reason === 'variant'))
      .map(({ enrollmentId }) => enrollmentId)
      .filter(id => known.has(id)),
  ),
]

export function rollupMarks(
  enrollments: readonly Enrollment[],
  decisions: readonly Decision[],
  messages: readonly NewMessage[],
  now: Date,
): RollupMark[] {
  return [
    ...enrollments.map(({ journeyId, enteredAt }) => ({
      kind: 'entries' as const,
      journeyId,
      at: enteredAt,
    })),
    ...messages
      .filter(({ holdout }) => holdout)
      .map(({ journeyId }) => ({ kind: 'messages' as const, journeyId, at: now })),
    ...decisions
      .filter(({ kind, reason }) => (kind === 'skipped' || kind === 'waited') && holdReasons.has(reason))
      .map(({ journeyId }) => ({ kind: 'holds' as const, journeyId, at: now })),
  ]
}
