import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { listFailedCalls } from '../../../src/cli/failed-call-store.js'
import { setClock } from '../../../src/db/index.js'
import { claimDueCalls, recordCall } from '../../../src/dispatch/calls/call-store.js'
import { poster } from '../../../src/dispatch/calls/post-call.js'
import { disabledEndpoints, enableEndpoint } from '../../../src/dispatch/index.js'
import { eventually } from '../../support/eventually.js'
import { aReceiver, isGenuine, secretName } from '../../support/receiver.js'
import { aCallsWorld, type CallsWorld } from './calls-world.js'
import { anOutbox } from './outbox.js'

const begin = new Date('2026-11-20T10:00:00Z')
const later = (ms: number) => new Date(begin.getTime() + ms)
const hour = 3_600_000
const crm = { kind: 'webhook', target: 'crm' } as const
const becomes = (world: CallsWorld, id: string, expected: object) =>
  eventually(async () => expect(await world.row(id)).toMatchObject(expected))

async function aWorld(settings: object = {}) {
  const receiver = await aReceiver()
  const world = await aCallsWorld({
    webhooks: { crm: { url: receiver.url, secret: secretName } },
    ...settings,
  })
  return { receiver, world }
}

describe('a call', () => {
  it('is posted, signed, and done', async () => {
    const { receiver, world } = await aWorld()
    const id = await world.aCall({ payload: { note: 'für Ann' } })
    world.start()
    await becomes(world, id, { status: 'done', reason: null, attempts: 1, response_status: 204 })
    expect(await world.row(id)).toMatchObject({
      claim_token: null,
      lease_until: null,
      done_at: expect.any(Date),
    })
    expect(receiver.asked).toHaveLength(1)
    const [asked] = receiver.asked
    expect(isGenuine(asked!)).toBe(true)
    expect(asked!.headers).toMatchObject({ 'webhook-id': id, 'content-type': 'application/json' })
    expect(JSON.parse(asked!.body)).toMatchObject({
      type: 'webhook',
      id,
      journey: 'payment-help',
      step: 'help',
      customer: { id: 'c-1', email: 'ann@example.com' },
      data: { note: 'für Ann' },
    })
    expect(world.events).toEqual([])
  })

  it('of a task goes to the webhook of its team', async () => {
    const { receiver, world } = await aWorld({ teams: { care: { webhook: 'crm' } } })
    const id = await world.aCall({ kind: 'task', target: 'care', title: 'Call her' })
    world.start()
    await becomes(world, id, { status: 'done' })
    expect(JSON.parse(receiver.asked[0]!.body)).toMatchObject({ type: 'task', title: 'Call her' })
    expect(isGenuine(receiver.asked[0]!)).toBe(true)
  })

  it('is made once, however many processes there are', async () => {
    const { receiver, world } = await aWorld()
    const ids = await Promise.all(Array.from({ length: 30 }, () => world.aCall()))
    world.start()
    world.start()
    for (const id of ids) await becomes(world, id, { status: 'done' })
    expect(receiver.asked.map(({ headers }) => headers['webhook-id']).sort()).toEqual([...ids].sort())
  })

  it('is not signed where no secret is named, and not made where it is missing', async () => {
    const { receiver, world } = await aWorld()
    const id = await world.aCall()
    world.start({ secretOf: () => undefined })
    await becomes(world, id, { status: 'queued', reason: 'secret_missing', attempts: 1 })
    expect(receiver.asked).toEqual([])
    const open = await aReceiver()
    const other = await aCallsWorld({ webhooks: { crm: { url: open.url } } })
    await becomes(other, await startedCall(other), { status: 'done' })
    expect(open.asked[0]!.headers).not.toHaveProperty('webhook-signature')
  })

  it('whose receiver or customer is gone fails', async () => {
    const { receiver, world } = await aWorld()
    const homeless = await world.aCall({ target: 'erp' })
    const erased = await world.aCall({ customerId: '00000000-0000-4000-8000-00000000dead' })
    world.start()
    await becomes(world, homeless, { status: 'failed', reason: 'target_missing' })
    await becomes(world, erased, { status: 'failed', reason: 'customer_gone' })
    expect(receiver.asked).toEqual([])
  })
})

