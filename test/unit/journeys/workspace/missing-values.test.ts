// Values that may be missing when a template is sent: what is found before it is published, and what counts as a rule for it.
import { describe, expect, test } from 'vitest'
import { parsedLiquid } from '../../../../src/journeys/workspace/check-liquid.js'
import { parseWorkspace } from '../../../../src/journeys/workspace/index.js'
import { missingReads } from '../../../../src/journeys/workspace/missing-values.js'
import { aJourney, anEmail, aWorkspace } from '../../../support/workspace-files.js'

const missing = (text: string, sure: string[] = []) =>
  missingReads(parsedLiquid(text)!, new Set(sure)).map(({ written }) => written)

describe('may be missing', () => {
  test.each<[string, string[]]>([
    ['{{ product.name }}', ['product.name']],
    ['{{ data.product.name }}', ['data.product.name']],
    ['{{ customer.firstName }}', ['customer.firstName']],
    ['{{ steps.gift.code }}', ['steps.gift.code']],
    ['{{ product.name | upcase }}', ['product.name']],
    ['{{ product.price | money: product.currency }}', ['product.price']],
    ['{{ order.at | local_date }}', ['order.at']],
    ['{{ a | default: b }}', ['b']],
    ['{{ a | fallback: b, c }}', ['c']],
    ['{% if a or b %}{{ a }}{% endif %}', ['a']],
    ['{% if a %}{{ b }}{% endif %}', ['b']],
    ['{% if a %}x{% else %}{{ a }}{% endif %}', ['a']],
    ['{% if a == blank %}{{ a }}{% endif %}', ['a']],
    ['{% if a != 3 %}{{ a }}{% endif %}', ['a']],
    ['{% unless a %}{{ a }}{% endunless %}', ['a']],
    ['{% case a %}{% when "x" %}y{% else %}{{ a }}{% endcase %}', ['a']],
    ['{% for i in cart.items %}{{ i.name }}{% endfor %}', ['i.name']],
    ['{% for i in cart.items %}{{ i }}{% else %}{{ cart.items }}{% endfor %}', ['cart.items']],
    ['{% for r in recommendations.bestSellers %}{{ r.name }}{% endfor %}', ['r.name']],
    ['{% assign n = product.name %}{{ n }}', ['n']],
    ['{% assign n = product.name | upcase %}{{ n }}', ['n']],
    ['{% echo product.name %}', ['product.name']],
    ['{% liquid\n echo product.name\n%}', ['product.name']],
    ['{% capture c %}{{ a }}{% endcapture %}{{ c }}', ['a']],
    ['{% if x %}{% require a %}{% endif %}{{ a }}', ['a']],
    ['{{ cart.items[0].name }}', ['cart.items[0].name']],
    ['{{ cart.items.size }}', ['cart.items.size']],
  ])('%s', (text, expected) => {
    expect(missing(text)).toEqual(expected)
  })
})

