// The jobs of the audits as a process runs them: they count, audit and tell by themselves, and stop when they are told to.
import { expect, onTestFinished, test } from 'vitest'
import { openFindings, startAudits } from '../../../src/audits/index.js'
import type { Event } from '../../../src/model/event.js'
import { createLogger } from '../../../src/platform/logger.js'
import { eventually } from '../../support/eventually.js'
import { anAuditedShop, hoursAgo } from './world.js'

test('two processes count and audit, and tell each finding once', async () => {
  const { db, publish, events, counts } = await anAuditedShop()
  await publish({}, { reports: { alerts: { id: 'ops' } }, coupons: { SAVE10: {} } })
  await events({ type: 'cart_viewed', at: hoursAgo(2), count: 7 })
  const accepted: Event[] = []
  const asked: string[] = []
  const gauges: ReadonlyMap<string, number>[] = []
  const jobs = [1, 2].map(() =>
    startAudits({
      db,
      logger: createLogger({ level: 'silent' }),
      accept: async told => void accepted.push(...told),
      links: {
        findLinks: () => [{ url: 'https://shop.example/a', toShop: true, templates: ['email hello'] }],
        ask: async ({ url }) => {
          asked.push(url)
          return { status: 200, headers: {}, body: null }
        },
      },
      linksEveryMs: 5,
      onAudited: open => void gauges.push(open),
      countEveryMs: 5,
      auditEveryMs: 20,
      firstAfterMs: 0,
    }),
  )
  const stop = () => Promise.all(jobs.map(job => job.stop()))
  onTestFinished(async () => void (await stop()))
  await eventually(async () => expect(await counts()).toMatchObject([{ events: 7 }]))
  await eventually(async () => expect(asked).toEqual(['https://shop.example/a']))
  await eventually(async () => expect(gauges.some(open => open.get('messages') === 1)).toBe(true))
  await stop()
  expect(accepted).toMatchObject([{ type: 'audit_failed', customer: { id: 'ops' } }])
  expect(await openFindings(db)).toHaveLength(1)
})
