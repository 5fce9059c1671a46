import { describe, expect, it } from 'vitest'
import { segmentPrice, smsPrice } from '../../../src/model/sms-price.js'

const prices = { DE: '0.0775', US: '0.0083', '*': '0.05' }

describe('the price of an SMS', () => {
  it('is that of the country of the number', () => {
    expect(segmentPrice(prices, '+4915112345678')).toBe('0.0775')
    expect(segmentPrice(prices, '+12125550100')).toBe('0.0083')
  })

  it('is that of all others where the country has none, or cannot be told', () => {
    expect(segmentPrice(prices, '+33612345678')).toBe('0.05')
    expect(segmentPrice(prices, '+99912345678')).toBe('0.05')
  })

  it('is unknown where nobody has said', () => {
    expect(segmentPrice(undefined, '+4915112345678')).toBeNull()
    expect(segmentPrice({ US: '0.01' }, '+4915112345678')).toBeNull()
    expect(smsPrice(null, 3)).toBeNull()
  })

  it('is paid for each segment, without floats', () => {
    expect(smsPrice('0.0775', 3)).toBe('0.2325')
    expect(smsPrice('0.1', 3)).toBe('0.30')
  })
})
