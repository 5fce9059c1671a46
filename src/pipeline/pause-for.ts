// Waiting before the next try, ever longer, until the role is told to stop.
import { setTimeout as pause } from 'node:timers/promises'

const longestPauseMs = 5_000

/** Ends early, and without an error, when `stop` says so. */
export const pauseMs = async (ms: number, stop: AbortSignal): Promise<void> => {
  await pause(ms, undefined, { signal: stop }).catch(() => undefined)
}

export const pauseFor = (tries: number, stop: AbortSignal): Promise<void> =>
  pauseMs(Math.min(longestPauseMs, 100 * 2 ** tries), stop)
