// The engine alone, on one core: how many events it decides a second, with the example workspace and with ever more
// journeys loaded. An event must cost what the journeys that name its type cost, not what all cost.
import type { JourneyDefinition } from '../src/journeys/definition/journey-schema.js'
import { journeySchema } from '../src/journeys/definition/journey-schema.js'
import { type Settings, settingsSchema } from '../src/journeys/definition/settings-schema.js'
import {
  type CustomerState,
  compileJourneys,
  decide,
  fold,
  type Input,
  type JourneySet,
  type Need,
} from '../src/journeys/engine/index.js'
import { readWorkspace } from '../src/journeys/workspace/index.js'
import type { Customer } from '../src/model/customer.js'
import { type Event, parseEvent } from '../src/model/event.js'
import { makeEvents } from './events.js'

/** Per second, the median of the rounds. */
export interface DecisionFigures {
  readonly what: string
  readonly journeys: number
  /** Events decided, each against all journeys. */
  readonly events: number
  /** Decisions and refusals with their reasons, as they would be written down. */
  readonly decisions: number
}

type Life = readonly Event[]

interface Track {
  readonly what: string
  readonly count: number
  readonly set: JourneySet
  readonly lives: readonly Life[]
  /** The state of a customer before the first event. */
  readonly begin: CustomerState
}

const rounds = 7
const roundMs = 700
const now = new Date('2026-11-20T10:00:00Z')

export async function benchDecisions(workspace: string): Promise<DecisionFigures[]> {
  const example = await exampleSet(workspace)
  const shoppers = livesOf(20_000)
  const copied = [1, 10, 100, 1_000].map(count => ({ count, set: copies(count) }))
  const visits = strangers(5_000)
  const tracks: Track[] = [
    { what: 'the example workspace, shoppers of the demo', ...example, lives: shoppers },
    ...copied.map(({ count, set }) => ({
      what: `${count} journeys, each with its own trigger; every event enters one`,
      count,
      set,
      lives: visits,
    })),
  ].map(track => ({ ...track, begin: beginOf(track.set, track.lives) }))
  const measured = tracks.map(() => [] as Figure[])
  for (const track of tracks) measure(track)
  for (let round = 0; round < rounds; round++)
    for (const [index, track] of tracks.entries()) measured[index]!.push(measure(track))
  return tracks.map(({ what, count }, index) => ({ what, journeys: count, ...median(measured[index]!) }))
}

type Figure = Pick<DecisionFigures, 'events' | 'decisions'>

const median = (figures: readonly Figure[]): Figure =>
  [...figures].sort((a, b) => a.events - b.events)[Math.floor(figures.length / 2)]!

function measure(track: Track): Figure {
  const start = performance.now()
  let [events, decisions, elapsed] = [0, 0, 0]
  while (elapsed < roundMs) {
    for (const life of track.lives) {
      decisions += live(track, life)
      events += life.length
    }
    elapsed = performance.now() - start
  }
  return { events: (events / elapsed) * 1_000, decisions: (decisions / elapsed) * 1_000 }
}

/**
 * One customer's events, one after the other, each on the state the one before has left; counts what was decided. All
 * facts are at hand, as in a batch once they have been loaded: the loading is the pipeline's, and in its figures.
 */
function live({ set, begin }: Pick<Track, 'set' | 'begin'>, life: Life): number {
  let count = 0
  let state = begin
  for (const event of life) {
    const input: Input = { kind: 'event', event }
    const outcome = decide(set, state, input, now)
    if (outcome.needs.length > 0) throw new Missing(outcome.needs)
    count += outcome.decisions.length + outcome.refusals.length
    state = fold(state, input, outcome, now)
  }
  return count
}

class Missing extends Error {
  readonly needs: readonly Need[]
  constructor(needs: readonly Need[]) {
    super(`facts are missing: ${JSON.stringify(needs)}`)
    this.needs = needs
  }
}

/** What is known of a customer of whom nothing is known yet, with every fact that any of the events asks for. */
function beginOf(set: JourneySet, lives: readonly Life[]): CustomerState {
  let begin: CustomerState = { ...stranger, watch: set.newWatch(now) }
  for (const life of lives) {
    for (;;) {
      try {
        live({ set, begin }, life)
        break
      } catch (error) {
        if (!(error instanceof Missing)) throw error
        begin = error.needs.reduce(supply, begin)
      }
    }
  }
  return begin
}

