// Whatever is asked of somebody, and whatever goes wrong with it, the log does not say of whom.
import supertest from 'supertest'
import { expect, it } from 'vitest'
import { createAuthenticator, createKey } from '../../../src/access/index.js'
import { createHttp } from '../../../src/platform/http/index.js'
import { createLogger, type Logger } from '../../../src/platform/logger.js'
import { BrokerUnavailable } from '../../../src/platform/queue/index.js'
import { privacyRoutes } from '../../../src/privacy/index.js'
import { eventually } from '../../support/eventually.js'
import { aWorld } from '../../support/pipeline-world.js'
import { anOutbox } from '../dispatch/outbox.js'
import { aLife, findMarks } from './a-life.js'

/** The lines of a log that leaves nothing out. */
function aLog(): { readonly logger: Logger; readonly lines: string[] } {
  const lines: string[] = []
  const destination = { write: (line: string) => void lines.push(line) }
  return { logger: createLogger({ level: 'trace', destination }), lines }
}

it('of requests over HTTP, answered or failed', async () => {
  const world = await aWorld()
  const { marks } = await aLife(world, 'annabella')
  const { logger, lines } = aLog()
  const { db } = world
  const { key } = await createKey(db, { source: 'shop', name: 'test', scopes: ['read', 'admin'] })
  let failed = async (): Promise<never> => {
    throw new BrokerUnavailable('away while asked of annabella@example.com')
  }
  const broker = { failed: () => failed(), replay: async () => 0 }
  const routers = [privacyRoutes({ db, broker, authenticator: createAuthenticator({ db }) })]
  const http = supertest.agent(createHttp({ routers, logger })).set('authorization', `Bearer ${key}`)

  for (const name of [
    'email:annabella%40example.com',
    'id:shop-annabella',
    'anonymousId:browser-annabella',
  ]) {
    await http.get(`/v1/customers/${name}`).expect(200)
    await http.get(`/v1/customers/${name}/timeline`).expect(200)
    await http.get(`/v1/customers/${name}/export`).expect(200)
    await http.get(`/v1/customers/${name}/nothing`).expect(404)
    await http.delete(`/v1/customers/${name}`).expect(503)
  }
  failed = async () => {
    const error = new Error(`duplicate key: ${marks[1]}, ${marks[2]}`)
    throw Object.assign(error, { detail: 'Key (value)=(shop-annabella) already exists' })
  }
  await http.delete('/v1/customers/id:shop-annabella').expect(500)
  expect(lines.length).toBeGreaterThan(3)
  expect(findMarks(new Map([['log', lines.join('')]]), marks)).toEqual([])
})

it('of messages that fail, whatever the provider answers', async () => {
  const outbox = await anOutbox()
  const { logger, lines } = aLog()
  const [email, phone] = ['annabella@example.com', '+4915112345678']
  const change = { email, phone, attributes: { name: 'Annabella' } }
  const quoted = `550 <${email}> no such user; ${phone}`
  outbox.email.answer = ({ id }) => {
    if (id === thrown) throw new Error(quoted)
    return { kind: 'give_up', reason: 'rejected' }
  }
  outbox.sms.answer = () => {
    throw new Error(quoted)
  }
  const customerId = await outbox.aCustomer(change)
  const thrown = await outbox.aMessage({ customerId })
  const others = [
    await outbox.aMessage({ customerId }),
    await outbox.aMessage({ customerId, template: 'broken' }),
    await outbox.aMessage({ customerId, channel: 'sms' }),
  ]
  outbox.start({ logger })
  await outbox.publish(thrown, ...others)
  await eventually(async () => {
    const open = ['queued', 'claimed', 'on_wire']
    for (const id of [thrown, ...others]) expect(open).not.toContain((await outbox.row(id)).status)
  })
  expect(lines.length).toBeGreaterThan(0)
  expect(findMarks(new Map([['log', lines.join('')]]), [email, phone, 'annabella', 'Annabella'])).toEqual([])
})
