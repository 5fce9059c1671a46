// What the doors of this process refused, noted without keeping anybody waiting: counted in memory, written every few seconds. A
// crash loses those seconds; while PostgreSQL is away they are kept, as far as they differ by no more than so many places.

import type { Db } from '../../db/tables.js'
import { knownEvents } from '../../journeys/definition/known-events.js'
import type { Logger } from '../../platform/logger.js'
import { repeat } from '../../platform/repeat.js'
import { knownPlace, knownType } from './known-place.js'
import { addRefusals, type RefusedCount } from './refusal-store.js'

export interface Refused {
  readonly type: string
  readonly faults: readonly { readonly path: string; readonly fault: 'missing' | 'wrong' }[]
}

export interface RefusalNotes {
  /** Costs the door no more than counting. */
  note(source: string, refused: readonly Refused[]): void
  /** Writes what is left. */
  stop(): Promise<void>
}

export interface RefusalNotesOptions {
  readonly db: Db
  readonly logger: Logger
  /** Real milliseconds; default: five seconds. */
  readonly everyMs?: number
}

const mostCounts = 2_000
const known = Object.keys(knownEvents)

export function startRefusalNotes({ db, logger, everyMs = 5_000 }: RefusalNotesOptions): RefusalNotes {
  let counts = new Map<string, RefusedCount>()

  const add = (given: RefusedCount): void => {
    // Who makes up a new type with each event is not told apart for long.
    const isNew = given.type !== '' && !counts.has(keyOf(given))
    const count = isNew && counts.size >= mostCounts ? { ...given, type: '' } : given
    const key = keyOf(count)
    counts.set(key, { ...count, events: (counts.get(key)?.events ?? 0) + count.events })
  }
  const write = async (): Promise<void> => {
    const taken = counts
    counts = new Map()
    try {
      await addRefusals(db, [...taken.values()], known)
    } catch (error) {
      for (const count of taken.values()) add(count)
      throw error
    }
  }
  const writing = repeat({
    name: 'noting what was refused',
    everyMs,
    logger,
    round: async () => {
      await write()
      return false
    },
  })
  return {
    note(source, refused) {
      for (const { type, faults } of refused) {
        const of = { source, type: knownType(type), events: 1 }
        add({ ...of, path: '', fault: '' })
        const places = new Map(faults.map(({ path, fault }) => [knownPlace(path), fault]))
        for (const [path, fault] of places) add({ ...of, path, fault })
      }
    },
    async stop() {
      await writing.stop()
      await write().catch(() => {})
    },
  }
}

const keyOf = ({ source, type, path, fault }: RefusedCount): string =>
  JSON.stringify([source, type, path, fault])
