// The last touch to an SMS: the words by which one opts out, where they are due, and what it will cost. Pure.
import type { Settings } from '../../journeys/definition/settings-schema.js'
import { localesFrom, localesOf } from '../../model/locale.js'
import { smsLength } from '../../model/sms-length.js'
import { segmentPrice } from '../../model/sms-price.js'
import { type SpokenWords, spokenIn } from '../../model/spoken-words.js'
import { durationMs } from '../../model/time.js'
import type { ClaimedMessage } from '../claim-messages.js'
import type { SmsFacts } from '../hand-over-store.js'
import { TemplateFailure } from '../liquid.js'

export interface FinishedSms {
  readonly text: string
  readonly facts: SmsFacts
}

/** What providers take as one message; ten SMS put together. */
const longest = 1_600

/**
 * Throws TemplateFailure for what no provider takes. `to`: E.164, by whose country the price goes. `template`: what it was
 * rendered from.
 */
export function finishSms(
  claimed: ClaimedMessage,
  to: string,
  rendered: string,
  template = rendered,
): FinishedSms {
  const { sms } = claimed.content.settings
  const words = wordsFor(claimed)
  const saysIt = rendered.includes(words) || (saysStop(rendered) && saysStop(withoutValues(template)))
  const text = !saysIt && isDue(claimed) ? `${rendered}\n${words}` : rendered
  if (text.length > longest)
    throw new TemplateFailure(`text: is longer than ${longest.toLocaleString('en')} characters`)
  const { segments } = smsLength(text)
  const optOutWords = saysIt || text !== rendered
  return { text, facts: { segments, price: segmentPrice(sms?.prices, to), optOutWords } }
}

const byDefault: SpokenWords = {
  en: 'Reply STOP to opt out',
  de: 'STOP beendet diese SMS',
  fr: 'STOP pour ne plus recevoir de SMS',
  es: 'Responda STOP para no recibir más',
  it: 'Rispondi STOP per non riceverne più',
  nl: 'Antwoord STOP om te stoppen',
}

function wordsFor({ content: { settings }, customer }: ClaimedMessage): string {
  const locales = [...localesOf(customer.attributes), ...localesFrom(settings.locale), 'en']
  return spokenIn(settings.sms?.optOut?.words ?? byDefault, locales)!
}

/** In capitals it is what one is to answer; "non-stop" and "do not stop" are not. */
const saysStop = (text: string): boolean => /(?<![\p{L}\p{N}])STOPP?(?![\p{L}\p{N}])/u.test(text)

/** A customer or a product may be called "STOP", which tells nobody how to opt out. */
const withoutValues = (template: string): string => template.replace(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g, ' ')

/** What belongs to an order is no marketing, and need not say how to get no more of it. */
function isDue({ category, content, now, optOutToldAt }: ClaimedMessage): boolean {
  if (category !== 'marketing') return false
  const every = everyOf(content.settings)
  if (every === 'always' || optOutToldAt === null) return true
  return every !== 'first' && now.getTime() - optOutToldAt.getTime() >= durationMs(every)
}

const everyOf = ({ sms }: Settings) => sms?.optOut?.every ?? 'first'
