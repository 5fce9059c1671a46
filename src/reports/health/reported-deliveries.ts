// Whose deliveries nobody reports, for whoever shows "delivered" beside other figures.
import type { Db } from '../../db/tables.js'
import type { ReportPeriod } from '../report-kind.js'
import { sendersNamed } from './health.js'
import { readJourneySenders } from './health-queries.js'
import { sendersThatReport } from './rates.js'

export interface ReportedDeliveries {
  /** Journeys that were sent by nobody who reports deliveries. */
  readonly silent: ReadonlySet<string>
  readonly notes: readonly string[]
}

export async function reportedDeliveries(
  db: Db,
  asked: Pick<ReportPeriod, 'from'> & { readonly journey: string | null },
): Promise<ReportedDeliveries> {
  const found = (await readJourneySenders(db, asked)).filter(({ handedOver }) => handedOver > 0)
  const reporting = sendersThatReport(found)
  const told = new Set(found.filter(({ sender }) => reporting.has(sender)).map(({ journeyId }) => journeyId))
  const names = [...new Set(found.map(({ sender }) => sender))].filter(name => !reporting.has(name))
  return {
    silent: new Set(found.map(({ journeyId }) => journeyId).filter(id => !told.has(id))),
    notes:
      names.length === 0
        ? []
        : [
            `No deliveries are reported by ${sendersNamed(names)}: of ${names.length === 1 ? 'its' : 'their'} messages, "delivered" counts those that were opened or clicked.`,
          ],
  }
}
