// Work that comes back: round after round, never two at once in this process, until it is told to stop. What a round
// could not do is left to the next one.
import { setTimeout as pause } from 'node:timers/promises'
import type { Logger } from './logger.js'

export interface Repeating {
  /** Begins no further round; resolves when the one in hand is over. */
  stop(): Promise<void>
}

export interface RepeatOptions {
  /** For the log: `a round of retention failed`. */
  readonly name: string
  /** Real milliseconds between two rounds. */
  readonly everyMs: number
  /** true: there is more to do, so that the next round follows at once. */
  readonly round: (stop: AbortSignal) => Promise<boolean>
  readonly logger: Logger
}

export function repeat({ name, everyMs, round, logger }: RepeatOptions): Repeating {
  const stopping = new AbortController()
  const { signal } = stopping
  const once = async (): Promise<boolean> => {
    try {
      return await round(signal)
    } catch (error) {
      logger.warn({ err: error, round: name }, 'a round failed; the next one makes up for it')
      return false
    }
  }
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      const more = await once()
      if (!more) await pause(everyMs, undefined, { signal }).catch(() => {})
    }
  }
  const running = run()
  return {
    async stop() {
      stopping.abort()
      await running
    },
  }
}
