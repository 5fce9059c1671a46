// A database with calls in it, and what makes them.
import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import type { Database } from '../../../src/db/index.js'
import { type CallsOptions, type OutgoingEmail, startCalls } from '../../../src/dispatch/index.js'
import { settingsSchema } from '../../../src/journeys/definition/settings-schema.js'
import type { Event } from '../../../src/model/event.js'
import { partOf } from '../../../src/model/ids.js'
import { aDatabase } from '../../support/database.js'
import { type MemorySender, memorySender } from '../../support/memory-sender.js'
import { secret, secretName } from '../../support/receiver.js'
import { untilOver } from '../../support/until-over.js'

export interface CallChange {
  readonly kind?: 'webhook' | 'task'
  readonly target?: string
  readonly title?: string | null
  readonly payload?: object
  readonly answers?: boolean
  readonly attempts?: number
  readonly customerId?: string
}

export interface CallsWorld {
  readonly url: string
  readonly db: Kysely<Database>
  readonly email: MemorySender<OutgoingEmail>
  /** What was taken in. */
  readonly events: Event[]
  /** One more customer. */
  aCustomer(names: Readonly<Record<string, string>>): Promise<string>
  /** A queued call, of the customer `c-1` unless said otherwise; its id. */
  aCall(change?: CallChange): Promise<string>
  row(id: string): Promise<Record<string, unknown>>
  start(change?: Partial<CallsOptions>): { close(): Promise<void> }
}

/** `settings`: webhooks and teams. */
export async function aCallsWorld(more: object): Promise<CallsWorld> {
  const { db, url } = await aDatabase()
  const settings = settingsSchema.parse({
    brand: { name: 'Shop', url: 'https://shop.example', postalAddress: '1 Main Street' },
    senders: { email: { from: 'hello@shop.example', name: 'Shop' } },
    currency: 'EUR',
    ...more,
  })
  await sql`insert into workspace (revision, settings, published_at) values (1, ${JSON.stringify(settings)}, now())`.execute(
    db,
  )
  await insertCustomer(db, { id: 'c-1', email: 'ann@example.com' })
  const email = memorySender<OutgoingEmail>('email')
  const events: Event[] = []
  const world: CallsWorld = {
    url,
    db,
    email,
    events,
    aCustomer: names => insertCustomer(db, names),
    aCall: async (change = {}) =>
      insertCall(db, { ...change, customerId: change.customerId ?? (await firstCustomer(db)) }),
    row: async id => ({
      ...(await db.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirstOrThrow()),
    }),
    start: change => {
      const calls = startCalls({
        db,
        email,
        secretOf: name => (name === secretName ? secret : undefined),
        accept: async more => void events.push(...more),
        logger: pino({ level: 'silent' }),
        allowPrivate: true,
        pollMs: 10,
        sweepEveryMs: 20,
        recordRetryMs: 20,
        ...change,
      })
      let closed: Promise<void> | undefined
      const close = () => {
        closed ??= calls.close()
        return closed
      }
      untilOver(close)
      return { close }
    },
  }
  return world
}

const firstCustomer = async (db: Kysely<Database>): Promise<string> =>
  (
    await db
      .selectFrom('identities')
      .select('customer_id')
      .where('value', '=', 'c-1')
      .executeTakeFirstOrThrow()
  ).customer_id

async function insertCustomer(
  db: Kysely<Database>,
  names: Readonly<Record<string, string>>,
): Promise<string> {
  const id = randomUUID()
  await sql`insert into customers (id, part, attributes, created_at, updated_at)
    values (${id}, ${partOf(id)}, '{}', tf_now(), tf_now())`.execute(db)
  for (const [kind, value] of Object.entries(names))
    await sql`insert into identities (kind, value, customer_id, part, created_at)
      values (${kind}, ${value}, ${id}, ${partOf(id)}, tf_now())`.execute(db)
  return id
}

async function insertCall(
  db: Kysely<Database>,
  change: CallChange & { customerId: string },
): Promise<string> {
  const id = randomUUID()
  const { kind = 'webhook', target = 'crm', title = null, payload = { order: { id: 'o-1' } } } = change
  const { answers = false, attempts = 0, customerId } = change
  await sql`insert into calls (id, customer_id, part, enrollment_id, journey_id, version, step_id, pass, kind, target, title,
      payload, answers, status, attempts, created_at, due_at)
    values (${id}, ${customerId}, 0, ${randomUUID()}, 'payment-help', 2, 'help', 1, ${kind}, ${target}, ${title},
      ${JSON.stringify(payload)}, ${answers}, 'queued', ${attempts}, tf_now(), tf_now())`.execute(db)
  return id
}
