// Fetches what the page is to show, and says what became of it. One message at a time; touches neither document nor network,
// which are handed in.

export interface OnsiteMessage {
  readonly id: string
  readonly journey: string
  readonly step: string
  readonly title?: string
  readonly text?: string
  readonly button?: string
  readonly link?: string
  readonly image?: string
}

export type Happened = 'shown' | 'clicked' | 'dismissed'
export type Report = (what: Happened) => void
/** `done`: the message is gone, and another one may come. */
export type Show = (message: OnsiteMessage, report: Report, done: () => void) => void

export interface OnsitePlace {
  /** The browser's own id; null as long as nothing may be stored or sent, or nothing was. */
  who(): string | null
  /** Rejects when there is no usable answer. */
  ask(anonymousId: string): Promise<readonly OnsiteMessage[]>
  track(type: string, properties: object): void
  show: Show
  /** Nobody sees a page in the background, and what is answered is handed over. */
  visible(): boolean
  now(): number
  later(work: () => void, ms: number): unknown
}

export interface Onsite {
  /** Something has happened that messages may follow from. */
  soon(ms: number): void
  /** A function shows messages instead of the card; false: none are fetched. */
  use(how: unknown): void
}

const pauseMs = 10_000

export function createOnsite(place: OnsitePlace, off: boolean): Onsite {
  let isOff = off
  let own: Show | undefined
  let waits = false
  let busy = false
  let askedAt = -pauseMs

  function present(message: OnsiteMessage): void {
    const { id: messageId, journey, step } = message
    const report: Report = what => place.track(`onsite_${what}`, { messageId, journey, step })
    busy = true
    const done = (): void => {
      busy = false
      soon(0)
    }
    const show = own || place.show
    show(message, report, done)
  }

  async function ask(): Promise<void> {
    waits = false
    const who = place.who()
    if (isOff || busy || !who || !place.visible()) return
    askedAt = place.now()
    const [message] = await place.ask(who).catch(() => [])
    if (message) present(message)
  }

  function soon(ms: number): void {
    if (waits || isOff || busy) return
    waits = true
    place.later(() => void ask(), Math.max(ms, askedAt + pauseMs - place.now()))
  }

  return {
    soon,
    use(how) {
      isOff = how === false
      own = typeof how === 'function' ? (how as Show) : undefined
      soon(0)
    },
  }
}
