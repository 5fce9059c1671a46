// The role as the program starts it: settings, metrics, the queue of events, and stopping.
import { describe, expect, it } from 'vitest'
import { startDispatchRole } from '../../../src/dispatch-role.js'
import { createEventIntake } from '../../../src/ingest/index.js'
import { createMetrics, renderMetrics } from '../../../src/metrics.js'
import type { Event } from '../../../src/model/event.js'
import { readConfig } from '../../../src/platform/config.js'
import { createLogger } from '../../../src/platform/logger.js'
import { connectBroker } from '../../../src/platform/queue/index.js'
import { eventsQueue } from '../../../src/queues.js'
import { eventually } from '../../support/eventually.js'
import { aReceiver, secret, secretName } from '../../support/receiver.js'
import { aRedis } from '../../support/redis.js'
import { untilOver } from '../../support/until-over.js'
import { aCallsWorld } from './calls-world.js'

describe('the dispatch role', () => {
  it('calls with the secret of the environment, and puts the answer on the events queue', async () => {
    const receiver = await aReceiver()
    receiver.answer = response => void response.writeHead(200).end('{"credit":7}')
    const world = await aCallsWorld({ webhooks: { crm: { url: receiver.url, secret: secretName } } })
    const redis = aRedis()
    const broker = connectBroker({ redisUrl: redis.url, prefix: redis.prefix, onError: () => {} })
    untilOver(() => broker.close())
    const events: Event[] = []
    const consumer = broker.consume(eventsQueue, async job => void events.push(...job.events))
    untilOver(() => consumer.close())
    const metrics = createMetrics()
    const role = startDispatchRole({
      config: readConfig({ TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS: 'true', [secretName]: secret }),
      db: world.db,
      broker,
      intake: createEventIntake({ broker }),
      logger: createLogger({ level: 'silent' }),
      metrics,
    })
    untilOver(() => role.close())
    const id = await world.aCall({ answers: true })
    await eventually(async () => expect(await world.row(id)).toMatchObject({ status: 'done' }))
    await eventually(() => expect(events).toHaveLength(1))
    expect(events[0]).toMatchObject({ type: 'webhook_answered', properties: { body: { credit: 7 } } })
    expect(receiver.asked[0]!.headers['webhook-signature']).toMatch(/^v1,/)
    expect((await renderMetrics(metrics)).text).toContain(
      'triggerfish_calls_total{kind="webhook",outcome="done"} 1',
    )
  })

  it('refuses private addresses unless they are allowed', async () => {
    const receiver = await aReceiver()
    const world = await aCallsWorld({ webhooks: { crm: { url: receiver.url } } })
    const redis = aRedis()
    const broker = connectBroker({ redisUrl: redis.url, prefix: redis.prefix, onError: () => {} })
    untilOver(() => broker.close())
    const role = startDispatchRole({
      config: readConfig({}),
      db: world.db,
      broker,
      intake: createEventIntake({ broker }),
      logger: createLogger({ level: 'silent' }),
      metrics: createMetrics(),
    })
    untilOver(() => role.close())
    const id = await world.aCall()
    await eventually(async () =>
      expect(await world.row(id)).toMatchObject({ status: 'failed', reason: 'private_address' }),
    )
    expect(receiver.asked).toEqual([])
  })
})
