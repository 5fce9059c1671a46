// The address last used is the one to write to: by the time it was used, not by the time that was told. Pure.
import { type Channel, channels } from '../model/channel.js'
import { addressOf, type Customer, type Identifiers } from '../model/customer.js'
import { type Event, knownEventTypes } from '../model/event.js'
import { saidAt } from './said-at.js'

/** What a provider reports is about where a message went, not about where the customer wants the next one. */
const reports: ReadonlySet<string> = new Set(knownEventTypes.filter(type => /^(email|sms)_/.test(type)))

const names = { email: 'email', sms: 'phone' } as const

/** `owned`: the event's names that belong to this customer. The same customer where none of them is news. */
export function withAddresses(customer: Customer, event: Event, owned: Identifiers): Customer {
  if ((owned.email === undefined && owned.phone === undefined) || reports.has(event.type)) return customer
  const at = saidAt(event)
  let changed = customer
  for (const channel of channels) {
    const address = owned[names[channel]]
    if (address !== undefined && isNews(customer, channel, address, at))
      changed = withAddress(changed, channel, address, at)
  }
  return changed
}

/** The same address is written down again after this: nearly every event names it, and each time would be a write. */
const usedAgainMs = 3_600_000

/** Of two addresses used at the same moment one wins, whichever came first. */
function isNews(customer: Customer, channel: Channel, address: string, at: number): boolean {
  const known = addressOf(customer, channel)
  const knownAt = customer.addressAt[channel] ?? Number.NEGATIVE_INFINITY
  if (address === known) return at >= knownAt + usedAgainMs
  return known === null || at > knownAt || (at === knownAt && address > known)
}

export function withAddress(
  customer: Customer,
  channel: Channel,
  address: string,
  at: number | undefined,
): Customer {
  const addressAt = { ...customer.addressAt, ...(at !== undefined && { [channel]: at }) }
  if (address === addressOf(customer, channel)) return { ...customer, addressAt }
  const suppressed = { ...customer.suppressed }
  // Whether the new address is suppressed is not known here; the check at hand-over reads it again.
  delete suppressed[channel]
  return { ...customer, [names[channel]]: address, addressAt, suppressed }
}
