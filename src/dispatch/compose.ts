// A claimed message and its template → what the sender is given. Pure.
import { isAddressed } from '../model/channel.js'
import { addressOf } from '../model/customer.js'
import type { ClaimedMessage } from './claim-messages.js'
import { contextOf, readerOf } from './context.js'
import type { ShortLink, SmsFacts } from './hand-over-store.js'
import { linkEmail } from './links/link-email.js'
import { linkSms } from './links/link-sms.js'
import { type Markup, TemplateFailure, TemplateSkip } from './liquid.js'
import { listHeaders } from './list-headers.js'
import { localized } from './localized.js'
import type { OutgoingEmail, OutgoingSms } from './sender.js'
import { finishSms } from './sms/finish-sms.js'

export type Composed<M> =
  | {
      readonly message: M
      readonly templateHash: string
      readonly shortLinks?: readonly ShortLink[]
      readonly sms?: SmsFacts
      /** Links that the settings forbid, which now lead to the shop. */
      readonly replacedLinks?: number
    }
  | { readonly failure: string }
  /** The template itself wants not to be sent: why. */
  | { readonly skip: string }

export const composeEmail = (claimed: ClaimedMessage): Composed<OutgoingEmail> =>
  compose(claimed, (fill, to) => {
    const { from, name, replyTo } = claimed.brand.email
    const subject = oneLine(fill('subject', 'text'))
    const words = { subject, preheader: oneLine(fill('preheader', 'text')) }
    const filled = { html: fill('html', 'html', words), text: fill('text', 'text', words) }
    const { replacedLinks, html, text } = linkEmail(claimed, filled)
    const message = {
      id: claimed.id,
      category: claimed.category,
      messageId: messageIdOf(claimed),
      from: { address: from, name },
      to,
      ...(replyTo !== undefined && { replyTo }),
      subject,
      html,
      text,
      headers: listHeaders(claimed),
    }
    return { message, replacedLinks }
  })

export const composeSms = (claimed: ClaimedMessage): Composed<OutgoingSms> =>
  compose(claimed, (fill, to, source) => {
    const rendered = fill('text', 'text').trim()
    if (rendered === '') throw new TemplateFailure('text is empty')
    const { text: linked, shortLinks, replacedLinks } = linkSms(claimed, rendered)
    const { text, facts } = finishSms(claimed, to, linked, source('text'))
    const message = { id: claimed.id, category: claimed.category, to, text }
    return { message, shortLinks, sms: facts, replacedLinks }
  })

/** The same for every attempt, so that a copy can be told for what it is. */
const messageIdOf = ({ id, brand }: ClaimedMessage): string => `<${id}@${brand.email.from.split('@').at(-1)}>`

export type Fill = (part: string, markup: Markup, words?: Readonly<Record<string, string>>) => string

/** `to` is empty where the channel has no addresses. */
type Built<M> = Omit<Extract<Composed<M>, { readonly message: M }>, 'templateHash'>

export function compose<M>(
  claimed: ClaimedMessage,
  build: (fill: Fill, to: string, source: (part: string) => string) => Built<M>,
): Composed<M> {
  const { channel, customer, content } = claimed
  const template = content.template(channel, claimed.template)
  const to = isAddressed(channel) ? addressOf(customer, channel) : ''
  if (!template || to === null) return { failure: 'template_missing' }
  const local = localized(claimed, template.content)
  const context = contextOf(claimed, local)
  const reader = readerOf(claimed, local)
  const sourceOf = (part: string): string => {
    const source = local.parts[part]
    return typeof source === 'string' ? source : ''
  }
  const fill: Fill = (part, markup, words = {}) => {
    const source = sourceOf(part)
    if (source === '') return ''
    const message = { ...(context.message as object), ...words }
    return inPart(part, () => content.engine.render(markup, source, { ...context, message }, reader))
  }
  try {
    return { ...build(fill, to, sourceOf), templateHash: template.hash }
  } catch (error) {
    if (error instanceof TemplateSkip) return { skip: `missing_value: ${error.message}` }
    if (error instanceof TemplateFailure) return { failure: `render_failed: ${error.message}` }
    throw error
  }
}

function inPart(part: string, render: () => string): string {
  try {
    return render()
  } catch (error) {
    if (error instanceof TemplateFailure) throw new TemplateFailure(`${part}: ${error.message}`)
    throw error
  }
}

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
