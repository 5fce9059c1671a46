// In which language a customer gets a message: the first of theirs that the template is translated into, else the template's
// own. Pure.

import { isObject, type JsonObject } from '../model/json.js'
import { localesOf } from '../model/locale.js'
import type { ClaimedMessage } from './claim-messages.js'

export interface Localized {
  /** The texts of the template, by part. */
  readonly parts: JsonObject
  /** The language of these texts. */
  readonly locale: string
  /** How money and dates are written in them: as the customer's country does, where it is their language. */
  readonly format: string
  /** What the customer reads, whether or not there is such a translation. */
  readonly wanted: string
}

type Reading = Pick<ClaimedMessage, 'customer'> & {
  readonly content: { readonly settings: { readonly locale: string } }
}

export function localized({ customer, content }: Reading, template: JsonObject): Localized {
  const own = content.settings.locale
  const { locales, ...parts } = template
  const wanted = localesOf(customer.attributes)
  const translations = isObject(locales) ? locales : {}
  const locale = wanted.find(one => one === own || Object.hasOwn(translations, one)) ?? own
  const translated = Object.hasOwn(translations, locale) ? translations[locale] : undefined
  const [first = own] = wanted
  return {
    parts: isObject(translated) ? translated : parts,
    locale,
    format: languageOf(first) === languageOf(locale) ? first : locale,
    wanted: first,
  }
}

const languageOf = (locale: string): string => locale.split('-')[0]!