async function startedCall(world: CallsWorld): Promise<string> {
  const id = await world.aCall()
  world.start()
  return id
}

const nextDue = async (world: CallsWorld, id: string) => (await world.row(id)).due_at as Date

describe('a receiver that answers', () => {
  it('later: it is called again by the schedule, under the same id, and never early', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = response => void response.writeHead(500).end()
    await setClock(world.db, { at: begin, speed: 1e-6 })
    const id = await world.aCall()
    world.start()
    let from = begin
    for (const pauseMs of [5_000, 300_000, 1_800_000]) {
      await becomes(world, id, { status: 'queued', reason: 'http_500', response_status: 500 })
      const due = await nextDue(world, id)
      expect(Math.abs(due.getTime() - from.getTime() - pauseMs)).toBeLessThan(50)
      await setClock(world.db, { at: new Date(due.getTime() - 1), speed: 1e-6 })
      // Another call, which is due, comes and goes meanwhile.
      const other = await world.aCall()
      await becomes(world, other, { status: 'queued', attempts: 1 })
      expect(await nextDue(world, id)).toEqual(due)
      from = new Date(due.getTime() + 1)
      await setClock(world.db, { at: from, speed: 1e-6 })
      await eventually(async () => expect(await nextDue(world, id)).not.toEqual(due))
    }
    receiver.answer = response => void response.writeHead(200).end()
    await setClock(world.db, { at: later(4 * hour), speed: 1e-6 })
    await becomes(world, id, { status: 'done', attempts: 5 })
    const mine = receiver.asked.filter(one => one.headers['webhook-id'] === id)
    expect(mine).toHaveLength(5)
    expect(mine.every(isGenuine)).toBe(true)
  })

  it('later for the tenth time: it is given up', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = response => void response.writeHead(500).end()
    const id = await world.aCall({ attempts: 9 })
    world.start()
    await becomes(world, id, { status: 'failed', reason: 'gave_up: http_500', attempts: 10 })
  })

  it('later, in so many seconds: it is obeyed', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = response => void response.writeHead(503, { 'retry-after': '7200' }).end()
    await setClock(world.db, { at: begin, speed: 1e-6 })
    const id = await startedCall(world)
    await becomes(world, id, { status: 'queued', reason: 'http_503' })
    expect(
      Math.abs(((await world.row(id)).due_at as Date).getTime() - later(2 * hour).getTime()),
    ).toBeLessThan(50)
  })

  it('410: it is not called again', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = response => void response.writeHead(410).end()
    const id = await startedCall(world)
    await becomes(world, id, { status: 'failed', reason: 'http_410', response_status: 410, attempts: 1 })
    expect(await listFailedCalls(world.db, 10)).toEqual([
      {
        id,
        journey: 'payment-help',
        step: 'help',
        kind: 'webhook',
        target: 'crm',
        reason: 'http_410',
        createdAt: expect.any(Date),
      },
    ])
  })

  it('410: it is not called for anything else either, until somebody enables it', async () => {
    const { receiver, world } = await aWorld({ teams: { care: { webhook: 'crm' } } })
    receiver.answer = response => void response.writeHead(410).end()
    let disabled = 0
    world.start({ onDisabled: () => void disabled++ })
    await becomes(world, await world.aCall(), { status: 'failed', reason: 'http_410' })
    const after = [await world.aCall(), await world.aCall({ kind: 'task', target: 'care', title: 'Call' })]
    for (const id of after)
      await becomes(world, id, { status: 'failed', reason: 'endpoint_disabled', response_status: null })
    expect([receiver.asked.length, disabled]).toEqual([1, 1])
    expect(await disabledEndpoints(world.db)).toMatchObject([
      { kind: 'webhook', name: 'crm', url: receiver.url, reason: 'http_410' },
    ])
    receiver.answer = response => void response.writeHead(204).end()
    expect(await enableEndpoint(world.db, 'crm')).toBe(1)
    expect(await enableEndpoint(world.db, 'crm')).toBe(0)
    await becomes(world, await world.aCall(), { status: 'done' })
  })

  it('410: another address under the same name is called', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = response => void response.writeHead(410).end()
    world.start()
    await becomes(world, await world.aCall(), { status: 'failed', reason: 'http_410' })
    const moved = await aReceiver()
    await sql`update workspace set revision = revision + 1,
      settings = jsonb_set(settings, '{webhooks,crm,url}', ${JSON.stringify(moved.url)}::jsonb)`.execute(
      world.db,
    )
    await eventually(async () => expect(await disabledEndpoints(world.db)).toEqual([]))
    await becomes(world, await world.aCall(), { status: 'done' })
    expect([receiver.asked.length, moved.asked.length]).toEqual([1, 1])
  })

  it('with a redirect: it is not followed', async () => {
    const { receiver, world } = await aWorld()
    const elsewhere = await aReceiver()
    receiver.answer = response => void response.writeHead(307, { location: elsewhere.url }).end()
    const id = await startedCall(world)
    await becomes(world, id, { status: 'queued', reason: 'http_307' })
    expect(elsewhere.asked).toEqual([])
  })

  it('without end: it is cut, and what it said in its first line counts', async () => {
    const { receiver, world } = await aWorld()
    let cut = false
    receiver.answer = response => {
      response.writeHead(200)
      const more = () => void response.write(' '.repeat(10_000), error => error || more())
      response.on('close', () => {
        cut = true
      })
      more()
    }
    const id = await world.aCall({ answers: true })
    world.start()
    await becomes(world, id, { status: 'done', reason: 'answer_unread', response_status: 200 })
    await eventually(() => expect(cut).toBe(true))
    expect(world.events[0]?.properties).toMatchObject({ status: 200, body: null })
  })

  it('never: it is cut, and called again', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = () => {}
    const id = await world.aCall()
    world.start({ timeoutMs: 50 })
    await becomes(world, id, { status: 'queued', reason: 'timeout', response_status: null })
  })

  it('by hanging up: it is called again', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = response => void response.destroy()
    const id = await startedCall(world)
    await becomes(world, id, { status: 'queued', reason: 'econnreset' })
  })
})

