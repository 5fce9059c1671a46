// What the engine says and is told of audiences. Values only.

export interface AudienceChange {
  readonly audience: string
  readonly change: 'add' | 'remove'
  readonly journeyId: string
  readonly stepId: string
}

/** The customer was added to an audience, as the cap on that sees it. */
export interface PastAddition {
  readonly at: Date
}
