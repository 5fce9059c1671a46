// Which rows a report of conversions has: those in which something happened, and those of which people want to see that nothing did.
import type { Db } from '../../db/tables.js'
import { inOrder } from '../in-order.js'
import { isTime, timesIn } from '../times.js'
import type { ConversionRequest } from './conversion-parameters.js'
import { activeJourneys } from './goal-queries.js'

/** In order; numbers inside as numbers. Active journeys, and all days, weeks or months of the period, are there in any case. */
export async function idsToShow(
  db: Db,
  request: ConversionRequest,
  counted: ReadonlySet<string>,
): Promise<string[]> {
  const listed = await idsListed(db, request)
  return [...new Set([...listed, ...counted])].sort(inOrder)
}

async function idsListed(
  db: Db,
  { from, to, journey, parameters: { by } }: ConversionRequest,
): Promise<string[]> {
  if (by === 'journey') return journey === null ? activeJourneys(db) : [journey]
  return isTime(by) ? timesIn({ from, to }, by) : []
}
