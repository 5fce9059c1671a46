// How long the SMS of a workspace are and what they cost, as far as their templates tell: without the values filled in.
import type { Settings } from '../journeys/definition/settings-schema.js'
import { liquidTags } from '../journeys/workspace/check-liquid.js'
import type { Workspace } from '../journeys/workspace/index.js'
import { type SmsLength, smsLength } from '../model/sms-length.js'
import { smsPrice } from '../model/sms-price.js'

export interface SmsCost extends Pick<SmsLength, 'encoding' | 'units' | 'segments' | 'left'> {
  /** `cart-nudge`, or a translation: `cart-nudge.de`. */
  readonly template: string
  /** Of all segments, by country as the settings have them; empty where they have none. */
  readonly prices: Readonly<Record<string, string>>
}

export function smsCosts({ templates, settings }: Workspace): SmsCost[] {
  return templates.flatMap(template => {
    if (template.channel !== 'sms') return []
    const { name, content } = template
    const translations = Object.entries(content.locales ?? {})
    const texts = [[name, content.text] as const].concat(
      translations.map(([locale, { text }]) => [`${name}.${locale}`, text]),
    )
    return texts.map(([shown, text]) => costOf(shown, text, settings))
  })
}

function costOf(template: string, text: string, { sms }: Settings): SmsCost {
  const written = liquidTags(text).reduce((rest, tag) => rest.replace(tag, ''), text)
  const { encoding, units, segments, left } = smsLength(written)
  const prices = Object.entries(sms?.prices ?? {}).map(([country, price]) => [
    country,
    smsPrice(price, segments) ?? price,
  ])
  return { template, encoding, units, segments, left, prices: Object.fromEntries(prices) }
}
