// A database whose clock stands at noon, with events of weeks, for the audits.
import { countEvents } from '../../../src/audits/count-events.js'
import { auditRound } from '../../../src/audits/index.js'
import { inTransaction, setClock } from '../../../src/db/index.js'
import { parseWorkspace, publishWorkspace } from '../../../src/journeys/workspace/index.js'
import type { Event } from '../../../src/model/event.js'
import { partOf } from '../../../src/model/ids.js'
import type { JsonObject } from '../../../src/model/json.js'
import { newId } from '../../../src/platform/new-id.js'
import { aDatabase } from '../../support/database.js'
import { aSettings, aWorkspace } from '../../support/workspace-files.js'

export const noon = new Date('2026-11-21T12:00:00Z')
export const hoursAgo = (hours: number): Date => new Date(noon.getTime() - hours * 3_600_000)

interface Given {
  readonly type: string
  /** Of processing; also of occurring and arriving, unless said otherwise. */
  readonly at: Date
  readonly count?: number
  readonly source?: string
  readonly properties?: JsonObject
  readonly occurredAt?: Date
  readonly customerId?: string
}

export async function anAuditedShop() {
  const { db, url } = await aDatabase()
  await setClock(db, { at: noon, speed: 1 })
  const accepted: Event[] = []
  const logged: object[] = []
  const logger = { warn: (facts: object) => logged.push(facts), info: (facts: object) => logged.push(facts) }

  const events = async ({ type, at, count = 1, source = 'shop', properties = {}, ...given }: Given) => {
    const rows = Array.from({ length: count }, () => given.customerId ?? newId()).map(customerId => ({
      source_id: source,
      id: newId(),
      customer_id: customerId,
      part: partOf(customerId),
      type,
      occurred_at: given.occurredAt ?? at,
      received_at: at,
      processed_at: at,
      properties: JSON.stringify(properties),
      refusals: null,
      named_by: null,
    }))
    await db.insertInto('events').values(rows).execute()
  }
  return {
    db,
    url,
    accepted,
    logged,
    events,
    publish: async (files: Parameters<typeof aWorkspace>[0] = {}, settings: JsonObject = {}) => {
      const { workspace, findings } = await parseWorkspace(
        aWorkspace({ 'settings.json': aSettings(settings), ...files }),
      )
      if (!workspace) throw new Error(JSON.stringify(findings))
      await publishWorkspace(db, workspace)
    },
    count: async () => {
      while (await inTransaction(db, trx => countEvents(trx, 1_000)));
    },
    counts: () => db.selectFrom('report_events').selectAll().orderBy('hour').orderBy('type').execute(),
    audit: () =>
      auditRound({
        db,
        logger: logger as never,
        accept: async events => void accepted.push(...events),
      }),
    clock: (at: Date) => setClock(db, { at, speed: 1 }),
  }
}
