// A claimed message and its template → what the shop's page shows. Pure.
import type { ClaimedMessage } from '../claim-messages.js'
import { type Composed, compose, oneLine } from '../compose.js'
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
    const parts = {
      title: oneLine(fill('title', 'text')),
      text: fill('text', 'text').trim(),
      button: oneLine(fill('button', 'text')),
      link: address('link', fill('link', 'text')),
      image: address('image', fill('image', 'text')),
    }
    if (parts.title === '' && parts.text === '') throw new TemplateFailure('title and text are empty')
    const filled = Object.entries(parts).filter(([, value]) => value !== '')
    const { id, journeyId, stepId } = claimed
    return { message: { id, journey: journeyId, step: stepId, ...Object.fromEntries(filled) } }
  })

/** Links are filled with what events say; `javascript:` and its like would run on the shop's page. */
function address(part: string, rendered: string): string {
  const text = rendered.trim()
  const isPath = /^\/(?![/\\])/.test(text)
  if (text === '' || isPath || (/^https?:\/\//i.test(text) && URL.canParse(text))) return text
  throw new TemplateFailure(`${part}: must begin with https://, http:// or /`)
}