describe('private addresses', () => {
  it.each([
    ['an IPv4 address', (port: number) => `http://127.0.0.1:${port}/`],
    ['a number that is one', (port: number) => `http://2130706433:${port}/`],
    ['an IPv6 address', (port: number) => `http://[::1]:${port}/`],
    ['IPv4 in IPv6', (port: number) => `http://[::ffff:127.0.0.1]:${port}/`],
    ['the unspecified address', (port: number) => `http://0.0.0.0:${port}/`],
    ['a name that resolves to one', (port: number) => `http://localhost:${port}/`],
    ['a private network', () => 'http://10.0.0.1/'],
    ['the address of cloud metadata', () => 'http://169.254.169.254/latest/meta-data/'],
    ['over TLS as well', (port: number) => `https://127.0.0.1:${port}/`],
  ])('are refused: %s', async (_, urlOf) => {
    const receiver = await aReceiver()
    const refusing = poster({ allowPrivate: false, timeoutMs: 2_000 })
    const never = new AbortController().signal
    expect(await refusing.post(urlOf(receiver.port), {}, '{}', never)).toEqual({
      failure: 'private_address',
      neverSent: true,
    })
    expect(receiver.asked).toEqual([])
  })

  it('end the call at once, where the settings do not allow them', async () => {
    const { receiver, world } = await aWorld()
    const id = await world.aCall()
    world.start({ allowPrivate: false })
    await becomes(world, id, { status: 'failed', reason: 'private_address', attempts: 1 })
    expect(receiver.asked).toEqual([])
  })
})

