import { describe, expect, it } from 'vitest'
import { templateLinks } from '../../../../src/dispatch/links/template-links.js'
import { brandOf } from '../../../../src/journeys/definition/brand.js'
import { settingsSchema } from '../../../../src/journeys/definition/settings-schema.js'
import type { MessageChannel } from '../../../../src/model/channel.js'
import type { JsonObject } from '../../../../src/model/json.js'

const settings = settingsSchema.parse({
  brand: { name: 'Fern', url: 'https://shop.example', postalAddress: 'Waldweg 12' },
  senders: { email: { from: 'hello@shop.example', name: 'Fern' } },
  currency: 'EUR',
})

const links = (content: JsonObject, channel: MessageChannel = 'email') =>
  templateLinks({ channel, content }, settings, brandOf(settings, {})).map(({ source, url }) => [source, url])

describe('the links of a template', () => {
  it('are those that are written out, each once, in the HTML and in the text', () => {
    const html =
      '<a href="https://shop.example/a?b=1&amp;c=2">x</a><a href="https://shop.example/a?b=1&amp;c=2">y</a>'
    expect(links({ html, text: 'https://shop.example/a?b=1&c=2. https://shop.example/d' })).toEqual([
      ['https://shop.example/a?b=1&c=2', 'https://shop.example/a?b=1&c=2'],
      ['https://shop.example/d', 'https://shop.example/d'],
    ])
  })

  it('are also those made of the brand, and those that fall back to it', () => {
    expect(
      links({
        html: '<a href="{{ brand.url }}/new">x</a><a href="{{ cart.url | default: brand.url }}">y</a>',
      }),
    ).toEqual([
      ['{{ brand.url }}/new', 'https://shop.example/new'],
      ['{{ cart.url | default: brand.url }}', 'https://shop.example'],
    ])
  })

  it('are not known where an event or a customer makes them', () => {
    const sources = [
      '{{ product.url }}',
      'https://shop.example/p/{{ product.id }}',
      '{{ brand.url }}/p/{{ product.id | default: "a b" }}',
      '{% if a %}https://shop.example/a{% endif %}',
      '{{ confirmUrl }}',
    ]
    expect(
      links({ html: sources.map(source => `<a href="${source.replaceAll('"', "'")}">x</a>`).join('') }).map(
        ([, url]) => url,
      ),
    ).toEqual(sources.map(() => null))
  })

  it('are not those that lead to no host', () => {
    expect(links({ html: '<a href="mailto:a@b.example">x</a><a href="#top">y</a><a>z</a>' })).toEqual([])
  })

  it('of an SMS stand in its text, of a message on the site in its button, and in all languages', () => {
    expect(
      links({ text: 'Back: {{ cart.url | default: brand.url }} Hi {{ customer.name }}' }, 'sms'),
    ).toEqual([['{{ cart.url | default: brand.url }}', 'https://shop.example']])
    const locales = { de: { link: 'https://shop.example/neu' } }
    expect(links({ link: 'https://shop.example/new', locales }, 'onsite').map(([, url]) => url)).toEqual([
      'https://shop.example/new',
      'https://shop.example/neu',
    ])
  })
})
