// A claimed message and its template → what the sender is given. Pure.
import { isAddressed } from '../model/channel.js'
import { addressOf } from '../model/customer.js'
import type { JsonObject } from '../model/json.js'
import type { ClaimedMessage } from './claim-messages.js'
import { confirmUrl } from './confirm-link.js'
import type { ShortLink, SmsFacts } from './hand-over-store.js'
import { linkEmail } from './links/link-email.js'
import { linkSms } from './links/link-sms.js'
import { type Markup, TemplateFailure } from './liquid.js'
import { listHeaders } from './list-headers.js'
import type { OutgoingEmail, OutgoingSms } from './sender.js'
import { finishSms } from './sms/finish-sms.js'

export type Composed<M> =
  | {
      readonly message: M
      readonly templateHash: string
      readonly shortLinks?: readonly ShortLink[]
      readonly sms?: SmsFacts
    }
  | { readonly failure: string }

/**
 * What conditions read, by the same paths: the trigger's properties at the top and as `data`, what steps have put out as
 * `steps.ID`. Our own words win over the trigger's.
 */
function contextOf(claimed: ClaimedMessage): Record<string, unknown> {
  const { customer, journey, data, outputs, id, stepId, channel, content } = claimed
  const { name, url, postalAddress, reason } = claimed.brand
  return {
    ...data,
    data: data ?? {},
    steps: outputs ?? {},
    customer: { ...customer.attributes, email: customer.email, phone: customer.phone },
    brand: { name, url, postalAddress, reason, currency: content.settings.currency },
    journey: { id: journey.id, name: journey.name },
    message: { id, step: stepId, channel },
    // Made only where a template reads it.
    confirmUrl: () => confirmUrlOf(claimed),
    ...(claimed.recommendations && { recommendations: claimed.recommendations }),
  }
}

function confirmUrlOf({ id, channel, customer, createdAt, data, content }: ClaimedMessage): string {
  const address = (isAddressed(channel) && addressOf(customer, channel)) || ''
  return confirmUrl(content.links, { messageId: id, channel, address, createdAt, data })
}

export const composeEmail = (claimed: ClaimedMessage): Composed<OutgoingEmail> =>
  compose(claimed, (fill, to) => {
    const { from, name, replyTo } = claimed.brand.email
    const subject = oneLine(fill('subject', 'text'))
    const words = { subject, preheader: oneLine(fill('preheader', 'text')) }
    const parts = linkEmail(claimed, { html: fill('html', 'html', words), text: fill('text', 'text', words) })
    const message = {
      id: claimed.id,
      category: claimed.category,
      messageId: messageIdOf(claimed),
      from: { address: from, name },
      to,
      ...(replyTo !== undefined && { replyTo }),
      subject,
      ...parts,
      headers: listHeaders(claimed),
    }
    return { message }
  })

export const composeSms = (claimed: ClaimedMessage): Composed<OutgoingSms> =>
  compose(claimed, (fill, to) => {
    const rendered = fill('text', 'text').trim()
    if (rendered === '') throw new TemplateFailure('text is empty')
    const { text: linked, shortLinks } = linkSms(claimed, rendered)
    const { text, facts } = finishSms(claimed, to, linked)
    return { message: { id: claimed.id, category: claimed.category, to, text }, shortLinks, sms: facts }
  })

/** The same for every attempt, so that a copy can be told for what it is. */
const messageIdOf = ({ id, brand }: ClaimedMessage): string => `<${id}@${brand.email.from.split('@').at(-1)}>`

export type Fill = (part: string, markup: Markup, words?: Readonly<Record<string, string>>) => string

/** `to` is empty where the channel has no addresses. */
type Built<M> = Omit<Extract<Composed<M>, { readonly message: M }>, 'templateHash'>

export function compose<M>(
  claimed: ClaimedMessage,
  build: (fill: Fill, to: string) => Built<M>,
): Composed<M> {
  const { channel, customer, content } = claimed
  const template = content.template(channel, claimed.template)
  const to = isAddressed(channel) ? addressOf(customer, channel) : ''
  if (!template || to === null) return { failure: 'template_missing' }
  const context = contextOf(claimed)
  const fill: Fill = (part, markup, words = {}) => {
    const own = context.message as object
    return filled(claimed, template.content, part, markup, { ...context, message: { ...own, ...words } })
  }
  try {
    return { ...build(fill, to), templateHash: template.hash }
  } catch (error) {
    if (error instanceof TemplateFailure) return { failure: `render_failed: ${error.message}` }
    throw error
  }
}

function filled(
  claimed: ClaimedMessage,
  parts: JsonObject,
  part: string,
  markup: Markup,
  context: object,
): string {
  const source = parts[part]
  if (typeof source !== 'string' || source === '') return ''
  try {
    return claimed.content.engine.render(markup, source, context)
  } catch (error) {
    if (error instanceof TemplateFailure) throw new TemplateFailure(`${part}: ${error.message}`)
    throw error
  }
}

export const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim()
