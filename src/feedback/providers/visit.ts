// Who opened or clicked, as a provider tells it: enough to tell machines apart, and nothing of where they were. Pure.
import type { Visit } from '../../model/report.js'

/** `machine`: the provider itself says that no person did it, and by what word. */
export const visitOf = (
  what: Visit['what'],
  userAgent: string | undefined,
  machine: string | null = null,
): Visit => ({ what, method: 'GET', userAgent: (userAgent ?? '').slice(0, 300), purpose: machine ?? '' })
