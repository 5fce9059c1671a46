// A database, some journeys and a clock to be moved: what tests of the pipeline play in.
import { creditMarked } from '../../src/conversions/index.js'
import { inTransaction, setClock } from '../../src/db/index.js'
import type { Db } from '../../src/db/tables.js'
import type { Condition } from '../../src/journeys/definition/condition-schema.js'
import { journeySchema } from '../../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../../src/journeys/definition/settings-schema.js'
import { compileJourneys, type JourneySet } from '../../src/journeys/engine/index.js'
import type { Event } from '../../src/model/event.js'
import type { JsonObject } from '../../src/model/json.js'
import { beginWatches } from '../../src/pipeline/begin-watches.js'
import { processEvents, processTimers } from '../../src/pipeline/index.js'
import type { JourneySource } from '../../src/pipeline/process-events.js'
import { aDatabase } from './database.js'

export const noon = new Date('2026-11-20T12:00:00Z')

/** noon plus so many minutes. */
export const at = (minutes: number): Date => new Date(noon.getTime() + minutes * 60_000)

let count = 0

/** An event at noon of a shopper who is known by the id "ann", unless said otherwise. */
export function posted(type: string, properties: JsonObject = {}, rest: Partial<Event> = {}): Event {
  count++
  return {
    source: 'shop',
    id: `evt-${count}`,
    type,
    occurredAt: noon.toISOString(),
    receivedAt: noon.toISOString(),
    customer: { id: 'ann' },
    properties,
    ...rest,
  }
}

export const subscribe = (rest: Partial<Event> = {}): Event =>
  posted(
    'consent_changed',
    { channel: 'email', status: 'subscribed' },
    { customer: { id: 'ann', email: 'ann@example.com' }, ...rest },
  )

export const cart = (id = 'cart-1'): JsonObject => ({ cart: { id, value: '129.50', currency: 'EUR' } })

const reminder = {
  id: 'cart-recovery',
  name: 'Cart recovery',
  trigger: { event: 'product_added' },
  key: 'cart.id',
  entry: { if: { consent: 'email' } },
  exit: [{ on: 'order_completed', as: 'converted' }],
  goal: { event: 'order_completed', within: '5d', value: 'order.total' },
  steps: [
    { id: 'settle', wait: '1h' },
    { id: 'remind', send: 'email', template: 'cart-reminder' },
  ],
}

/** An hour after a cart, whoever it was, a mail that needs no consent: one pass for each cart. */
export const welcome = {
  id: 'welcome',
  name: 'Welcome',
  trigger: { event: 'product_added' },
  key: 'cart.id',
  steps: [
    { id: 'rest', wait: '1h' },
    { id: 'mail', send: 'email', template: 'welcome', category: 'transactional' },
  ],
}

export interface Workspace {
  readonly journeys?: readonly object[]
  readonly settings?: object
  readonly segments?: Readonly<Record<string, Condition>>
}

export interface World {
  readonly db: Db
  readonly url: string
  readonly journeysOf: JourneySource
  /** What batches are decided by from now on. */
  publish(workspace: Workspace): void
  /** One batch, in a transaction of its own. */
  post(...events: Event[]): ReturnType<typeof processEvents>
  timers(limit?: number): ReturnType<typeof processTimers>
  /** One portion of the first look at every customer. */
  watches(limit?: number): ReturnType<typeof beginWatches>
  /** Counts what everybody marked has earned. */
  credit(): Promise<void>
  setTime(time: Date): Promise<void>
}

export async function aWorld(workspace: Workspace = {}): Promise<World> {
  const { db, url } = await aDatabase()
  let set = compile(workspace)
  const journeysOf = async () => set
  const setTime = (time: Date) => setClock(db, { at: time, speed: 1 })
  await setTime(noon)
  return {
    db,
    url,
    journeysOf,
    publish: next => {
      set = compile(next)
    },
    post: (...events) => inTransaction(db, trx => processEvents(trx, journeysOf, events)),
    timers: (limit = 500) => inTransaction(db, trx => processTimers(trx, journeysOf, limit)),
    watches: (limit = 500) => inTransaction(db, trx => beginWatches(trx, journeysOf, limit)),
    credit: async () => {
      while (await creditMarked(db, { journeysOf })) {}
    },
    setTime,
  }
}

function compile({ journeys = [reminder], settings = {}, segments = {} }: Workspace): JourneySet {
  return compileJourneys(
    settingsSchema.parse({
      brand: { name: 'Fern', url: 'https://fern.example', postalAddress: 'Street 1' },
      senders: { email: { from: 'shop@fern.example', name: 'Fern' } },
      currency: 'EUR',
      ...settings,
    }),
    journeys.map(file => {
      const journey = journeySchema.parse(file)
      return { journeyId: journey.id, version: 1, journey, segments }
    }),
    new Map(journeys.map(file => [(file as { id: string }).id, 1])),
    { segments },
  )
}
