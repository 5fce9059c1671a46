// Why a customer may not be added to an audience now (I8): ads reach people, as messages do. Asked when deciding; dispatch
// looks again before a platform is told.
import { channels } from '../../model/channel.js'
import { addressOf, type Customer } from '../../model/customer.js'
import type { PastAddition } from './audience-types.js'
import { fullUntil } from './caps.js'
import type { CompiledJourney } from './compile.js'
import type { Run } from './run.js'
import type { Hold } from './steps/index.js'
import type { Enrollment } from './types.js'

/** What is asked first is told; what needs facts to be loaded comes late. */
export function audienceHoldOf(run: Run, journey: CompiledJourney, enrollment: Enrollment): Hold | null {
  if (journey.suppressIf && run.judge(journey.suppressIf, enrollment) === true)
    return { reason: 'suppressed', detail: {} }
  return unreachable(run.customer) ?? capped(run)
}

/** One identifier is enough: a platform knows people by any. The channel that came furthest says what is missing. */
function unreachable(customer: Customer): Hold | null {
  const subscribed = channels.filter(channel => customer.consent[channel] === 'subscribed')
  if (subscribed.length === 0) {
    const { email, sms } = customer.consent
    return { reason: 'no_consent', detail: { consent: email === sms ? email : `email ${email}, sms ${sms}` } }
  }
  const addressed = subscribed.filter(channel => addressOf(customer, channel) !== null)
  if (addressed.length === 0) return { reason: 'no_address', detail: {} }
  if (addressed.some(channel => customer.suppressed[channel] === undefined)) return null
  const why = customer.suppressed[addressed[0]!]!
  return { reason: 'address_suppressed', detail: { why } }
}

function capped(run: Run): Hold | null {
  const cap = run.journeys.settings.caps.audience
  if (!cap) return null
  const full = fullUntil(cap, run.zone, run.now, since => additions(run, since).map(({ at }) => at))
  if (!full) return null
  const { max, per } = cap
  return { reason: 'capped', detail: { cap: 'audience', max, per, count: full.count }, until: full.until }
}

/** Those since then, with those of this deciding. */
function additions(run: Run, from: Date): readonly PastAddition[] {
  const since = new Date(Math.max(0, from.getTime()))
  const known = run.state.additions
  const own = run.audiences.filter(({ change }) => change === 'add').map(() => ({ at: run.now }))
  if (known && known.since <= since) return [...known.list, ...own]
  run.needs.push({ kind: 'additions', since })
  return own
}
