// How people and shops name an address that may not be written to: `email:ann@example.com`, `phone:+4915112345678`. Pure.
import type { Channel } from './channel.js'
import { parseCustomerKey } from './customer-key.js'
import { identifiersSchema } from './event.js'

export interface SuppressibleAddress {
  readonly channel: Channel
  readonly address: string
}

/** null: not an address. */
export function parseAddressKey(text: string): SuppressibleAddress | null {
  const key = parseCustomerKey(text)
  if (key?.kind !== 'email' && key?.kind !== 'phone') return null
  const address = identifiersSchema.safeParse({ [key.kind]: key.value }).data?.[key.kind]
  return address === undefined ? null : { channel: key.kind === 'email' ? 'email' : 'sms', address }
}

export const addressKey = ({ channel, address }: SuppressibleAddress): string =>
  `${channel === 'email' ? 'email' : 'phone'}:${address}`