function supply(state: CustomerState, need: Need): CustomerState {
  const past = { since: new Date(0), events: [] }
  if (need.kind === 'messages') return { ...state, messages: { since: past.since, list: [] } }
  if (need.kind === 'history') return { ...state, history: new Map(state.history).set(need.type, past) }
  if (need.kind !== 'products') throw new Error(`the benchmark supplies no ${need.kind}`)
  const found = need.ids.map(id => [id, { inStock: true, price: '49.00', currency: 'EUR' }] as const)
  return { ...state, products: new Map([...state.products, ...found]) }
}

async function exampleSet(folder: string): Promise<{ count: number; set: JourneySet }> {
  const { workspace, findings } = await readWorkspace(folder)
  if (!workspace) throw new Error(findings[0]?.message)
  const { journeys, segments, settings } = workspace
  return { count: journeys.length, set: setOf(settings, journeys, segments) }
}

function setOf(
  settings: Settings,
  journeys: readonly JourneyDefinition[],
  segments: Parameters<typeof compileJourneys>[1][number]['segments'] = {},
): JourneySet {
  const versions = journeys.map(journey => ({ journeyId: journey.id, version: 1, journey, segments }))
  return compileJourneys(settings, versions, new Map(journeys.map(({ id }) => [id, 1])))
}

const settings = settingsSchema.parse({
  brand: { name: 'Shop', url: 'https://shop.example', postalAddress: 'Street 1, Town' },
  senders: { email: { from: 'hello@shop.example', name: 'Shop' } },
  currency: 'EUR',
})

/** Journeys that differ in nothing but their names and the event that brings customers in. */
const copies = (count: number): JourneySet =>
  setOf(
    settings,
    Array.from({ length: count }, (_, index) =>
      journeySchema.parse({
        id: `copy-${index}`,
        name: 'A copy',
        trigger: { event: `visit_${index}`, where: { 'cart.value': { gte: 20 } } },
        entry: { if: { consent: 'email' } },
        steps: [
          { id: 'settle', wait: '1h' },
          { id: 'remind', send: 'email', template: 'reminder' },
        ],
      }),
    ),
  )

const strangers = (count: number): Life[] =>
  Array.from({ length: count }, (_, index) => [
    eventOf({ id: `visit-${index}`, type: 'visit_0', properties: { cart: { value: '129.50' } } }),
  ])

const eventOf = (given: Pick<Event, 'id' | 'type' | 'properties'>): Event => ({
  ...given,
  source: 'bench',
  occurredAt: now.toISOString(),
  receivedAt: now.toISOString(),
  customer: { id: 'c-1' },
})

/** The demo's events by the name each came with. */
function livesOf(count: number): Life[] {
  const lives = new Map<string, Event[]>()
  for (const posted of makeEvents(count, now)) {
    const parsed = parseEvent(posted, 'bench', now)
    if ('faults' in parsed) throw new Error(JSON.stringify(parsed.faults))
    const { id, email, anonymousId } = parsed.event.customer
    const name = id ?? email ?? anonymousId ?? ''
    lives.set(name, [...(lives.get(name) ?? []), parsed.event])
  }
  return [...lives.values()]
}

const customer: Customer = {
  id: '00000000-0000-4000-8000-000000000001',
  part: 1,
  email: 'ann@example.com',
  phone: '+4915112345678',
  attributes: { country: 'DE' },
  consent: { email: 'subscribed', sms: 'subscribed' },
  consentAt: {},
  topics: {},
  attributesAt: {},
  addressAt: {},
  suppressed: {},
}

const stranger: Omit<CustomerState, 'watch'> = {
  customer,
  enrollments: [],
  history: new Map(),
  messages: null,
  products: new Map(),
  grants: new Map(),
}

/** The table of a terminal. */
export function decisionLines(figures: readonly DecisionFigures[]): string[] {
  const number = (value: number): string => Math.round(value).toLocaleString('en').padStart(14)
  return [
    `${'the engine alone, one core'.padEnd(64)}${['events/s', 'decisions/s'].map(title => title.padStart(14)).join('')}`,
    ...figures.map(
      ({ what, events, decisions }) => `${what.padEnd(64)}${number(events)}${number(decisions)}`,
    ),
  ]
}
