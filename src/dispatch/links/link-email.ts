// What becomes of the links of a rendered mail: UTM parameters, addresses that tell of clicks, the picture that tells of opens.
// Pure.
import { clickToken, openToken } from '../../links/index.js'
import type { ClaimedMessage } from '../claim-messages.js'
import { withLinks } from './html-links.js'
import { linkRules } from './link-rules.js'
import { withTextLinks } from './text-links.js'

export interface EmailParts {
  readonly html: string
  readonly text: string
}

export interface LinkedEmail extends EmailParts {
  /** Links that led where only the data of an event wanted them to. */
  readonly replacedLinks: number
}

/** Without an address of ours that links could lead to, all stays as it is. */
export function linkEmail(claimed: ClaimedMessage, { html, text }: EmailParts): LinkedEmail {
  const { id, brand, content } = claimed
  const { links } = content
  if (!links) return { html, text, replacedLinks: 0 }
  const { key, publicUrl } = links
  const overUs = (url: string): string => `${publicUrl}/c/${clickToken(key, { messageId: id, url })}`
  const rules = linkRules(claimed, 'email', brand.links.clicks ? overUs : null)
  const linked = {
    html: withLinks(html, rules.follow),
    text: withTextLinks(text, url => rules.follow(url)),
  }
  const picture = brand.links.opens ? `${publicUrl}/o/${openToken(key, id)}.gif` : null
  return {
    html: picture === null || html === '' ? linked.html : withPicture(linked.html, picture),
    text: linked.text,
    replacedLinks: rules.replaced,
  }
}

/** The last thing in the body, so that nothing waits for it. */
function withPicture(html: string, source: string): string {
  const picture = `<img src="${source}" width="1" height="1" alt="" style="display:block;border:0;width:1px;height:1px">`
  const end = html.lastIndexOf('</body>')
  return end < 0 ? html + picture : html.slice(0, end) + picture + html.slice(end)
}
