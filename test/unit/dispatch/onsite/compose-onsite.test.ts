// Where a message on the site may lead: what an event says is put into links of the shop's own page.
import { describe, expect, it } from 'vitest'
import type { ClaimedMessage } from '../../../../src/dispatch/claim-messages.js'
import { templateEngine } from '../../../../src/dispatch/liquid.js'
import { composeOnsite } from '../../../../src/dispatch/onsite/compose-onsite.js'
import { aCustomer, settings } from '../../../support/builders.js'
import { aClaimedMessage, type Given } from '../links/a-claimed-message.js'

function composed(url: string, links: Given['links'] = {}) {
  const template = { title: 'Hi', link: '{{ cart.url }}', text: 'As on https://blog.example/' }
  const claimed = aClaimedMessage({ channel: 'onsite', template, links })
  return composeOnsite({
    ...claimed,
    customer: aCustomer(),
    data: { cart: { url } },
    content: { ...claimed.content, settings: settings(), engine: templateEngine('UTC') },
  } as unknown as ClaimedMessage)
}
const linkOf = (url: string, links?: Given['links']) => {
  const result = composed(url, links)
  return 'message' in result ? result.message.link : 'failed'
}

describe('the link of a message on the site', () => {
  it.each(['https://shop.example/cart', '/cart?id=9', 'https://anywhere.example/'])('may be %s', url => {
    expect(linkOf(url)).toBe(url)
  })

  it.each([
    'javascript:alert(1)',
    'java\tscript:alert(1)',
    'data:text/html,x',
    '//evil.example/',
    '/\\evil.example/',
    '/\t/evil.example/',
    '/\n/evil.example/',
    'https://shop.example@evil.example/',
    'https:evil.example',
  ])('may not be %j', url => {
    expect(linkOf(url)).toBe('failed')
  })

  it.each([
    ['https://evil.example/', 'https://www.shop.example'],
    ['https://shop.example.evil.example/', 'https://www.shop.example'],
    ['https://pay.example/9', 'https://pay.example/9'],
    ['https://blog.example/9', 'https://blog.example/9'],
    ['https://m.shop.example/', 'https://m.shop.example/'],
    ['/cart', '/cart'],
  ])('leads, where the settings name hosts, from %s to %s', (url, to) => {
    const hosts = { hosts: ['pay.example'] }
    expect(linkOf(url, hosts)).toBe(to)
    expect(composed(url, hosts)).toMatchObject({ replacedLinks: url === to ? 0 : 1 })
  })
})
