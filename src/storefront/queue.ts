// Events that wait to be sent. Each has an entry of its own in the store, so that tabs never write over one another; what
// a tab leaves behind is taken up by the next page, or by any other tab after a while. Doubles have the same id, and the
// server drops them.
import type { Store } from './store.js'

export interface QueuedEvent {
  readonly id: string
  readonly name: string
  /** Milliseconds, by the clock of the browser. */
  readonly at: number
  readonly names: Readonly<Record<string, string>>
  readonly properties: Readonly<Record<string, unknown>>
}

export interface Batch {
  readonly entries: readonly string[]
  /** The events as JSON, separated by commas. */
  readonly text: string
}

export interface Queue {
  add(event: QueuedEvent): void
  /** What is to be sent next, oldest first; null when there is nothing. Without `except`, which is on its way already. */
  next(now: number, except?: ReadonlySet<string>): Batch | null
  count(): number
  /** Whatever waits now is this page's: its predecessor has left it. */
  adopt(): void
  remove(entries: readonly string[]): void
}

const most = 500
/** Below the 64 kB that browsers let a page send while it is left. */
const batchLength = 40_000
const batchEvents = 100
/** The events of another tab that have waited for so long are nobody's. */
const orphanMs = 10_000

const prefix = 'e.'

export function createQueue(store: Store): Queue {
  const mine = new Set<string>()
  const list = (now: number): string[] =>
    store.names(prefix).filter(entry => mine.has(entry) || Number(entry.split('.')[1]) < now - orphanMs)
  return {
    add(event) {
      const entry = `${prefix}${event.at}.${event.id}`
      mine.add(entry)
      store.set(entry, JSON.stringify(event))
      const all = store.names(prefix)
      for (const oldest of all.slice(0, Math.max(0, all.length - most))) store.remove(oldest)
    },
    next(now, except) {
      const entries: string[] = []
      let text = ''
      for (const entry of list(now)) {
        const json = except?.has(entry) ? null : store.get(entry)
        if (!json) continue
        if (entries.length === batchEvents || (text && text.length + json.length > batchLength)) break
        entries.push(entry)
        text += (text && ',') + json
      }
      return text ? { entries, text } : null
    },
    count: () => store.names(prefix).length,
    adopt() {
      for (const entry of store.names(prefix)) mine.add(entry)
    },
    remove(entries) {
      for (const entry of entries) {
        mine.delete(entry)
        store.remove(entry)
      }
    },
  }
}
