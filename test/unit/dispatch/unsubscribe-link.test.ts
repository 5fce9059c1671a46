// The links to unsubscribe, and the headers with them: for whom, how long, and what mail programs may make of them.
import { describe, expect, it } from 'vitest'
import type { ClaimedMessage } from '../../../src/dispatch/claim-messages.js'
import { listHeaders } from '../../../src/dispatch/list-headers.js'
import {
  preferencesUrlOf,
  unsubscribeTokenOf,
  unsubscribeUrlOf,
  unsubscribeWithinMs,
} from '../../../src/dispatch/unsubscribe-link.js'
import { brandOf } from '../../../src/journeys/definition/brand.js'
import { addressMark, readLink } from '../../../src/links/index.js'
import type { JsonObject } from '../../../src/model/json.js'
import { aCustomer, aJourney, settings, start } from '../../support/builders.js'

const key = Buffer.alloc(32, 1)

interface Given {
  readonly publicUrl?: string | null
  readonly topic?: string
  readonly category?: 'marketing' | 'transactional'
  readonly channel?: 'email' | 'sms' | 'onsite'
  readonly unsubscribe?: string
  readonly settings?: JsonObject
}

/** As much of a claimed message as the links are made of. */
function aClaim(given: Given = {}): ClaimedMessage {
  const { publicUrl = 'https://t.example', topic, category = 'marketing', channel = 'email' } = given
  const remind = { id: 'remind', send: 'email', template: 'cart', ...(topic && { topic }) }
  const { journey } = aJourney({ steps: [remind] })
  const all = settings({
    ...(given.unsubscribe && {
      senders: { email: { from: 'hello@Shop.example', name: 'Shop', unsubscribe: given.unsubscribe } },
    }),
  })
  const customer = aCustomer()
  return {
    id: '00000000-0000-4000-8000-0000000000f1',
    customerId: customer.id,
    customer,
    journey,
    stepId: 'remind',
    channel,
    category,
    createdAt: start,
    brand: brandOf(all, journey),
    content: { settings: all, links: publicUrl === null ? null : { key, publicUrl } },
  } as unknown as ClaimedMessage
}

const tokenIn = (url: string | null): string => /\/u\/([^/]+)/.exec(url ?? '')?.[1] ?? ''

describe('the link to unsubscribe', () => {
  it('carries message, customer, topic and a mark of the address, and no address', () => {
    const token = tokenIn(unsubscribeUrlOf(aClaim({ topic: 'newsletter' })))
    expect(readLink([key], 'unsubscribe', token, start)).toEqual({
      link: {
        use: 'unsubscribe',
        messageId: '00000000-0000-4000-8000-0000000000f1',
        customerId: aCustomer().id,
        channel: 'email',
        topic: 'newsletter',
        mark: addressMark(key, 'email', 'ann@example.com'),
        expiresAt: new Date(start.getTime() + unsubscribeWithinMs),
      },
    })
    expect(Buffer.from(token, 'base64url').toString()).not.toContain('ann')
  })
  it('is good for far more than 60 days', () => {
    const token = tokenIn(unsubscribeUrlOf(aClaim()))
    const inAYear = new Date(start.getTime() + 365 * 86_400_000)
    expect(readLink([key], 'unsubscribe', token, inAYear)).toHaveProperty('link')
  })
  it('is the same for every attempt, and leads to the preferences too', () => {
    expect(unsubscribeUrlOf(aClaim())).toBe(unsubscribeUrlOf(aClaim()))
    expect(preferencesUrlOf(aClaim())).toBe(`${unsubscribeUrlOf(aClaim())}/preferences`)
  })
  it('is there for an SMS, and for what belongs to an order', () => {
    expect(unsubscribeUrlOf(aClaim({ channel: 'sms' }))).toContain('/u/')
    expect(unsubscribeUrlOf(aClaim({ category: 'transactional' }))).toContain('/u/')
  })
  it('is not made where it would lead nowhere, nor on the site', () => {
    for (const claim of [aClaim({ publicUrl: null }), aClaim({ channel: 'onsite' })]) {
      expect(unsubscribeUrlOf(claim)).toBeNull()
      expect(preferencesUrlOf(claim)).toBeNull()
      expect(unsubscribeTokenOf(claim)).toBeNull()
    }
  })
})

describe('the list headers', () => {
  it('name one HTTPS address, and say that a POST to it is enough', () => {
    const headers = listHeaders(aClaim())
    expect(headers['List-Unsubscribe']).toBe(`<${unsubscribeUrlOf(aClaim())}>`)
    expect(headers['List-Unsubscribe-Post']).toBe('List-Unsubscribe=One-Click')
  })
  it('name the mailbox too, where there is one', () => {
    const claim = aClaim({ unsubscribe: 'unsubscribe@shop.example' })
    expect(listHeaders(claim)['List-Unsubscribe']).toBe(
      `<${unsubscribeUrlOf(claim)}>, <mailto:unsubscribe@shop.example?subject=unsubscribe%20${unsubscribeTokenOf(claim)}>`,
    )
  })
  it('promise no one-click over plain HTTP', () => {
    const headers = listHeaders(aClaim({ publicUrl: 'http://localhost:8080' }))
    expect(headers['List-Unsubscribe']).toContain('<http://localhost:8080/u/')
    expect(headers).not.toHaveProperty('List-Unsubscribe-Post')
  })
  it('tell lists and complaints apart', () => {
    expect(listHeaders(aClaim({ topic: 'new_things', unsubscribe: 'u@shop.example' }))).toMatchObject({
      'List-Id': '<new-things.shop.example>',
      'Feedback-ID': 'cart-recovery:remind:marketing:shopexample',
    })
    expect(listHeaders(aClaim())['List-Id']).toBe('<marketing.shop.example>')
  })
  it('are not on what belongs to an order, nor where links lead nowhere', () => {
    expect(listHeaders(aClaim({ category: 'transactional' }))).toEqual({})
    expect(listHeaders(aClaim({ publicUrl: null }))).toEqual({})
  })
})