describe('a process that dies', () => {
  it('between answer and record: the call is made again under the same id, and the dead one records nothing', async () => {
    const { receiver, world } = await aWorld()
    const id = await world.aCall()
    const [dead] = await claimDueCalls(world.db, [{ ...crm, room: 1 }], 0)
    await poster({ allowPrivate: true }).post(
      receiver.url,
      { 'webhook-id': dead!.id },
      '{}',
      new AbortController().signal,
    )
    world.start()
    await becomes(world, id, { status: 'done', attempts: 2 })
    expect(receiver.asked.map(({ headers }) => headers['webhook-id'])).toEqual([id, id])
    await recordCall(world.db, dead!, { status: 'failed', reason: 'late', responseStatus: 500, delayMs: 0 })
    expect(await world.row(id)).toMatchObject({ status: 'done', attempts: 2 })
  })

  it('each time: the call is given up', async () => {
    const { world } = await aWorld()
    const id = await world.aCall({ attempts: 9 })
    await claimDueCalls(world.db, [{ ...crm, room: 1 }], 0)
    world.start()
    await becomes(world, id, { status: 'failed', reason: 'gave_up: process_died', attempts: 10 })
  })

  it('a call whose lease runs belongs to its holder', async () => {
    const { world } = await aWorld()
    await world.aCall()
    expect(await claimDueCalls(world.db, [{ ...crm, room: 9 }], 60_000)).toHaveLength(1)
    expect(await claimDueCalls(world.db, [{ ...crm, room: 9 }], 60_000)).toEqual([])
  })
})

describe('an answer that is waited for', () => {
  const json = (status: number, body: object) => (response: { writeHead: CallableFunction }) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))

  it('is an event before the call is done', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = json(200, { credit: 7 })
    const id = await world.aCall({ answers: true })
    let status: unknown
    world.start({
      accept: async events => {
        status = (await world.row(id)).status
        world.events.push(...events)
      },
    })
    await becomes(world, id, { status: 'done' })
    expect(status).toBe('claimed')
    const { enrollment_id } = await world.row(id)
    expect(world.events).toMatchObject([
      {
        source: 'triggerfish',
        type: 'webhook_answered',
        customer: { id: 'c-1' },
        properties: { enrollment: enrollment_id, step: 'help', pass: 1, status: 200, body: { credit: 7 } },
      },
    ])
  })

  it('is told of a receiver that is gone, and not of one that is to be asked again', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = (response, { headers }) =>
      json(headers['webhook-id'] === gone ? 410 : 500, { no: true })(response)
    const gone = await world.aCall({ answers: true })
    const later = await world.aCall({ answers: true })
    world.start()
    await becomes(world, gone, { status: 'failed' })
    await becomes(world, later, { status: 'queued', attempts: 1 })
    expect(world.events).toMatchObject([{ properties: { status: 410, body: { no: true } } }])
  })

  it('is asked for again when it cannot be taken in, and is the same event then', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = json(200, { credit: 7 })
    const id = await world.aCall({ answers: true })
    let tries = 0
    world.start({
      accept: async events => {
        world.events.push(...events)
        if (++tries === 1) throw new Error('the queue is away')
      },
    })
    await becomes(world, id, { status: 'queued', reason: 'queue_unavailable', attempts: 1 })
    await setClock(world.db, { at: later(365 * 24 * hour), speed: 1 })
    await becomes(world, id, { status: 'done', attempts: 2 })
    expect(world.events).toHaveLength(2)
    expect(world.events[1]!.id).toBe(world.events[0]!.id)
  })

  it('of a customer without a name of their own goes to the anonymous one', async () => {
    const { world } = await aWorld()
    const customerId = await world.aCustomer({ anonymousId: 'a-1' })
    const id = await world.aCall({ answers: true, customerId })
    world.start()
    await becomes(world, id, { status: 'done' })
    expect(world.events).toMatchObject([{ customer: { anonymousId: 'a-1' } }])
  })
})

