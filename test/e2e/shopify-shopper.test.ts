// A whole Shopify shopper from outside: signed webhooks in, mails out, the conversion in the report. And what the network makes
// of it: deliveries twice, late and in the wrong order, and a purchase that comes while its reminder is on the wire.
import { beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { aShopifyShop, type ShopifyShop } from './shopify-world.js'

const email = 'ann@example.com'
const at = (time: string): string => `2026-11-24T${time}:00Z`

let shop: ShopifyShop

beforeEach(async () => {
  shop = await aShopifyShop(at('10:00'), ['cart-recovery', 'checkout-recovery'], 4)
})

const cart = () => shop.posts('carts/create', 'cart-1', { created_at: at('10:00'), updated_at: at('10:00') })
const checkout = (changes: object = {}) =>
  shop.posts('checkouts/create', 'checkout-1', {
    created_at: at('10:02'),
    updated_at: at('10:02'),
    buyer_accepts_marketing: true,
    ...changes,
  })
const order = (changes: object = {}) =>
  shop.posts('orders/create', 'order-1', {
    created_at: at('10:40'),
    processed_at: at('10:40'),
    updated_at: at('10:40'),
    ...changes,
  })

interface Report {
  readonly rows: readonly { readonly id: string; readonly conversions: number; readonly revenue: string }[]
}
const period = 'from=2020-01-01T00:00:00Z&to=2100-01-01T00:00:00Z'
const conversionsOf = async (journey: string) => {
  const { rows } = await shop.get<Report>(`/v1/reports/conversions?${period}`)
  return rows.find(({ id }) => id === journey)
}

const storyEnds = (journey: string, last: string) =>
  eventually(
    async () => {
      const story = await shop.story(email, journey)
      if (story.at(-1) !== last) throw new Error(`the story so far: ${story.join(', ')}`)
      return story
    },
    { within: 20_000 },
  )

describe('a Shopify shopper', { timeout: 120_000 }, () => {
  it('leaves a cart without a name, a checkout with one, is reminded, and buys', async () => {
    expect(await cart()).toBe(200)
    await shop.settled()
    expect(await checkout()).toBe(200)
    // The cart that nobody owned is hers now, and so is its journey.
    expect(await storyEnds('cart-recovery', 'exited checkout_started')).toContain('entered')
    await storyEnds('checkout-recovery', 'waited settle until …')

    await shop.clock(at('10:33'))
    await eventually(() => shop.mail.mails.length === 1, { within: 20_000 })
    expect(shop.mail.mails[0]).toMatchObject({ to: email })
    // As it is: only an event has named this host, so that no address of ours leads there.
    expect(shop.mail.mails[0]?.text).toContain('/checkouts/123123123abc/recover')

    expect([await order(), await order(), await checkout(), await cart()]).toEqual([200, 200, 200, 200])
    await storyEnds('checkout-recovery', 'converted order_completed')
    await eventually(async () => (await conversionsOf('checkout-recovery'))?.conversions === 1)
    expect(await conversionsOf('checkout-recovery')).toMatchObject({ revenue: '134.40' })

    await shop.clock(at('20:00'))
    await shop.settled()
    await eventually(async () => {
      const types = await shop.db.selectFrom('events').select('type').orderBy('type').execute()
      expect(types.map(({ type }) => type)).toEqual([
        'checkout_started',
        'consent_changed',
        'order_completed',
        'product_added',
      ])
    })
    expect((await conversionsOf('checkout-recovery'))?.conversions).toBe(1)
    expect(shop.mail.mails).toHaveLength(1)
    expect(shop.output()).not.toMatch(/ann@example\.com|shpss_/i)
  })

  it('who has bought gets no reminder of a checkout that is told later', async () => {
    await order({ processed_at: at('10:03') })
    await shop.settled()
    await checkout()
    await cart()
    await shop.settled()
    expect(await shop.story(email, 'checkout-recovery')).toEqual([])

    await shop.clock(at('20:00'))
    await shop.settled()
    expect(shop.mail.mails).toEqual([])
  })

  it('is as the newest word has it, whichever comes first', async () => {
    const customer = (key: string, first_name: string, updated_at: string) =>
      shop.posts('customers/update', key, { first_name, updated_at, email })
    await customer('k-2', 'Ann', at('09:58'))
    await shop.settled()
    await customer('k-1', 'Anne', at('09:57'))
    await shop.settled()
    expect(await shop.db.selectFrom('customers').select('attributes').execute()).toEqual([
      { attributes: expect.objectContaining({ firstName: 'Ann' }) },
    ])
  })

  it('buys while the reminder is on the wire: it arrives once, and nothing follows it', async () => {
    await cart()
    await checkout()
    await storyEnds('checkout-recovery', 'waited settle until …')
    shop.mail.hold()
    await shop.clock(at('10:33'))
    await eventually(() => shop.mail.mails.length === 1, { within: 20_000 })

    await order({ processed_at: at('10:33') })
    await storyEnds('checkout-recovery', 'converted order_completed')
    shop.mail.release()
    await shop.clock(at('20:00'))
    await shop.settled()
    expect(await shop.db.selectFrom('messages').select('status').execute()).toEqual([{ status: 'sent' }])
    expect(shop.mail.mails).toHaveLength(1)
    expect(await shop.story(email, 'checkout-recovery')).toEqual([
      'entered',
      'waited settle until …',
      'sent remind email checkout-reminder',
      'waited patience until …',
      'converted order_completed',
    ])
  })
})
