// An SMS template: Liquid as it stands, checked for what makes an SMS dear or empty. How to opt out is added when it is sent.
import { smsLength } from '../../model/sms-length.js'
import { checkLiquid, type LiquidFault, liquidTags } from './check-liquid.js'
import type { SmsContent } from './template-content.js'

/** Each part of an SMS is paid for. */
const mostSegments = 3

export function compileSms(source: string): { content: SmsContent | null; faults: LiquidFault[] } {
  const text = source.trim()
  const faults = checkLiquid(text)
  if (text === '') faults.push({ level: 'error', code: 'empty_sms', line: 1, message: 'is empty' })
  const written = liquidTags(text).reduce((rest, tag) => rest.replace(tag, ''), text)
  const { segments, encoding, units } = smsLength(written)
  if (segments > mostSegments) {
    const message = `has ${units} characters (${encoding}) without the values filled in, which are sent, and paid for, as ${segments} SMS`
    faults.push({ level: 'warning', code: 'long_sms', line: 1, message })
  }
  return {
    content: faults.some(({ level }) => level === 'error') ? null : { text },
    faults: [...faults, ...dearCharacters(text, written)],
  }
}

/** What typing programs put in by themselves, and what there is for it in the alphabet of SMS. */
const plainer: ReadonlyMap<string, string> = new Map([
  ['\u2018', "'"],
  ['\u2019', "'"],
  ['\u00b4', "'"],
  ['`', "'"],
  ['\u201a', "'"],
  ['\u201c', '"'],
  ['\u201d', '"'],
  ['\u201e', '"'],
  ['\u00ab', '"'],
  ['\u00bb', '"'],
  ['\u2013', '-'],
  ['\u2014', '-'],
  ['\u2011', '-'],
  ['\u2026', '...'],
  ['\u2022', '*'],
  ['\u00a0', ' '],
  ['\u202f', ' '],
  ['\u2009', ' '],
  ['\u200b', ''],
  ['\u00ad', ''],
])

/** Letters and emoji are there on purpose; one quotation mark that makes an SMS cost twice as much hardly is. */
function dearCharacters(text: string, written: string): LiquidFault[] {
  const dear = [...new Set(written)].filter(character => plainer.has(character))
  const plain = [...written].map(character => plainer.get(character) ?? character).join('')
  const [before, after] = [smsLength(written), smsLength(plain)]
  const [first] = dear
  if (first === undefined || before.encoding === after.encoding) return []
  const shown = dear.map(character => `${nameOf(character)} by "${plainer.get(character)}"`).join(', ')
  const dearer =
    before.segments === after.segments
      ? ''
      : `: ${before.segments} SMS instead of ${after.segments} without the values filled in`
  const message = `is sent as UCS-2, 70 characters to an SMS instead of 160${dearer}; replace ${shown}`
  const line = text.slice(0, text.indexOf(first)).split('\n').length
  return [{ level: 'warning', code: 'sms_unicode', line, message }]
}

/** Blanks and what has no width cannot be seen. */
const nameOf = (character: string): string =>
  /[\p{L}\p{P}\p{S}]/u.test(character)
    ? `"${character}"`
    : `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`