describe('a task by mail', () => {
  const teams = { teams: { care: { email: 'care@shop.example' } } }
  const task = { kind: 'task', target: 'care', title: 'Call her' } as const

  it('is sent once', async () => {
    const { world } = await aWorld(teams)
    const id = await world.aCall(task)
    world.start()
    await becomes(world, id, { status: 'done', reason: null, attempts: 1 })
    expect(world.email.outbox).toMatchObject([
      { to: 'care@shop.example', subject: 'Call her', messageId: `<${id}@shop.example>` },
    ])
  })

  it('that may have arrived is not sent again', async () => {
    const { world } = await aWorld(teams)
    world.email.answer = () => ({ kind: 'unknown', reason: 'smtp timeout' })
    const id = await world.aCall(task)
    world.start()
    await becomes(world, id, { status: 'failed', reason: 'unknown', attempts: 1 })
    expect(world.email.outbox).toHaveLength(1)
  })

  it('on the wire of a process that died is unknown; one that was not there yet is sent', async () => {
    const { world } = await aWorld(teams)
    const [onWire, before] = [await world.aCall(task), await world.aCall(task)]
    await claimDueCalls(world.db, [{ ...task, room: 9 }], 0)
    await world.db.updateTable('calls').set({ reason: 'on_wire' }).where('id', '=', onWire).execute()
    world.start()
    await becomes(world, onWire, { status: 'failed', reason: 'unknown' })
    await becomes(world, before, { status: 'done' })
    expect(world.email.outbox.map(({ id }) => id)).toEqual([before])
  })

  it('that was lost to another before the wire is not sent by this one', async () => {
    const { world } = await aWorld(teams)
    const id = await world.aCall(task)
    world.email.beforeMark = async () => {
      await world.db.updateTable('calls').set({ status: 'done', claim_token: null }).execute()
    }
    const calls = world.start()
    await becomes(world, id, { status: 'done' })
    await calls.close()
    expect(world.email.outbox).toEqual([])
    expect(await world.row(id)).toMatchObject({ attempts: 0 })
  })

  it('waits where the server says later, or none is set up', async () => {
    const { world } = await aWorld(teams)
    world.email.answer = () => ({ kind: 'retry', reason: 'smtp data 451' })
    const first = await world.aCall(task)
    const calls = world.start()
    await becomes(world, first, { status: 'queued', reason: 'smtp data 451', attempts: 1 })
    await calls.close()
    const second = await world.aCall(task)
    world.start({ email: null })
    await becomes(world, second, { status: 'queued', reason: 'email_not_set_up', attempts: 1 })
  })
})

describe('a receiver of many calls', () => {
  it('gets the next ones as soon as it has answered, and never more than its lane holds', async () => {
    const { receiver, world } = await aWorld()
    let [now, most] = [0, 0]
    receiver.answer = response => {
      most = Math.max(most, ++now)
      setTimeout(() => {
        now--
        response.writeHead(204).end()
      }, 5)
    }
    await Promise.all(Array.from({ length: 40 }, () => world.aCall()))
    world.start({ pollMs: 60_000 })
    await eventually(() => expect(receiver.asked).toHaveLength(40))
    expect(most).toBeLessThanOrEqual(5)
  })
})

describe('a receiver that hangs', () => {
  it('holds up neither other receivers nor messages', async () => {
    const [hanging, quick] = [await aReceiver(), await aReceiver()]
    hanging.answer = () => {}
    const settings = { webhooks: { crm: { url: hanging.url }, erp: { url: quick.url } } }
    const world = await aCallsWorld(settings)
    await Promise.all(Array.from({ length: 20 }, () => world.aCall()))
    const good = await world.aCall({ target: 'erp' })
    world.start({ stopWithinMs: 10 })
    await becomes(world, good, { status: 'done' })
    await eventually(() => expect(hanging.asked).toHaveLength(5))
    const outbox = await anOutbox()
    const message = await outbox.aMessage()
    outbox.start()
    await eventually(async () => expect((await outbox.row(message)).status).toBe('sent'))
  })

  it('is cut when the process stops, and called again later', async () => {
    const { receiver, world } = await aWorld()
    receiver.answer = () => {}
    const id = await world.aCall()
    const calls = world.start({ stopWithinMs: 10 })
    await eventually(() => expect(receiver.asked).toHaveLength(1))
    await calls.close()
    expect(await world.row(id)).toMatchObject({ status: 'queued', reason: 'stopped', attempts: 1 })
  })
})

describe('before anything is published', () => {
  it('nothing is called, and nothing breaks', async () => {
    const { world, receiver } = await aWorld()
    await world.db.deleteFrom('workspace').execute()
    const id = await world.aCall()
    const calls = world.start()
    await calls.close()
    expect(await world.row(id)).toMatchObject({ status: 'queued', attempts: 0 })
    expect(receiver.asked).toEqual([])
  })
})
