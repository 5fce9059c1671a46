// Which proxies are believed when they say where a request comes from. Pure.
import { isIP } from 'node:net'
import { z } from 'zod'

/** How many stand in front, or their addresses. */
export type TrustedProxies = number | readonly string[]

/** Names of networks that Express knows. */
const named: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal'])

const error =
  'must be the number of proxies in front, or their addresses such as "10.0.0.0/8, 192.0.2.7"; loopback, linklocal and uniquelocal are some too'

/** "true" is not among them: it would believe whatever anybody says of themselves. */
export const trustedProxiesSchema = z
  .string()
  .transform(text => (/^\d$/.test(text) ? Number(text) : text.split(',').map(part => part.trim())))
  .refine(proxies => typeof proxies === 'number' || proxies.every(isNetwork), { error })

function isNetwork(text: string): boolean {
  if (named.has(text)) return true
  const [address = '', bits, ...more] = text.split('/')
  const most = { 4: 32, 6: 128 }[isIP(address)]
  if (most === undefined || more.length > 0) return false
  // A network of 0 bits is everybody, whom Express refuses to believe, as we do "true".
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most)
}
