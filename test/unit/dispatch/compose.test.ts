// What a customer gets of a template: in whose language, what is left out, what is refused, and what no value can do to it.
import { describe, expect, test } from 'vitest'
import { type PreviewQuestion, previewMessage } from '../../../src/dispatch/preview.js'
import { journeySchema } from '../../../src/journeys/definition/journey-schema.js'
import { settingsSchema } from '../../../src/journeys/definition/settings-schema.js'
import type { JsonObject } from '../../../src/model/json.js'
import { aJourney, aSettings } from '../../support/workspace-files.js'

const mail = { subject: 'Hello', preheader: '', html: '<p>Hello</p>', text: 'Hello' }

interface Given {
  readonly channel?: 'email' | 'sms' | 'onsite'
  readonly content?: JsonObject
  readonly attributes?: JsonObject
  readonly data?: JsonObject
  readonly settings?: Record<string, unknown>
}

function previewed({ channel = 'email', content = mail, attributes = {}, data = {}, settings }: Given) {
  const question: PreviewQuestion = {
    settings: settingsSchema.parse(aSettings(settings)),
    template: { channel, name: 'hello', content },
    journey: journeySchema.parse(aJourney()),
    stepId: 'hello',
    category: 'marketing',
    customer: { email: 'ann@example.com', phone: '+4915112345678', attributes },
    data,
    outputs: {},
    now: new Date('2026-11-21T12:00:00Z'),
  }
  return previewMessage(question)
}
const subject = (line: string, more: Given = {}) => {
  const shown = previewed({ ...more, content: { ...mail, subject: line } })
  if (!('subject' in shown)) throw new Error(JSON.stringify(shown))
  return shown.subject
}

describe('the preview of an SMS', () => {
  const content = { text: 'See https://shop.example/a/very/long/way/to/something/nice STOP' }
  const lengthOf = (given: Given) => {
    const shown = previewed({ channel: 'sms', content, ...given })
    return 'units' in shown ? { units: shown.units, text: shown.text } : shown
  }

  test('shows where its links lead, and counts the short ones it goes out with', () => {
    const { text, units } = lengthOf({}) as { text: string; units: number }
    expect(text).toMatch(/^See https:\/\/shop\.example\/a\/very\/long\/way\/to\/something\/nice\?utm_source=/)
    const short = {
      brand: { ...(aSettings() as { brand: object }).brand, links: { short: 'https://s.example' } },
    }
    expect(lengthOf({ settings: short })).toMatchObject({
      units: 'See https://s.example/s/123456789 STOP'.length,
    })
    expect(units).toBeLessThan(text.length)
  })

  test('counts the written ones where clicks are not told', () => {
    const off = { brand: { ...(aSettings() as { brand: object }).brand, links: { clicks: false } } }
    const { text, units } = lengthOf({ settings: off }) as { text: string; units: number }
    expect(units).toBe(text.length)
  })
})

describe('the language of a message', () => {
  const content = {
    ...mail,
    locales: {
      de: { ...mail, subject: 'Hallo' },
      'pt-BR': { ...mail, subject: 'Olá' },
      'en-GB': { ...mail, subject: 'Hullo' },
    },
  }
  const said = (attributes: JsonObject, settings = {}) => {
    const shown = previewed({ content, attributes, settings })
    return 'subject' in shown ? shown.subject : null
  }

  test.each<[JsonObject, string]>([
    [{}, 'Hello'],
    [{ locale: 'de' }, 'Hallo'],
    [{ locale: 'de-AT' }, 'Hallo'],
    [{ locale: 'de_ch' }, 'Hallo'],
    [{ locale: 'pt-BR' }, 'Olá'],
    [{ locale: 'pt' }, 'Hello'],
    [{ locale: 'en-GB' }, 'Hullo'],
    [{ locale: 'en-US' }, 'Hello'],
    [{ locale: 'fr' }, 'Hello'],
    [{ locale: 'gibberish!' }, 'Hello'],
    [{ locale: '__proto__' }, 'Hello'],
    [{ locale: 7 }, 'Hello'],
    [{ language: 'de' }, 'Hallo'],
    [{ locale: 'en', language: 'de' }, 'Hello'],
  ])('for %o', (attributes, expected) => {
    expect(said(attributes)).toBe(expected)
  })

  test('is the workspace’s before a nearer one, where it is the customer’s own', () => {
    expect(said({ locale: 'de-AT' }, { locale: 'de-AT' })).toBe('Hello')
    expect(said({ locale: 'de-CH' }, { locale: 'de-AT' })).toBe('Hallo')
  })

  test('money and dates are as the customer’s country writes them, in the language of the text', () => {
    const line = '{{ "1234.5" | money: "EUR" }} {{ message.locale }} {{ customer.locale }}'
    expect(subject(line, { attributes: { locale: 'en-IN' } })).toBe('€1,234.50 en en-IN')
    expect(subject(line, { attributes: { locale: 'de-AT' } })).toBe('€1,234.50 en de-AT')
    expect(subject(line)).toBe('€1,234.50 en en')
  })

  test('dates are where the customer is', () => {
    const data = { at: '2026-12-05T23:30:00Z' }
    expect(subject('{{ at | local_date: "day" }}', { data, attributes: { country: 'JP' } })).toBe(
      'December 6',
    )
    expect(
      subject('{{ at | local_date: "day" }}', { data, attributes: { timeZone: 'America/New_York' } }),
    ).toBe('December 5')
  })

  test('a link to the cart is made of the brand’s pattern', () => {
    const brand = { ...(aSettings().brand as object), cartUrl: 'https://shop.example/cart/{id}' }
    expect(subject('{{ cart | cart_url }}', { data: { cart: { id: 'c-9' } }, settings: { brand } })).toBe(
      'https://shop.example/cart/c-9',
    )
  })
})

