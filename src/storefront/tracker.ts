// The commands of a page. Knows who the shopper is and what they have agreed to; touches neither window nor network, which
// are handed in.
import { createQueue } from './queue.js'
import { createSender, type Sender, type Wire } from './sender.js'
import { createStore, type Disk, ours } from './store.js'

type Words = Readonly<Record<string, unknown>>

export interface Place {
  readonly key: string
  /** The shop has already asked: what is done is stored and sent unless the shopper says no. */
  readonly agreed: boolean
  readonly disk: Disk | null
  readonly wire: Wire
  /** What the page says of itself. */
  page(): Words
  newId(): string
}

export interface Tracker {
  run(command: string, first?: unknown, second?: unknown): void
  readonly sender: Pick<Sender, 'leave' | 'retry'>
  /** The browser's own id; null as long as nothing may leave it, or it has none yet. */
  who(): string | null
}

/** Strongest first, as the server has it. */
const knownNames = ['id', 'email', 'phone']

export function createTracker({ key, agreed, disk, wire, page, newId }: Place): Tracker {
  const store = createStore(disk)
  const queue = createQueue(store)
  const sender = createSender(queue, wire, key)
  let allowed: boolean | undefined
  let last = 0

  function names(): Record<string, string> {
    const anonymousId = store.get('id') || newId()
    store.set('id', anonymousId)
    const cartToken = store.get('cart')
    return {
      ...(JSON.parse(store.get('who') || '{}') as object),
      anonymousId,
      ...(cartToken && { cartToken }),
    }
  }

  function track(name: unknown, properties: unknown): void {
    // Never the same moment twice, so that the order is kept.
    last = Math.max(wire.now(), last + 1)
    queue.add({
      id: newId(),
      name: String(name),
      at: last,
      names: names(),
      properties: (properties || {}) as Words,
    })
    if (allowed) sender.wake()
  }

  function identify(words: Words): void {
    const name = knownNames.filter(kind => words[kind])[0]
    if (name) store.set('who', JSON.stringify({ [name]: String(words[name]) }))
    const traits: Record<string, unknown> = {}
    for (const trait of Object.keys(words)) if (knownNames.indexOf(trait) < 0) traits[trait] = words[trait]
    track('customer_updated', traits)
  }

  /** A no is remembered only where the shop would otherwise take silence for a yes. */
  function consent(yes: boolean): void {
    allowed = yes
    if (!yes) {
      store.forget()
      sender.stop()
    }
    if (yes || agreed) {
      store.keep()
      store.set('consent', yes ? '1' : '0')
    }
    if (yes && queue.count()) sender.wake()
  }

  const commands = new Map<string, (first: never, second: unknown) => void>(
    Object.entries({
      track,
      identify: (words: Words | undefined) => identify(words || {}),
      page: (more: Words | undefined) => track('page_viewed', { page: page(), ...more }),
      cart: (token: unknown) => (token ? store.set('cart', String(token)) : store.remove('cart')),
      reset: () => ['id', 'who', 'cart'].forEach(store.remove),
      consent: (words: Words | undefined) => consent(words?.analytics === true),
    }),
  )

  const said = disk?.getItem(`${ours}consent`)
  if (said === '0') allowed = false
  else if (said || agreed) {
    allowed = true
    store.keep()
    queue.adopt()
    if (queue.count()) sender.wake()
  }

  return {
    run(command, first, second) {
      const work = commands.get(command)
      if (!work) wire.warn(`there is no command "${command}"`)
      else if (allowed !== false || command === 'consent') work(first as never, second)
    },
    who: () => (allowed ? store.get('id') : null),
    sender: {
      leave: () => allowed && sender.leave(),
      retry: () => allowed && sender.retry(),
    },
  }
}
