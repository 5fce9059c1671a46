import { describe, expect, it } from 'vitest'
import { linkSms } from '../../../../src/dispatch/links/link-sms.js'
import { aClaimedMessage, type Given, publicUrl } from './a-claimed-message.js'

const sms = (text: string, given: Given = {}) => linkSms(aClaimedMessage({ channel: 'sms', ...given }), text)
const utm = 'utm_source=fern&utm_medium=sms&utm_campaign=cart-recovery&utm_content=remind'

describe('the links of an SMS', () => {
  it('become short, and say where they lead to', () => {
    const { text, shortLinks } = sms('Back: https://shop.example/cart/9. Bye')
    expect(text).toMatch(/^Back: https:\/\/t\.example\/s\/[0-9A-Za-z]{9}\. Bye$/)
    const [link] = shortLinks
    expect(shortLinks).toEqual([{ code: link?.code, url: `https://shop.example/cart/9?${utm}` }])
    expect(text).toContain(`/s/${link?.code}.`)
  })

  it('have an address of their own where the brand has one', () => {
    expect(sms('https://shop.example', { links: { short: 'https://fern.link' } }).text).toMatch(
      /^https:\/\/fern\.link\/s\/\w{9}$/,
    )
  })

  it('are the same for every attempt, and one for the same link twice', () => {
    expect(sms('https://shop.example')).toEqual(sms('https://shop.example'))
    expect(sms('https://shop.example https://shop.example').shortLinks).toHaveLength(1)
    expect(sms('https://shop.example https://shop.example/b').shortLinks).toHaveLength(2)
  })

  it('become short also where they lead to a page of ours, without UTM parameters', () => {
    const page = `${publicUrl}/k/${'a'.repeat(200)}.${'b'.repeat(43)}`
    expect(sms(`Confirm: ${page}`).shortLinks).toEqual([{ code: expect.any(String), url: page }])
  })

  it('stay long where the brand wants no clicks told', () => {
    const { text, shortLinks } = sms(`https://shop.example ${publicUrl}/k/abc`, { links: { clicks: false } })
    expect(text).toBe(`https://shop.example?${utm} ${publicUrl}/k/abc`)
    expect(shortLinks).toEqual([])
  })

  it('stay as they are without an address of ours', () => {
    expect(sms('https://shop.example', { isLinked: false })).toMatchObject({
      text: 'https://shop.example',
      shortLinks: [],
    })
  })

  it('stay long where only the data of an event named their host, so that none of ours leads there', () => {
    expect(sms('https://evil.example/x')).toMatchObject({ text: 'https://evil.example/x', shortLinks: [] })
  })

  it('lead to the shop where only the data of an event named another host', () => {
    const { text, shortLinks, replacedLinks } = sms('https://evil.example', {
      links: { hosts: ['pay.example'] },
    })
    expect({ text, shortLinks, replacedLinks }).toEqual({
      text: 'https://www.shop.example',
      shortLinks: [],
      replacedLinks: 1,
    })
  })
})
