// Patience with an end, for stopping. Ends no work: who loses patience must know what to do about it.
import { setTimeout as pause } from 'node:timers/promises'

/** Whether the work was over in time. */
export async function within(work: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController()
  try {
    const late = pause(ms, false, { signal: timer.signal }).catch(() => false)
    return await Promise.race([work.then(() => true), late])
  } finally {
    timer.abort()
  }
}
