// What is counted at a time. Must do nothing.

/** One day of one journey; '' is all of them together. */
export interface Cell {
  readonly journeyId: string
  /** "2026-11-21", in the shop's time zone. */
  readonly day: string
}
