// The senders of senders.json as the role uses them: the second stands in for the first, and metrics tell of it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startDispatchRole } from '../../../src/dispatch-role.js'
import { createEventIntake } from '../../../src/ingest/index.js'
import { createMetrics, renderMetrics } from '../../../src/metrics.js'
import { readConfig } from '../../../src/platform/config.js'
import { createLogger } from '../../../src/platform/logger.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'
import { anOutbox } from './outbox.js'

it('the second sender stands in for one that refuses connections, within its own plan', async () => {
  const outbox = await anOutbox()
  const folder = mkdtempSync(join(tmpdir(), 'senders-'))
  untilOver(async () => rmSync(folder, { recursive: true }))
  const file = join(folder, 'senders.json')
  const email = [
    { name: 'main', kind: 'smtp', url: 'smtp://127.0.0.1:1' },
    { name: 'backup', kind: 'log', warmUp: { from: new Date().toISOString().slice(0, 10), perDay: [8, 8] } },
  ]
  writeFileSync(file, JSON.stringify({ email }))
  // Of eight a day one is kept for what belongs to an order.
  const ids = await Promise.all(Array.from({ length: 8 }, () => outbox.aMessage()))
  const metrics = createMetrics()
  const role = startDispatchRole({
    config: readConfig({ TRIGGERFISH_SENDERS: file }),
    db: outbox.db,
    broker: outbox.broker,
    intake: createEventIntake({ broker: outbox.broker }),
    logger: createLogger({ level: 'silent' }),
    metrics,
  })
  untilOver(() => role.close())
  await outbox.publish(...ids)
  await eventually(async () => {
    const rows = await Promise.all(ids.map(id => outbox.row(id)))
    expect(rows.filter(({ status, sender }) => status === 'sent' && sender === 'backup')).toHaveLength(7)
    expect(rows.filter(({ status, attempts }) => status === 'queued' && attempts === 0)).toHaveLength(1)
  })
  const { text } = await renderMetrics(metrics)
  expect(text).toContain('triggerfish_sender_down{channel="email",sender="main"} 1')
  expect(text).toMatch(
    /triggerfish_messages_deferred_total\{channel="email",sender="backup",reason="warm_up"\} 1/,
  )
})
