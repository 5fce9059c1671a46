// What the webhooks of shops are signed with: a variable for each shop, named after its source. Two secrets, separated by
// a comma, stand side by side while one replaces the other.
import { namedSecrets } from './named-secrets.js'

export const signingPlatforms = ['shopify', 'woocommerce'] as const
export type SigningPlatform = (typeof signingPlatforms)[number]

/** No guessing it, and none left empty by mistake. */
const fewestCharacters = 16
const names = signingPlatforms.map(platform => `TRIGGERFISH_${platform.toUpperCase()}_SECRET_`)
/** A source of our own, which no shop may speak for. */
const ownName = /_SECRET_TRIGGERFISH$/

export interface StorefrontSecrets {
  /** By the name of the variable. */
  readonly secrets: ReadonlyMap<string, readonly string[]>
  /** One line for each that is not usable, without its value. */
  readonly faults: readonly string[]
}

/** `("shopify", "shop-de")` → `"TRIGGERFISH_SHOPIFY_SECRET_SHOP_DE"` */
export const secretVariable = (platform: SigningPlatform, source: string): string =>
  `TRIGGERFISH_${platform}_SECRET_${source}`.toUpperCase().replaceAll('-', '_')

export function storefrontSecretsIn(env: Readonly<Record<string, string | undefined>>): StorefrontSecrets {
  const given = [...namedSecrets(env, ...names)].map(([name, value]) => [name, secretsOf(value)] as const)
  const faults = given.flatMap(([name, secrets]) => {
    if (ownName.test(name)) return [`${name} must not be set: the source "triggerfish" is Triggerfish's own`]
    return secrets.some(secret => secret.length < fewestCharacters)
      ? [`${name} must be a secret of at least ${fewestCharacters} characters, or two with a comma between`]
      : []
  })
  return { secrets: new Map(given), faults }
}

/** A secret that WooCommerce made up may hold commas itself: the whole counts as one, and so do its long parts. */
function secretsOf(value: string): string[] {
  const parts = value.split(',').map(part => part.trim())
  const long = parts.filter(part => part.length >= fewestCharacters)
  return parts.length === 1 ? [value] : [...new Set([value, ...long])]
}
