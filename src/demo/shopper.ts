// The demo's shoppers: who they are, what they agreed to, and when the shop knows them. All of them made up:
// addresses end in .example, telephone numbers are the ones kept free for fiction.
import type { Identifiers } from '../model/customer.js'
import type { Random } from './random.js'

export interface Shopper {
  readonly n: number
  readonly firstName: string
  readonly email: string
  readonly phone: string | undefined
  readonly emailConsent: boolean
  readonly smsConsent: boolean
  /** Known: the shop has their account from the start. Late: nameless until they type an address. Nameless: for ever. */
  readonly acquaintance: 'known' | 'late' | 'nameless'
}

const firstNames = (
  'Ada Ben Cleo Dan Ella Finn Gia Hugo Ines Jon Kira Leo Mia Noah Ona Paul Quinn Rosa Sam Tess ' +
  'Uma Vera Will Xenia Yara Zoe Anton Bea Carl Dora'
).split(' ')
const lastNames = 'Adler Brook Clark Dietz Evans Falk Gray Holm Ivers Jung Kern Lowe Marsh Nagel Orr'.split(
  ' ',
)
const areaCodes = [202, 303, 404, 512, 617, 702]

/** A number that the stand-in, as the real provider does, refuses as invalid. */
export const invalidPhone = '+15005550001'

export function makeShopper(n: number, random: Random): Shopper {
  const firstName = random.pick(firstNames)
  const lastName = random.pick(lastNames)
  const acquaintance = random.weighted([
    ['known', 62] as const,
    ['late', 28] as const,
    ['nameless', 10] as const,
  ])
  const hasPhone = random.chance(0.4)
  return {
    n,
    firstName,
    email: `${firstName}.${lastName}.${n}@shopper.example`.toLowerCase(),
    phone: hasPhone ? phoneOf(n) : undefined,
    emailConsent: random.chance(0.85),
    smsConsent: hasPhone && random.chance(0.75),
    acquaintance,
  }
}

const phoneOf = (n: number): string =>
  n % 97 === 5
    ? invalidPhone
    : `+1${areaCodes[Math.floor(n / 100) % areaCodes.length]}55501${String(n % 100).padStart(2, '0')}`

const anonymousId = (shopper: Shopper): string => `browser-${shopper.n}`

/** How an event names the shopper, before and after the shop knows who they are. */
export function namesOf(shopper: Shopper, known: boolean): Identifiers {
  if (!known) return { anonymousId: anonymousId(shopper) }
  return {
    id: `shopper-${shopper.n}`,
    email: shopper.email,
    ...(shopper.phone !== undefined && { phone: shopper.phone }),
    anonymousId: anonymousId(shopper),
  }
}
