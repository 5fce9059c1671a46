// What the audits of journeys go by. Pure.

export interface GoalFacts {
  /** 'primary', or its name in `goals`. */
  readonly name: string
  readonly event: string
  readonly hasWhere: boolean
  /** The path of the amount it is counted by. */
  readonly value: string | undefined
  /** Events of its type in 30 days. */
  readonly events: number
  /** Of those in 30 days that were looked at: how many, for how many it is a goal, and how many of these have its value. */
  readonly checked: number
  readonly matching: number
  readonly valued: number
}

export interface JourneyFacts {
  readonly id: string
  /** For so long it has been open as it is now, in whole days. */
  readonly days: number
  readonly testersOnly: boolean
  /** The share of customers who may come in: 1 is everybody. */
  readonly rollout: number
  /** What brings customers in, where that is events that are posted. */
  readonly triggers: readonly string[]
  /** Events of these types in the last seven days. */
  readonly triggerEvents: number
  readonly entered: number
  /** Why customers were refused in the last seven days, the most frequent first. */
  readonly refusals: readonly { readonly reason: string; readonly times: number }[]
  readonly goals: readonly GoalFacts[]
}

export interface JourneysFacts {
  /** Events have been counted for so long, in whole days. */
  readonly days: number
  readonly journeys: readonly JourneyFacts[]
}
