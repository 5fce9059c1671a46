// Waits for something to become true, no longer than it takes. Instead of sleeping.
// The limits are those of a machine that is busy with other things: what comes at all costs no time by them.
import { setTimeout as pause } from 'node:timers/promises'

/** Repeats the check until it neither throws nor answers false; throws its last error when the time is over. */
export async function eventually<T>(check: () => T | Promise<T>, { within = 30_000 } = {}): Promise<T> {
  const end = Date.now() + within
  for (let wait = 5; ; wait = Math.min(wait * 1.5, 100)) {
    const outcome = await attempt(check)
    if ('value' in outcome && outcome.value !== false) return outcome.value
    if (Date.now() > end) throw 'error' in outcome ? outcome.error : new Error(`not true within ${within} ms`)
    await pause(wait)
  }
}

async function attempt<T>(check: () => T | Promise<T>): Promise<{ value: T } | { error: unknown }> {
  try {
    return { value: await check() }
  } catch (error) {
    return { error }
  }
}
