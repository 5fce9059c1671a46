// Reports a visit without keeping the visitor: they go on after a moment, and whatever happens to the report.
import type { Logger } from '../../platform/logger.js'
import type { ReportIntake } from '../report-intake.js'
import { type Visited, visitReport } from './visit-report.js'

/** `refused`: no message of ours has such a link. `lost`: the visitor was sent on, and the visit is not known. */
export type VisitOutcome = 'accepted' | 'refused' | 'lost'

export interface RecorderOptions {
  readonly intake: Pick<ReportIntake, 'accept'>
  readonly logger: Logger
  readonly onVisit?: (outcome: VisitOutcome) => void
  readonly patienceMs?: number
}

/** Never rejects; resolves when the visit is stored, or the visitor has waited long enough. */
export type Recorder = (visited: Visited) => Promise<void>

/** Usually it takes a few milliseconds; nobody should wait for a shop because of Redis. */
const defaultPatienceMs = 500

export function visitRecorder({ intake, logger, onVisit, ...options }: RecorderOptions): Recorder {
  const { patienceMs = defaultPatienceMs } = options
  return async visited => {
    // Not cut off: it may yet be stored, and those that are on their way are waited for when the process stops.
    const stored = intake.accept([visitReport(visited)]).then(
      () => onVisit?.('accepted'),
      (error: unknown) => {
        onVisit?.('lost')
        logger.warn(
          { err: error, messageId: visited.messageId, type: visited.type },
          'a visit could not be reported',
        )
      },
    )
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>(resolve => {
      timer = setTimeout(resolve, patienceMs)
    })
    await Promise.race([stored, patience]).finally(() => clearTimeout(timer))
  }
}
