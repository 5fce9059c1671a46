// What is done to each link of one message: checked, given its UTM parameters, led over our server. Pure. Decided once for the
// same link in the HTML and in the text.
import type { Brand } from '../../journeys/definition/brand.js'
import { longestTarget } from '../../links/index.js'
import type { JsonObject } from '../../model/json.js'
import type { ClaimedMessage } from '../claim-messages.js'
import {
  hostOf,
  isUnsafe,
  isWithin,
  leadsToHost,
  type Parameters,
  parametersOf,
  targetOf,
  withParameters,
} from './target.js'
import { templateHosts } from './template-hosts.js'

export interface LinkRules {
  /**
   * What stands in the place of this link: itself, or another address. `track: false`: it gets no parameters and is not led over
   * our server, but may still be replaced.
   */
  follow(href: string, track?: boolean): string
  /** Links that lead where only the data of an event wanted them to, and were replaced by the address of the shop. */
  readonly replaced: number
}

/** `wrap`: the address over our server for a target; null: links lead to it directly. */
export function linkRules(
  claimed: ClaimedMessage,
  channel: 'email' | 'sms',
  wrap: ((target: string) => string) | null,
  wrapOwn: ((target: string) => string) | null = null,
): LinkRules {
  const { brand, content } = claimed
  const parameters = utmOf(claimed, channel)
  const isOwn = ownLinks(content.links?.publicUrl ?? null)
  const isOfBrand = brandHosts(brand)
  const isNamed = namedHosts(claimed, isOfBrand)
  // null: links may lead anywhere.
  const isAllowed = brand.links.hosts ? isNamed : null
  const made = new Map<string, string>()
  let replaced = 0

  const decide = (href: string, track: boolean): string => {
    if (isOwn(href)) return wrapOwn && targetOf(href) ? wrapOwn(href) : href
    if (isUnsafe(href)) return replace()
    const target = targetOf(href)
    if (!target) return isAllowed && leadsToHost(href) ? replace() : href
    const host = hostOf(target)
    if (isAllowed && !isAllowed(host)) return replace()
    if (!track) return href
    const told = parameters && isOfBrand(host) ? withParameters(target, parameters) : target
    // What only an event names is never signed: whoever posts one would get an address of ours that leads where they like.
    if (wrap && told.length <= longestTarget && isNamed(host)) return wrap(told)
    return told === target ? href : told
  }
  const replace = (): string => {
    replaced++
    return brand.url
  }

  return {
    follow(href, track = true) {
      if (!track) return decide(href, false)
      const known = made.get(href) ?? decide(href, true)
      made.set(href, known)
      return known
    },
    get replaced() {
      return replaced
    },
  }
}

/** Whether the settings say which hosts links may lead to, and this is none of them. `target`: as of `targetOf`. */
export const isForbidden = (claimed: ClaimedMessage, target: string): boolean =>
  claimed.brand.links.hosts !== null && !namedHosts(claimed, brandHosts(claimed.brand))(hostOf(target))

/** The pages and doors of ours: what they lead to is signed already. */
function ownLinks(publicUrl: string | null): (href: string) => boolean {
  if (publicUrl === null) return () => false
  return href => href.startsWith(`${publicUrl}/`) && /^\/[ukcos]\//.test(href.slice(publicUrl.length))
}

type HostRule = (host: string) => boolean

/** By the settings or by the template: by whoever writes for the shop. */
function namedHosts({ content, channel, template }: ClaimedMessage, isOfBrand: HostRule): HostRule {
  let named: ReadonlySet<string> | undefined
  return host => {
    if (isOfBrand(host)) return true
    named ??= templateHosts(content.template(channel, template)?.content ?? {})
    return named.has(host)
  }
}

/** The shop's host, all below it, and those the settings name, also by the address of carts. */
export function brandHosts({ url, cartUrl, links }: Brand): HostRule {
  const shop = hostOf(url).replace(/^www\./, '')
  const cart = cartUrl === null ? [] : [hostOf(cartUrl)]
  const rules = [shop, `*.${shop}`, ...cart, ...(links.hosts ?? [])]
  return host => isPlainHost.test(host) && rules.some(rule => isWithin(host, rule))
}

/** What is left of an entity that was not read could pass for a part of ours. */
const isPlainHost = /^[a-z0-9.-]+$/

function utmOf(
  { brand, journey, stepId, outputs }: ClaimedMessage,
  channel: 'email' | 'sms',
): Parameters | null {
  const { utm } = brand.links
  if (!utm) return null
  return parametersOf({
    utm_source: utm.source,
    utm_medium: utm.medium[channel],
    utm_campaign: journey.id,
    utm_content: [stepId, ...variantsOf(outputs)].join('.'),
  })
}

/** Those of the splits the customer came by. */
const variantsOf = (outputs: JsonObject | null): string[] =>
  Object.values(outputs ?? {}).flatMap(output => {
    const variant = (output as { variant?: unknown } | null)?.variant
    return typeof variant === 'string' ? [variant] : []
  })
