// A claimed message and its template → what the shop's page shows. Pure.
import type { ClaimedMessage } from '../claim-messages.js'
import { type Composed, compose, oneLine } from '../compose.js'
import { isForbidden } from '../links/link-rules.js'
import { targetOf } from '../links/target.js'
import { TemplateFailure } from '../liquid.js'

/** Plain text and addresses, never HTML: how it looks is the page's business. Parts the template leaves empty are absent. */
export interface OnsiteMessage {
  readonly id: string
  readonly journey: string
  readonly step: string
  readonly title?: string
  readonly text?: string
  readonly button?: string
  /** http, https, or a path of the shop's own site. */
  readonly link?: string
  readonly image?: string
}

export const composeOnsite = (claimed: ClaimedMessage): Composed<OnsiteMessage> =>
  compose(claimed, fill => {
    const wanted = address('link', fill('link', 'text'))
    const isReplaced = /^http/i.test(wanted) && isForbidden(claimed, wanted)
    const parts = {
      title: oneLine(fill('title', 'text')),
      text: fill('text', 'text').trim(),
      button: oneLine(fill('button', 'text')),
      link: isReplaced ? claimed.brand.url : wanted,
      image: address('image', fill('image', 'text')),
    }
    if (parts.title === '' && parts.text === '') throw new TemplateFailure('title and text are empty')
    const filled = Object.entries(parts).filter(([, value]) => value !== '')
    const { id, journeyId, stepId } = claimed
    const message = { id, journey: journeyId, step: stepId, ...Object.fromEntries(filled) }
    return { message, replacedLinks: isReplaced ? 1 : 0 }
  })

/** Links are filled with what events say; `javascript:` and its like would run on the shop's page, and a name before an "@" deceive. */
function address(part: string, rendered: string): string {
  // Browsers pass over these, so that "/\t/evil.example" is another host to them.
  const text = rendered.replace(/[\t\r\n]/g, '').trim()
  const isPath = /^\/(?![/\\])/.test(text)
  if (text === '' || isPath || (/^https?:\/\//i.test(text) && targetOf(text) !== null)) return text
  throw new TemplateFailure(`${part}: must begin with https://, http:// or /`)
}
