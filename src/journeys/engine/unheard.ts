// What comes of an event that no journey is to hear. Pure.
import type { Event } from '../../model/event.js'
import type { Outcome } from './types.js'

/** Nothing is decided, and `follows` comes next, where there is one. */
export const unheard = (follows: Event | null): Outcome => ({
  needs: [],
  refusals: [],
  decisions: [],
  enrollments: [],
  timers: [],
  messages: [],
  withdrawals: [],
  calls: [],
  audiences: [],
  emitted: follows ? [follows] : [],
  watch: undefined,
})
