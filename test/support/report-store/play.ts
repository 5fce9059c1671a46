// Plays the life of the made-up shop through the real pipeline: events in batches, timers, hand-overs, and what comes of
// them. What arrives after the last moment, or is withheld, is answered instead, to be let in by the test.
import { inTransaction, setClock } from '../../../src/db/index.js'
import type { Db } from '../../../src/db/tables.js'
import { type Random, seededRandom } from '../../../src/demo/random.js'
import { createJourneySource } from '../../../src/journeys/journey-source.js'
import { publishWorkspace } from '../../../src/journeys/workspace/index.js'
import type { Event } from '../../../src/model/event.js'
import { processEvents, processTimers } from '../../../src/pipeline/index.js'
import { inBatches } from '../in-batches.js'
import { handOverDue, randomOf } from './hand-over.js'
import { eventsPerShopper, livesOf, type Period } from './life.js'
import { after, days, hours, type Planned } from './plan.js'
import { reactTo } from './reactions.js'
import { workspaces } from './workspace.js'

export interface StoreOptions {
  readonly seed: number
  /** About so many events come in. */
  readonly events: number
  /** These are not let in, but answered. */
  readonly withheld?: (event: Event) => boolean
}

export interface Played {
  /** What has not been let in, by its arrival. */
  readonly outstanding: readonly Planned[]
  /** How many events were. */
  readonly events: number
  /** The last moment of the story. */
  readonly end: Date
}

/** Over the end of summer time in Berlin, on 2026-10-25. */
export const period: Period = { from: new Date('2026-08-14T04:00:00Z'), days: 98 }

const batchSize = 1_000

export async function playStore(
  db: Db,
  { seed, events, withheld = () => false }: StoreOptions,
): Promise<Played> {
  const random = seededRandom(seed)
  const [first, later] = workspaces()
  const game = aGame(momentsOf(random), withheld)
  game.add(livesOf(random, Math.round(events / eventsPerShopper), period))
  await setClock(db, { at: period.from, speed: still })
  await publishWorkspace(db, first)
  for (const [n, moment] of game.moments.entries()) {
    await setClock(db, { at: moment, speed: still })
    if (n === Math.floor(game.moments.length * 0.6)) await publishWorkspace(db, later)
    await letIn(db, game.take(n))
    await runTimers(db)
    for (const message of await handOverDue(db, seed))
      game.add(reactTo(randomOf(seed + 1, message.id), message))
  }
  const { outstanding, taken } = game.rest()
  return { outstanding, events: taken, end: game.moments.at(-1)! }
}

/** Goes on for so long without any event, so that nobody is inside any journey any more and nothing waits. */
export async function playOut(db: Db, { end }: Pick<Played, 'end'>, length: number): Promise<void> {
  for (let day = 1; day <= length; day++) {
    await setClock(db, { at: after(end, days(day)), speed: still })
    await runTimers(db)
    await handOverDue(db, 0)
  }
}

/** So slow that it stands: the same seed gives the same times. */
const still = 0.000_001

/** Some hours from one to the next, and never the same ones. */
function momentsOf(random: Random): Date[] {
  const end = after(period.from, days(period.days))
  const moments: Date[] = []
  for (let time = period.from; time < end; time = after(time, hours(4 + 30 * random.next())))
    moments.push(time)
  return moments
}

function aGame(moments: readonly Date[], withheld: (event: Event) => boolean) {
  const waiting: Planned[][] = moments.map(() => [])
  const outstanding: Planned[] = []
  let taken = 0
  return {
    moments,
    add(planned: readonly Planned[]): void {
      for (const one of planned) {
        const n = withheld(one.event) ? -1 : moments.findIndex(moment => moment >= one.arrives)
        ;(waiting[n] ?? outstanding).push(one)
      }
    },
    take(n: number): Event[] {
      const events = inArrival(waiting[n]!).map(({ event }) => event)
      taken += events.length
      waiting[n] = []
      return events
    },
    rest: () => ({ outstanding: inArrival([...outstanding, ...waiting.flat()]), taken }),
  }
}

export const inArrival = (planned: readonly Planned[]): Planned[] =>
  [...planned].sort((a, b) => a.arrives.getTime() - b.arrives.getTime() || (a.event.id < b.event.id ? -1 : 1))

/** In the order given, in batches. */
export async function letIn(db: Db, events: readonly Event[]): Promise<void> {
  const journeysOf = sourceOf(db)
  for (const batch of inBatches(events, batchSize))
    await inTransaction(db, trx => processEvents(trx, journeysOf, batch))
}

/** Until nothing is due. */
export async function runTimers(db: Db): Promise<void> {
  const journeysOf = sourceOf(db)
  while ((await inTransaction(db, trx => processTimers(trx, journeysOf, batchSize))).taken > 0);
}

type Source = ReturnType<typeof createJourneySource>
const sources = new WeakMap<Db, Source>()

/** Compiled once for a database. */
function sourceOf(db: Db): Source {
  const known = sources.get(db)
  if (known) return known
  const source = createJourneySource(broken => {
    throw new Error(`journeys that cannot be compiled: ${broken.join(', ')}`)
  })
  sources.set(db, source)
  return source
}
