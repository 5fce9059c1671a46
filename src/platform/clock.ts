// Where the time comes from: handed to whoever needs it, so that demos and tests can give another one.

export interface Clock {
  now(): Date
}

export const systemClock: Clock = { now: () => new Date() }

/** At the real time `realAnchor` it shows `clockAnchor`, and from there it runs `speed` times as fast. */
export interface ClockSetting {
  readonly realAnchor: Date
  readonly clockAnchor: Date
  readonly speed: number
}

export const runningClock = (
  { realAnchor, clockAnchor, speed }: ClockSetting,
  real: Clock = systemClock,
): Clock => ({
  now: () => new Date(clockAnchor.getTime() + (real.now().getTime() - realAnchor.getTime()) * speed),
})
