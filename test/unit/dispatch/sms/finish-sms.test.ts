import { describe, expect, it } from 'vitest'
import type { ClaimedMessage } from '../../../../src/dispatch/claim-messages.js'
import { TemplateFailure } from '../../../../src/dispatch/liquid.js'
import { finishSms } from '../../../../src/dispatch/sms/finish-sms.js'
import type { JsonObject } from '../../../../src/model/json.js'
import { aCustomer, at, settings, start } from '../../../support/builders.js'

const ann = '+4915112345678'

interface Given {
  readonly sms?: JsonObject
  readonly locale?: string
  readonly attributes?: JsonObject
  readonly category?: 'marketing' | 'transactional'
  /** When the customer was last told. */
  readonly toldAt?: Date | null
}

/** What finishing reads of a claim. */
const aClaim = ({ sms, locale = 'en', attributes = {}, category = 'marketing', toldAt = null }: Given) =>
  ({
    category,
    customer: aCustomer({ attributes }),
    content: { settings: settings({ locale, ...(sms && { sms }) }) },
    now: start,
    optOutToldAt: toldAt,
  }) as unknown as ClaimedMessage

const finished = (text: string, given: Given = {}, to = ann) => finishSms(aClaim(given), to, text)
const told = 'Hi\nReply STOP to opt out'

describe('the words by which one opts out', () => {
  it('are added to the first marketing SMS of a customer', () => {
    expect(finished('Hi')).toMatchObject({ text: told, facts: { optOutWords: true } })
  })

  it('are not added again', () => {
    expect(finished('Hi', { toldAt: at('-1h') })).toMatchObject({ text: 'Hi', facts: { optOutWords: false } })
  })

  it('are not added to what belongs to an order', () => {
    expect(finished('Hi', { category: 'transactional' })).toMatchObject({
      text: 'Hi',
      facts: { optOutWords: false },
    })
  })

  it.each([
    ['always', '-1h', true],
    ['first', '-1h', false],
    ['30d', '-29d', false],
    ['30d', '-30d', true],
  ])('every %s are due at %s: %s', (every, toldAt, due) => {
    const { text } = finished('Hi', { sms: { optOut: { every } }, toldAt: at(toldAt) })
    expect(text).toBe(due ? told : 'Hi')
  })

  it.each([
    'Hi. Reply STOP to opt out',
    'Hi. STOP beendet diese SMS',
    'Hi. Antworte STOPP.',
    'Hi (STOP=end)',
  ])('are not said twice: %s', text => {
    expect(finished(text, { sms: { optOut: { every: 'always' } } })).toMatchObject({
      text,
      facts: { optOutWords: true },
    })
  })

  it('are not taken from what fills the template: a customer or a product may be called so', () => {
    const finish = (template: string, text: string) => finishSms(aClaim({}), ann, text, template).text
    expect(finish('Hi {{ customer.firstName }}', 'Hi STOP')).toBe('Hi STOP\nReply STOP to opt out')
    expect(finish('{% if cart.STOP %}Hi{% endif %} {{ x | default: "STOP" }}', 'Hi STOP')).toContain('\n')
    expect(finish('Hi {{ customer.firstName }}. STOP ends it', 'Hi STOP. STOP ends it')).not.toContain('\n')
    expect(finish('Hi{% if cart %}. STOP ends it{% endif %}', 'Hi')).toBe('Hi\nReply STOP to opt out')
  })

  it.each(['Do not stop now', 'NON-STOPPING fun', 'Our stop in Berlin'])('are not taken from: %s', text => {
    expect(finished(text).text).toBe(`${text}\nReply STOP to opt out`)
  })

  it.each([
    [{ locale: 'de-AT' }, 'en', 'STOP beendet diese SMS'],
    [{ locale: 'pl' }, 'de', 'STOP beendet diese SMS'],
    [{}, 'fr-CA', 'STOP pour ne plus recevoir de SMS'],
    [{ locale: 7 }, 'pl', 'Reply STOP to opt out'],
  ])('are in the language of the customer, else of the workspace: %j in %s', (attributes, locale, words) => {
    expect(finished('Hi', { attributes, locale }).text).toBe(`Hi\n${words}`)
  })

  it('are those of the settings, in one language or several', () => {
    const one = { sms: { optOut: { words: 'Text END to end' } } }
    expect(finished('Hi', one).text).toBe('Hi\nText END to end')
    expect(finished('Hi. Text END to end', one).text).toBe('Hi. Text END to end')
    const two = { sms: { optOut: { words: { en: 'Text END', de: 'ENDE senden' } } } }
    expect(finished('Hi', { ...two, attributes: { locale: 'de' } }).text).toBe('Hi\nENDE senden')
    expect(finished('Hi', { ...two, attributes: { locale: 'pl' } }).text).toBe('Hi\nText END')
  })
})

describe('what an SMS costs', () => {
  const sms = { prices: { DE: '0.0775', '*': '0.05' } }

  it('is by its segments, the words that were added counted, and the country of its number', () => {
    const text = 'a'.repeat(150)
    expect(finished(text, { sms, toldAt: start }).facts).toMatchObject({ segments: 1, price: '0.0775' })
    expect(finished(text, { sms }, '+33612345678').facts).toMatchObject({ segments: 2, price: '0.05' })
    expect(finished(`${'ж'.repeat(71)}`, { sms, toldAt: start }).facts).toMatchObject({ segments: 2 })
  })

  it('is unknown without prices', () => {
    expect(finished('Hi').facts).toEqual({ segments: 1, price: null, optOutWords: true })
  })

  it('cannot be more than a provider takes', () => {
    expect(() => finished('a'.repeat(1_601), { toldAt: start })).toThrow(TemplateFailure)
    expect(() => finished('a'.repeat(1_590))).toThrow(TemplateFailure)
    expect(finished('a'.repeat(1_600), { toldAt: start }).facts.segments).toBe(11)
  })
})
