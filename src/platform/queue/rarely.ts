// Keeps an outage from filling the log: every connection reports the same failure with every attempt to return.

/** A listener that hears the same message at most once in `everyMs`. */
export function rarely(
  onError: (error: Error) => void,
  everyMs: number,
  now: () => number = () => performance.now(),
): (error: Error) => void {
  const lastHeard = new Map<string, number>()
  return error => {
    const time = now()
    for (const [message, at] of lastHeard) if (time - at >= everyMs) lastHeard.delete(message)
    if (lastHeard.has(error.message)) return
    lastHeard.set(error.message, time)
    onError(error)
  }
}