describe('a value that is missing', () => {
  const required = (text: string) => previewed({ content: { ...mail, text } })

  test('skips the message where the template requires it', () => {
    expect(required('{% require product.name %}Hi')).toEqual({
      channel: 'email',
      notSent: 'missing_value: product.name',
    })
    const sms = previewed({ channel: 'sms', content: { text: '{% require cart.url %}{{ cart.url }}' } })
    expect(sms).toEqual({ channel: 'sms', notSent: 'missing_value: cart.url' })
    const onsite = { title: 'a', text: '{% require cart.url %}', button: '', link: '', image: '' }
    expect(previewed({ channel: 'onsite', content: onsite })).toEqual({
      channel: 'onsite',
      notSent: 'missing_value: cart.url',
    })
  })

  test('leaves out a block, or has a default', () => {
    expect(
      required('{% if product.name %}{{ product.name }}{% endif %}{{ a | default: "b" }}'),
    ).toMatchObject({
      text: 'b',
    })
  })
})

describe('what is too much', () => {
  test('an SMS of more than 1,600 characters', () => {
    const long = (length: number) =>
      previewed({ channel: 'sms', content: { text: '{{ n }}' }, data: { n: 'x'.repeat(length) } })
    expect(long(1_601)).toMatchObject({ notSent: expect.stringContaining('1,600') })
    expect(long(1_500)).toMatchObject({ encoding: 'GSM-7' })
  })

  test('an email of more than 1,000,000 characters, or a text of more than 100,000', () => {
    const loop = '{% for i in (1..2000) %}{{ n }}{% endfor %}'
    const data = { n: 'x'.repeat(1_000) }
    expect(previewed({ content: { ...mail, html: loop }, data })).toEqual({
      channel: 'email',
      notSent: 'render_failed: html: is longer than 1,000,000 characters',
    })
    expect(previewed({ content: { ...mail, text: loop }, data })).toEqual({
      channel: 'email',
      notSent: 'render_failed: text: is longer than 100,000 characters',
    })
  })
})

describe('what a customer’s name can do', () => {
  const named = (name: string) =>
    previewed({
      content: {
        subject: 'Hi {{ customer.name }}',
        preheader: '',
        html: '<p>{{ customer.name }}</p>',
        text: '{{ customer.name }}',
      },
      attributes: { name },
    })

  test.each(['Ann\r\nBcc: all@example.com', 'Ann\nX: y', 'Ann\u2028Bcc: x', 'Ann\r\n\r\n<p>body'])(
    'no header: %j',
    name => {
      const shown = named(name) as { subject: string }
      expect(shown.subject).not.toMatch(/[\r\n\u2028]/)
    },
  )

  test.each(['{{ 7 | times: 7 }}', '{% include "/etc/passwd" %}', '{% require x.y %}', '{{ brand.name }}'])(
    'no template: %s',
    name => {
      expect(named(name)).toMatchObject({ subject: `Hi ${name}`, text: name })
    },
  )

  test.each(['<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</p><a href="javascript:x">'])(
    'no markup: %s',
    name => {
      const { html } = named(name) as { html: string }
      expect(html).not.toMatch(/<(script|img|a)/)
    },
  )

  test.each(['__proto__', 'constructor', 'prototype'])('no property of all objects: %s', name => {
    const shown = subject(`{{ customer[customer.name] }}|{{ customer.${name} }}`, { attributes: { name } })
    expect(shown).toBe('|')
  })
})

test('the words of our own cannot be said by an event', () => {
  const data = {
    brand: { name: 'Evil' },
    message: { id: 'x' },
    customer: { email: 'x' },
    unsubscribeUrl: 'https://evil.example',
  }
  expect(subject('{{ brand.name }} {{ customer.email }}', { data })).toBe('Fern & Field ann@example.com')
  expect(subject('{{ unsubscribeUrl }}', { data })).not.toContain('evil')
  // Those of a message are ours or there are none.
  const recommendations = { boughtTogether: [{ name: 'Evil' }] }
  expect(subject('{{ recommendations.boughtTogether[0].name }}.', { data: { recommendations } })).toBe('.')
})
