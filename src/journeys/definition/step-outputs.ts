// What steps put out for the steps below them, read as `steps.ID.…`. Has to say the same as ../engine/steps/.
import type { EventBook } from './event-properties.js'
import type { PropertyTable } from './property-table.js'
import type { Step } from './step-schema.js'
import { awaited } from './walk-names.js'

/** null: nothing. Of a `waitFor`, the properties of the events it may hear; of those nobody knows, any. */
export function outputsOf(step: Step, book: EventBook): PropertyTable | null {
  if ('split' in step) return { variant: 'text' }
  if ('goto' in step) return { passes: 'number' }
  if ('send' in step) return { sent: 'boolean', reason: 'text' }
  if ('coupon' in step) return { code: 'text', ...(step.expires !== undefined && { expiresAt: 'date' }) }
  if ('webhook' in step) return step.answerWithin === undefined ? null : { status: 'number', body: 'any' }
  if (!('waitFor' in step) || step.waitFor.if !== undefined) return null
  const tables = awaited(step.waitFor, []).map(({ value }) => book.tableOf(value))
  if (tables.some(table => table === null)) return { type: 'text', properties: 'any' }
  const properties = tables.flatMap(table =>
    Object.entries(table!).map(([path, kind]) => [`properties.${path}`, kind]),
  )
  return { type: 'text', ...Object.fromEntries(properties) }
}
