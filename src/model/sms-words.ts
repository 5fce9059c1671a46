// What a reply by SMS means: the words carriers and laws give a meaning, and those of other languages. Pure. A sentence that
// merely contains one of them is not taken for it: `unclear`, for a person to read.

export type SmsMeaning = 'stop' | 'help' | 'start' | 'unclear' | 'none'
type Command = Exclude<SmsMeaning, 'unclear' | 'none'>

/**
 * `en`: those of the CTIA, of Twilio, and of 47 CFR § 64.1200(a)(10). Other languages: only words that mean nothing else in
 * another one (Italian FINE and Spanish ALTO are left out). None of them starts anything: Twilio would go on to refuse what it
 * has blocked, and a JA in a conversation is no consent.
 */
export const smsWords: Readonly<Record<string, Readonly<Partial<Record<Command, readonly string[]>>>>> = {
  en: {
    stop: ['STOP', 'STOPALL', 'UNSUBSCRIBE', 'CANCEL', 'END', 'QUIT', 'REVOKE', 'OPT OUT'],
    help: ['HELP', 'INFO'],
    start: ['START', 'YES', 'UNSTOP'],
  },
  de: { stop: ['STOPP', 'ABMELDEN', 'ABBESTELLEN', 'AUSTRAGEN', 'BEENDEN'], help: ['HILFE'] },
  fr: { stop: ['ARRET', 'ARRETER', 'DESABONNER', 'DESINSCRIRE'], help: ['AIDE'] },
  es: { stop: ['BAJA', 'PARAR', 'CANCELAR'], help: ['AYUDA'] },
  it: { stop: ['DISISCRIVIMI', 'CANCELLAMI', 'BASTA'], help: ['AIUTO'] },
  nl: { stop: ['STOPPEN', 'AFMELDEN', 'UITSCHRIJVEN'], help: ['HULP'] },
  pt: { stop: ['SAIR', 'REMOVER'], help: ['AJUDA'] },
}

/** Letters and digits alone: neither case nor accents nor what stands between them matters. */
const plain = (text: string): string =>
  text
    .normalize('NFKD')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, '')

const commands: ReadonlyMap<string, Command> = new Map(
  Object.values(smsWords).flatMap(words =>
    (['stop', 'help', 'start'] as const).flatMap(command =>
      (words[command] ?? []).map(word => [plain(word), command] as const),
    ),
  ),
)

/** "Stop.", "S T O P", "opt-out" and "STOP STOP" are words; "please stop" is not. */
export function meaningOf(text: string): SmsMeaning {
  const whole = commands.get(plain(text))
  if (whole) return whole
  const found = wordsIn(text).map(word => commands.get(word))
  const [first] = found
  if (first && found.every(command => command === first)) return first
  return found.includes('stop') ? 'unclear' : 'none'
}

/** With "opt out" and "stop all" as one word each. */
function wordsIn(text: string): string[] {
  const words = text
    .normalize('NFKD')
    .replace(/\p{M}+|['’]/gu, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(word => word !== '')
    .map(plain)
  const joined: string[] = []
  for (let n = 0; n < words.length; n++) {
    const both = `${words[n]}${words[n + 1] ?? ''}`
    const isPair = words[n + 1] !== undefined && pairs.has(both)
    joined.push(isPair ? both : words[n]!)
    if (isPair) n++
  }
  return joined
}

const pairs: ReadonlySet<string> = new Set(['OPTOUT', 'STOPALL'])
