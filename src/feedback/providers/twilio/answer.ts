// What is answered to an SMS: the words of the settings, in the customer's language, as TwiML. Never holds up Twilio: who
// cannot be asked in time is answered with silence.
import { localesFrom } from '../../../model/locale.js'
import type { SmsMeaning } from '../../../model/sms-words.js'
import { spokenIn } from '../../../model/spoken-words.js'
import { escapeHtml } from '../../../platform/html.js'
import type { AnswerFacts } from './answer-store.js'
import type { Inbound } from './inbound-report.js'

/** PostgreSQL, for what there is to say; rejects, or does not answer, while it is away. */
export type AnswerFactsOf = (phone: string) => Promise<AnswerFacts>

export const silence = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
const withinMs = 2_000

export async function answerTo(inbound: Inbound, factsOf: AnswerFactsOf): Promise<string> {
  const { meaning, isAnswered, from } = inbound
  if (isAnswered || !isAnswerable(meaning)) return silence
  const facts = await inTime(factsOf(from)).catch(() => null)
  const words = facts && wordsFor(facts, meaning)
  return words ? spoken(words) : silence
}

const isAnswerable = (meaning: SmsMeaning): meaning is 'stop' | 'start' | 'help' =>
  meaning === 'stop' || meaning === 'start' || meaning === 'help'

const wordsFor = (
  { replies, locale, fallback }: AnswerFacts,
  meaning: 'stop' | 'start' | 'help',
): string | null => spokenIn(replies?.[meaning], [locale, fallback].flatMap(localesFrom))

const spoken = (words: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?><Response><Message>${escapeHtml(words)}</Message></Response>`

async function inTime<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<null>(resolve => {
    timer = setTimeout(() => resolve(null), withinMs)
  })
  return await Promise.race([work, late]).finally(() => clearTimeout(timer))
}
