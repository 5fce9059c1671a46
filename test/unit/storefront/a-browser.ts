// A browser for the script, without one: a disk, a network that answers as told, and time that passes when it is told to.
import type { Wire } from '../../../src/storefront/sender.js'
import type { Disk } from '../../../src/storefront/store.js'
import { createTracker } from '../../../src/storefront/tracker.js'

interface Post {
  readonly key: string
  readonly sentAt: number
  readonly events: readonly { id: string; name: string; at: number; names: object; properties: object }[]
}
type Answer = { readonly status: number; readonly retryAfter: number } | 'none'

export interface DiskOptions {
  /** As a browser that is full or forbids it. */
  readonly refuses?: boolean
}

export function aDisk({ refuses = false }: DiskOptions = {}): Disk & { readonly all: Map<string, string> } {
  const all = new Map<string, string>()
  return {
    all,
    get length() {
      return all.size
    },
    key: index => [...all.keys()][index] ?? null,
    getItem: name => all.get(name) ?? null,
    setItem: (name, value) => {
      if (refuses) throw new Error('QuotaExceededError')
      all.set(name, value)
    },
    removeItem: name => void all.delete(name),
  }
}

export interface BrowserOptions {
  readonly disk?: Disk | null
  readonly agreed?: boolean
  /** Answers in their order; then 202. */
  readonly answers?: Answer[]
  readonly beacons?: boolean
}

let ids = 0

export function aBrowser({
  disk = aDisk(),
  agreed = true,
  answers = [],
  beacons = true,
}: BrowserOptions = {}) {
  let now = 1_000_000_000_000
  let timers: { id: number; at: number; work: () => void }[] = []
  const posts: Post[] = []
  const beaconed: Post[] = []
  const warnings: string[] = []
  const wire: Wire = {
    post: async body => {
      posts.push(JSON.parse(body))
      const answer = answers.shift() ?? { status: 202, retryAfter: 0 }
      if (answer === 'none') throw new Error('offline')
      return answer
    },
    beacon: body => {
      if (beacons) beaconed.push(JSON.parse(body))
      return beacons
    },
    now: () => now,
    chance: () => 1,
    later: (work, ms) => {
      const id = ++ids
      timers.push({ id, at: now + ms, work })
      return id
    },
    cancel: id => {
      timers = timers.filter(timer => timer.id !== id)
    },
    warn: text => warnings.push(text),
  }
  const tracker = createTracker({
    key: 'tf_page',
    agreed,
    disk,
    wire,
    page: () => ({ path: '/' }),
    newId: () => `id-${++ids}`,
  })
  const settled = () => new Promise(resolve => setImmediate(resolve))
  return {
    ...tracker,
    posts,
    beaconed,
    warnings,
    timers: () => timers.length,
    settled,
    async pass(ms: number) {
      const end = now + ms
      for (let due = next(); due && due.at <= end; due = next()) {
        now = due.at
        timers = timers.filter(timer => timer !== due)
        due.work()
        await settled()
      }
      now = end
      await settled()
    },
  }
  function next() {
    return [...timers].sort((a, b) => a.at - b.at)[0]
  }
}

export const namesOf = (posts: readonly Post[]): string[][] =>
  posts.map(({ events }) => events.map(({ name }) => name))
export const idsOf = (posts: readonly Post[]): string[][] =>
  posts.map(({ events }) => events.map(({ id }) => id))
