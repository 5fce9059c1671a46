// The filters and tags that templates have beyond Liquid's own: money, dates, carts, fallbacks and what is required.
import { describe, expect, test } from 'vitest'
import { TemplateFailure, TemplateSkip, templateEngine } from '../../../src/dispatch/liquid.js'
import type { Reader } from '../../../src/journeys/liquid/reader.js'

const engine = templateEngine('Europe/Berlin')
const shop = { url: 'https://shop.example', cartUrl: 'https://shop.example/cart/{id}' }
const ann: Reader = { locale: 'en', timeZone: 'Europe/Berlin', currency: 'EUR', shop }
const text = (source: string, context: object = {}, reader: Partial<Reader> = {}) =>
  engine.render('text', source, context, { ...ann, ...reader })

describe('money', () => {
  test.each<[string, string, Partial<Reader>, string]>([
    ['129.50', 'EUR', {}, '€129.50'],
    ['129.5', 'EUR', { locale: 'de' }, '129,50 €'],
    ['129.50', 'EUR', { locale: 'de-AT' }, '€ 129,50'],
    ['1290', 'JPY', { locale: 'ja' }, '¥1,290'],
    ['1234567.89', 'USD', { locale: 'en-IN' }, '$12,34,567.89'],
  ])('%s %s', (amount, currency, reader, expected) => {
    const shown = text('{{ amount | money: currency }}', { amount, currency }, reader)
    expect(shown.replace('￥', '¥')).toBe(expected)
  })

  test('loses no cent of a large amount', () => {
    expect(text('{{ "12345678901234.55" | money: "EUR" }}')).toBe('€12,345,678,901,234.55')
  })

  test('is in the shop’s currency where none is named', () => {
    expect(text('{{ "5" | money }}{{ "5" | money: nothing }}')).toBe('€5.00€5.00')
  })

  test('shows nothing for what is no amount, so that a default can take its place', () => {
    expect(text('{{ nothing | money: "EUR" | default: "its price" }}')).toBe('its price')
    expect(text('{{ "12abc" | money: "EUR" }}{{ list | money }}', { list: ['1'] })).toBe('')
  })

  test('shows a currency nobody knows as it is', () => {
    expect(text('{{ "5.00" | money: "<b>" }}')).toBe('5.00 <b>')
    expect(engine.render('html', '{{ "5.00" | money: "<b>" }}', {}, ann)).toBe('5.00 &lt;b&gt;')
  })

  test('keeps its no-break space in HTML, and has an ordinary one in texts, where it would double the price of an SMS', () => {
    const german = { ...ann, locale: 'de' }
    expect(engine.render('html', '{{ "5" | money }}', {}, german)).toBe('5,00\u00a0€')
    expect(engine.render('text', '{{ "5" | money }}', {}, german)).toBe('5,00 €')
  })
})

describe('local_date', () => {
  const at = '2026-12-05T23:30:00Z'
  test.each<[string, Partial<Reader>, string]>([
    ['local_date', {}, 'December 6, 2026'],
    ['local_date', { locale: 'de' }, '6. Dezember 2026'],
    ['local_date', { timeZone: 'America/New_York' }, 'December 5, 2026'],
    ['local_date: "short"', { locale: 'de' }, '06.12.26'],
    ['local_date: "day"', { locale: 'en-GB' }, '6 December'],
    ['local_date: "weekday"', { locale: 'fr' }, 'dimanche'],
    ['local_date: "time"', { locale: 'en' }, '12:30 AM'],
    ['local_date: "time"', { locale: 'de' }, '00:30'],
  ])('%s for %o', (filter, reader, expected) => {
    expect(text(`{{ at | ${filter} }}`, { at }, reader)).toBe(expected)
  })

  test('a day without a time is that day everywhere', () => {
    const away = { timeZone: 'Pacific/Honolulu' }
    expect(text('{{ "2026-12-05" | local_date: "day" }}', {}, away)).toBe('December 5')
    expect(text('{{ "2026-12-05" | local_date: "time" }}', {}, away)).toBe('')
  })

  test('shows nothing for what is no time', () => {
    expect(text('{{ a | local_date }}{{ "soon" | local_date }}{{ 5 | local_date }}')).toBe('')
  })

  test('fails on a style nobody knows', () => {
    expect(() => text('{{ at | local_date: "pretty" }}', { at })).toThrow(
      'local_date is one of short, long, day, weekday, time',
    )
  })
})

