// The time of something a shop's platform says, which nobody checked at a door. Pure.

/** Not later than now, which is also what no time means: clocks differ, and nothing may come from tomorrow. */
export function timeOf(text: string, now: Date): Date {
  const told = new Date(text)
  return told.getTime() >= 0 && told < now ? told : now
}
