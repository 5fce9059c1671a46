// Quiet hours: when no marketing goes out. The law's rules are data (model/quiet-rules.ts); the shop's own come on top.
import type { MessageChannel } from '../../model/channel.js'
import type { Customer } from '../../model/customer.js'
import { type QuietRule, quietRules, quietUntil } from '../../model/quiet-hours.js'
import { placeOf } from '../../model/time-zones.js'
import type { Settings } from '../definition/settings-schema.js'

/** The end of the quiet hours it is in at `now` where the customer is; null when marketing may go out. */
export function quietUntilFor(
  settings: Settings,
  customer: Customer,
  channel: MessageChannel,
  now: Date,
): Date | null {
  const rules = rulesOf(settings, channel)
  if (rules.length === 0) return null
  const place = placeOf(customer.attributes, customer.phone)
  return quietUntil({ channel, place, fallbackZone: settings.timeZone, at: now, rules })?.until ?? null
}

const rulesByChannel = new WeakMap<Settings, Map<MessageChannel, readonly QuietRule[]>>()

function rulesOf(settings: Settings, channel: MessageChannel): readonly QuietRule[] {
  const known = rulesByChannel.get(settings) ?? new Map<MessageChannel, readonly QuietRule[]>()
  rulesByChannel.set(settings, known)
  const rules = known.get(channel) ?? allRules(settings, channel)
  known.set(channel, rules)
  return rules
}

function allRules(settings: Settings, channel: MessageChannel): readonly QuietRule[] {
  const own = settings.quietHours?.[channel] ?? []
  return [
    ...quietRules.filter(({ channels }) => channels.includes(channel)),
    ...own.map(({ countries, ...window }) => ({
      channels: [channel],
      ...(countries && { countries }),
      quiet: [window],
      source: 'settings.json',
    })),
  ]
}
