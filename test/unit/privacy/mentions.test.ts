import { describe, expect, it } from 'vitest'
import type { CustomerKey } from '../../../src/model/customer-key.js'
import { mentionedBy, mentionedByWebhook } from '../../../src/privacy/mentions.js'

const names: readonly CustomerKey[] = [
  { kind: 'id', value: '42' },
  { kind: 'email', value: 'ann@example.com' },
  { kind: 'phone', value: '+4915112345678' },
]
const event = (customer: object, properties: object = {}) => JSON.stringify({ id: 'e', customer, properties })

describe('an event that was set aside', () => {
  it('is about whom it names', () => {
    expect(mentionedBy(event({ id: '42' }), names)).toBe(true)
    expect(mentionedBy(event({ id: '43', formerId: '42' }), names)).toBe(true)
    expect(mentionedBy(JSON.stringify({ events: [{ customer: { id: '42' } }] }), names)).toBe(true)
  })

  it('is about whose address it has anywhere, written in any way', () => {
    expect(mentionedBy(event({ id: '1' }, { mail: 'ANN@example.com' }), names)).toBe(true)
    expect(mentionedBy(event({ id: '1' }, { call: '+49 (151) 123-456.78' }), names)).toBe(true)
    expect(mentionedBy('no JSON, ann@example.com', names)).toBe(true)
  })

  it('is not about them because of the same text elsewhere', () => {
    expect(mentionedBy(event({ id: '43', anonymousId: '42' }, { cart: { id: '42' } }), names)).toBe(false)
    expect(mentionedBy('no JSON, 42', names)).toBe(false)
    expect(mentionedBy('null', names)).toBe(false)
  })
})

describe('a webhook that was set aside', () => {
  const about = (text: string, value: string, source = 'fern') =>
    mentionedByWebhook({ source, text }, [{ kind: 'id', value }])

  it('is about a long id that stands alone, whatever the field', () => {
    expect(about('{"customer":{"id":7234567890123', '7234567890123')).toBe(true)
    expect(about('{"total":17234567890123}', '7234567890123')).toBe(false)
  })

  it('is not about a short one, which may be anything', () => {
    expect(about('{"customer":{"id":42}}', '42')).toBe(false)
  })

  it('is about an id of that shop', () => {
    expect(about('{"customer_id": 15}', 'fern:15')).toBe(true)
    expect(about('{"customer_id": 151}', 'fern:15')).toBe(false)
    expect(about('{"customer_id": 15}', 'fern:15', 'moss')).toBe(false)
  })
})
