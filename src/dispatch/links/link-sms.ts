// What becomes of the links of a rendered SMS: UTM parameters, and short addresses in place of long ones. Pure.
import { shortCode } from '../../links/index.js'
import type { ClaimedMessage } from '../claim-messages.js'
import type { ShortLink } from '../hand-over-store.js'
import { linkRules } from './link-rules.js'
import { withTextLinks } from './text-links.js'

export interface LinkedSms {
  readonly text: string
  /** To be stored before the SMS leaves. */
  readonly shortLinks: readonly ShortLink[]
  /** Links that led where only the data of an event wanted them to. */
  readonly replacedLinks: number
}

/** Without an address of ours that links could lead to, all stays as it is. The pages of ours become short, too. */
export function linkSms(claimed: ClaimedMessage, text: string): LinkedSms {
  const { id, brand, content } = claimed
  const { links } = content
  if (!links) return { text, shortLinks: [], replacedLinks: 0 }
  const { key, publicUrl } = links
  const shortLinks = new Map<string, string>()
  const short = (url: string): string => {
    const code = shortCode(key, id, url)
    shortLinks.set(code, url)
    return `${brand.links.short ?? publicUrl}/s/${code}`
  }
  const wrap = brand.links.clicks ? short : null
  const rules = linkRules(claimed, 'sms', wrap, wrap)
  return {
    text: withTextLinks(text, url => rules.follow(url)),
    shortLinks: [...shortLinks].map(([code, url]) => ({ code, url })),
    replacedLinks: rules.replaced,
  }
}