describe('has a rule', () => {
  test.each([
    '{{ a | default: "x" }}',
    '{{ a | default: b | default: brand.url }}',
    '{{ a | fallback: b, brand.name }}',
    '{{ a | fallback: b, "x" | upcase }}',
    '{{ a | money: b | default: "its price" }}',
    '{{ cart | cart_url }}',
    '{{ cart.items | size }}',
    '{% if a %}{{ a }}{% endif %}',
    '{% if a and b %}{{ a }}{{ b }}{% endif %}',
    '{% if a.b %}{{ a }}{{ a.b | upcase }}{% endif %}',
    '{% if a > 3 %}{{ a }}{% endif %}',
    '{% if a contains "x" %}{{ a }}{% endif %}',
    '{% if a != blank %}{{ a }}{% endif %}',
    '{% if a == blank %}x{% else %}{{ a }}{% endif %}',
    '{% if a == nil %}x{% elsif b %}{{ a }}{{ b }}{% endif %}',
    '{% unless a %}x{% else %}{{ a }}{% endunless %}',
    '{% unless a == "" %}{{ a }}{% endunless %}',
    '{% if a %}{% if b %}{{ a }}{% endif %}{% endif %}',
    '{% if cart.items.size > 0 %}{{ cart.items }}{% endif %}',
    '{% case a %}{% when "x" %}{{ a }}{% endcase %}',
    '{% for i in cart.items %}{% if i.name %}{{ i.name }}{% endif %}{{ forloop.index }}{% endfor %}',
    '{% for i in (1..3) %}{{ i }}{% endfor %}',
    '{% if data.a %}{{ a }}{% endif %}',
    '{% assign n = product.name | default: "x" %}{{ n }}',
    '{% assign n = 1 %}{{ n }}',
    '{% for i in l %}{% assign n = 1 %}{% endfor %}{{ n }}',
    '{% capture c %}x{% endcapture %}{{ c }}',
    '{% require a, b.c %}{{ a }}{{ b.c }}',
    '{{ a }}{% require a %}',
    '{% if x %}{% require a %}{{ a }}{% endif %}',
    '{{ brand.name }}{{ journey.name }}{{ message.id }}{{ unsubscribeUrl }}{{ confirmUrl }}',
    '{{ "x" }}{{ 3 | times: 2 }}',
    '{% comment %}{{ a }}{% endcomment %}{% raw %}{{ a }}{% endraw %}',
  ])('%s', text => {
    expect(missing(text)).toEqual([])
  })

  test('what the journey asks for is there', () => {
    expect(missing('{{ cart.id }}{{ cart }}', ['cart.id'])).toEqual([])
  })
})

describe('before publishing', () => {
  const titles = (title: string, journey: object = {}) =>
    aWorkspace({
      'welcome.journey.json': aJourney(journey as Record<string, unknown>),
      'templates/hello.mjml': anEmail({ title }),
    })
  const codes = async (files: ReturnType<typeof aWorkspace>) =>
    (await parseWorkspace(files)).findings.map(({ code, file, line }) => `${code} ${file}:${line}`)

  test('it is a warning with its file and line', async () => {
    expect(await codes(titles('{{ cart.id }}'))).toEqual(['may_be_missing templates/hello.mjml:1'])
    const body = '\n\n<mj-section><mj-column><mj-text>{{ cart.id }}</mj-text></mj-column></mj-section>'
    expect(await codes(aWorkspace({ 'templates/hello.mjml': anEmail({ body }) }))).toEqual([
      'may_be_missing templates/hello.mjml:4',
    ])
    expect((await parseWorkspace(titles('{{ cart.id }}'))).workspace).not.toBeNull()
  })

  test.each<[string, object]>([
    ['the key', { key: 'cart.id' }],
    ['what the trigger tests', { trigger: { event: 'product_added', where: { 'cart.id': { ne: 'x' } } } }],
    [
      'what all triggers test',
      {
        trigger: [
          { event: 'product_added', where: { 'cart.id': 'a' } },
          { event: 'cart_viewed', where: { 'cart.id': { exists: true } } },
        ],
      },
    ],
  ])('%s is there', async (_, journey) => {
    expect(await codes(titles('{{ cart.id }}', journey))).toEqual([])
  })

  test.each<[string, object]>([
    [
      'what is tested for not being there',
      {
        trigger: { event: 'product_added', where: { 'cart.id': { exists: false } } },
      },
    ],
    [
      'what only one of the triggers tests',
      {
        trigger: [{ event: 'product_added', where: { 'cart.id': 'a' } }, { event: 'cart_viewed' }],
      },
    ],
  ])('%s may be missing', async (_, journey) => {
    expect(await codes(titles('{{ cart.id }}', journey))).toEqual(['may_be_missing templates/hello.mjml:1'])
  })

  test('the address a message goes to is there', async () => {
    expect(await codes(titles('{{ customer.email }}'))).toEqual([])
    expect(await codes(titles('{{ customer.phone }}'))).toHaveLength(1)
  })
})
