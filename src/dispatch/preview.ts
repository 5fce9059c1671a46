// What a customer would get, from a template and made-up facts: composed by the code that sends, without any server. Its links
// lead nowhere, and nothing is looked up.
import { brandOf } from '../journeys/definition/brand.js'
import type { JourneyDefinition } from '../journeys/definition/journey-schema.js'
import type { Settings } from '../journeys/definition/settings-schema.js'
import type { MessageChannel } from '../model/channel.js'
import type { Customer } from '../model/customer.js'
import type { JsonObject } from '../model/json.js'
import { smsLength } from '../model/sms-length.js'
import { smsPrice } from '../model/sms-price.js'
import type { ClaimedMessage } from './claim-messages.js'
import { type Composed, composeEmail, composeSms } from './compose.js'
import { templateEngine } from './liquid.js'
import { composeOnsite } from './onsite/compose-onsite.js'

export interface PreviewQuestion {
  readonly settings: Settings
  readonly template: {
    readonly channel: MessageChannel
    readonly name: string
    readonly content: JsonObject
  }
  readonly journey: JourneyDefinition
  readonly stepId: string
  readonly category: 'marketing' | 'transactional'
  readonly customer: {
    readonly email: string | null
    readonly phone: string | null
    readonly attributes: JsonObject
  }
  /** The properties of the event that brought the customer in. */
  readonly data: JsonObject
  readonly outputs: JsonObject
  readonly now: Date
  /** By which short links begin where the brand has no address of its own for them; counts for the length of an SMS. */
  readonly publicUrl?: string
}

export type Preview =
  | {
      readonly channel: 'email'
      readonly from: string
      readonly subject: string
      readonly html: string
      readonly text: string
    }
  | {
      readonly channel: 'sms'
      readonly text: string
      /** Whether what follows is counted with short links, while `text` has those that are written. */
      readonly shortLinks: boolean
      readonly encoding: 'GSM-7' | 'UCS-2'
      readonly units: number
      readonly segments: number
      /** Of all segments, in the currency of the settings; null: not known. */
      readonly price: string | null
    }
  | { readonly channel: 'onsite'; readonly parts: Readonly<Record<string, unknown>> }
  /** It would fail, or be skipped: why. */
  | { readonly channel: MessageChannel; readonly notSent: string }

const publicUrl = 'https://preview.invalid'

export function previewMessage(question: PreviewQuestion): Preview {
  const claimed = asClaimed(question)
  switch (claimed.channel) {
    case 'email':
      return shown(claimed, composeEmail(claimed), ({ from, subject, html, text }) => ({
        ...{ channel: 'email', from: `${from.name} <${from.address}>`, subject, html, text },
      }))
    case 'sms':
      return shown(claimed, composeSms(claimed), ({ text }, facts) => {
        const sent = asSent(claimed, question) ?? text
        const { encoding, units, segments } = smsLength(sent)
        return {
          channel: 'sms',
          text,
          encoding,
          units,
          segments,
          shortLinks: sent !== text,
          price: smsPrice(facts?.price ?? null, segments),
        }
      })
    case 'onsite':
      return shown(claimed, composeOnsite(claimed), ({ id: _, journey: __, step: ___, ...parts }) => ({
        ...{ channel: 'onsite', parts },
      }))
  }
}

/** With the short links that are paid for, in place of those that tell a reader where they lead. */
function asSent(
  claimed: ClaimedMessage,
  { settings, journey, publicUrl: base }: PreviewQuestion,
): string | null {
  const { links } = brandOf(settings, journey)
  const brand = { ...claimed.brand, links: { ...links, short: links.short ?? base ?? null } }
  const composed = composeSms({ ...claimed, brand })
  return 'message' in composed ? composed.message.text : null
}

function shown<M>(
  { channel }: ClaimedMessage,
  composed: Composed<M>,
  show: (message: M, facts: Extract<Composed<M>, { readonly message: M }>['sms']) => Preview,
): Preview {
  if ('message' in composed) return show(composed.message, composed.sms)
  return { channel, notSent: 'skip' in composed ? composed.skip : composed.failure }
}

const id = '00000000-0000-7000-8000-000000000000'

/** A message as it is when it has been claimed, of made-up facts. */
export function asClaimed(question: PreviewQuestion): ClaimedMessage {
  const { settings, template, journey, stepId, category, customer, data, outputs, now } = question
  const { channel, name } = template
  const row = { ...template, hash: 'preview' }
  const brand = brandOf(settings, journey)
  return {
    ...{ id, customerId: id, journeyId: journey.id, version: 1, stepId, channel, category, template: name },
    ...{
      attempts: 0,
      createdAt: now,
      toldAt: now,
      now,
      data,
      outputs,
      suppressedBy: null,
      optOutToldAt: null,
      token: id,
    },
    customer: { ...nobody, ...customer },
    journey,
    // Links stay as they are written, or nobody could read where they lead.
    brand: { ...brand, links: { ...brand.links, clicks: false, opens: false } },
    content: {
      settings,
      engine: templateEngine(settings.timeZone),
      links: { key: Buffer.alloc(32), publicUrl },
      template: () => row,
      mentions: () => false,
    },
    recommendations: null,
  }
}

const nobody: Customer = {
  ...{ id, part: 0, email: null, phone: null, attributes: {} },
  consent: { email: 'subscribed', sms: 'subscribed' },
  ...{ consentAt: {}, topics: {}, attributesAt: {}, addressAt: {}, suppressed: {} },
}