describe('cart_url', () => {
  test.each<[string, object | undefined, Reader['shop'], string]>([
    ['what the event named', { id: 'c', url: 'https://shop.example/c/9' }, shop, 'https://shop.example/c/9'],
    ['the shop’s pattern', { id: 'a b/c' }, shop, 'https://shop.example/cart/a%20b%2Fc'],
    ['the shop, without an id', {}, shop, 'https://shop.example'],
    ['the shop, without a cart', undefined, shop, 'https://shop.example'],
    ['the shop, without a pattern', { id: 'c' }, { ...shop, cartUrl: null }, 'https://shop.example'],
    ['no script', { id: 'c', url: 'javascript:alert(1)' }, shop, 'https://shop.example/cart/c'],
  ])('is %s', (_, cart, of, expected) => {
    expect(text('{{ cart | cart_url }}', { cart }, { shop: of })).toBe(expected)
  })
})

describe('fallback: from the very thing to something for everybody', () => {
  const said = (item: object) =>
    text('{{ item.variantName | fallback: item.name, item.categories[0], "something good" }}', { item })
  const all = { variantName: 'Trail shoe, 42', name: 'Trail shoe', categories: ['shoes'] }

  test('variant, product, category, generic', () => {
    expect(said(all)).toBe('Trail shoe, 42')
    expect(said({ ...all, variantName: ' ' })).toBe('Trail shoe')
    expect(said({ categories: ['shoes'] })).toBe('shoes')
    expect(said({ categories: [] })).toBe('something good')
  })

  test('nothing where nothing is left', () => {
    expect(text('{{ a | fallback: b }}')).toBe('')
  })
})

describe('require', () => {
  const source = '{% require product.name, product.url %}{{ product.name }}'

  test('sends where everything is there', () => {
    expect(text(source, { product: { name: 'Shoe', url: 'https://shop.example/a' } })).toBe('Shoe')
    expect(text('{% require n %}', { n: 0 })).toBe('')
  })

  test.each([
    [{}, 'product.name'],
    [{ product: { name: 'Shoe', url: ' ' } }, 'product.url'],
  ])('skips the message for %o', (context, missing) => {
    expect(() => text(source, context)).toThrow(new TemplateSkip(missing))
  })

  test('skips from within a block, and inside a loop', () => {
    expect(() =>
      text('{% for i in l %}{% if i.a %}{% require i.b %}{% endif %}{% endfor %}', { l: [{ a: 1 }] }),
    ).toThrow(new TemplateSkip('i.b'))
  })

  test.each(['{% require %}', '{% require a b %}', '{% require a, %}'])('%s is no Liquid', bad => {
    expect(() => text(bad, { a: 1, b: 1 })).toThrow(TemplateFailure)
  })
})

describe('what is filled in stays a value', () => {
  test.each(['{{ 7 | times: 7 }}', '{% include "x" %}', '{{ brand.name }}', '{% assign a = 1 %}'])(
    'a name of %s is shown, not run',
    name => {
      expect(text('Hi {{ name }}', { name })).toBe(`Hi ${name}`)
    },
  )

  test('no way leads to the prototype of a value', () => {
    const tries = [
      '__proto__',
      'constructor',
      'constructor.constructor',
      'toString',
      'valueOf',
      'hasOwnProperty',
    ]
    for (const path of tries) {
      expect(text(`[{{ cart.${path} }}{{ ${path} }}{{ cart["${path}"] }}]`, { cart: { items: [] } })).toBe(
        '[]',
      )
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
  })

  test('our own facts of the reader cannot be read', () => {
    expect(text('[{{ reader }}{{ locale }}{{ timeZone }}{{ shop.url }}]')).toBe('[]')
  })
})

describe('limits', () => {
  test('a text that grows without end is no mail', () => {
    const loop =
      '{% for i in (1..20000) %}xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx{% endfor %}'
    expect(() => text(loop)).toThrow('is longer than 100,000 characters')
    expect(() => engine.render('html', loop, {}, ann)).toThrow('is longer than 1,000,000 characters')
  })

  test('lists are shown as Liquid does', () => {
    expect(text('{{ l }}', { l: ['a', null, 1] })).toBe('a1')
  })
})
