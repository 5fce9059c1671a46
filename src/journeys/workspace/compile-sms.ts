// An SMS template: Liquid as it stands, checked for what makes an SMS dear, illegal or empty.
import { checkLiquid, type LiquidFault, liquidTags } from './check-liquid.js'
import type { SmsContent } from './template-content.js'

/** Three parts of an SMS in the plain alphabet (153 characters each); each part is paid for. */
const longest = 3 * 153

export function compileSms(source: string): { content: SmsContent | null; faults: LiquidFault[] } {
  const text = source.trim()
  const faults = checkLiquid(text)
  if (text === '') faults.push({ level: 'error', code: 'empty_sms', line: 1, message: 'is empty' })
  const written = liquidTags(text).reduce((rest, tag) => rest.replace(tag, ''), text)
  if (written.length > longest) {
    const message = `has ${written.length} characters without the values filled in; more than ${longest} are sent, and paid for, as four SMS or more`
    faults.push({ level: 'warning', code: 'long_sms', line: 1, message })
  }
  if (!/\bstop\b/i.test(written)) {
    const message = 'does not say how to get no more of them; end with "Reply STOP to opt out"'
    faults.push({ level: 'warning', code: 'sms_without_opt_out', line: 1, message })
  }
  return { content: faults.some(({ level }) => level === 'error') ? null : { text }, faults }
}
