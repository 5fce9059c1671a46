// The demo's time as this process sees it: what tf_now() says, read once and run on from the machine's steady clock,
// so that showing progress does not ask the database again and again.

/** The time it is in the demo. */
export type Clock = () => Date

/** A clock that showed `anchor` when `steadyMs()` was at its present value, and runs `speed` times as fast. */
export function runningClock(
  anchor: Date,
  speed: number,
  steadyMs: () => number = () => performance.now(),
): Clock {
  const begun = steadyMs()
  return () => new Date(anchor.getTime() + (steadyMs() - begun) * speed)
}
