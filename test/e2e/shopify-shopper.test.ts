// A whole Shopify shopper from outside: signed webhooks in, mails out, the conversion in the report. And what the network makes
// of it: deliveries twice, late and in the wrong order, and a purchase that comes while its reminder is on the wire.
import { beforeEach, describe, expect, it } from 'vitest'
import { countNow } from '../../src/conversions/index.js'
import { eventually } from '../support/eventually.js'
import { aShopifyShop, type Shopper } from './shopify-world.js'

const at = (time: string): string => `2026-11-24T${time}:00Z`
let stories = 0

const shop = await aShopifyShop(at('10:00'), ['cart-recovery', 'checkout-recovery'], 4)
let ann: Shopper

// One program for all: a shopper for each, and the day begins anew. What the one before was about is over by then.
beforeEach(async () => {
  stories++
  ann = shop.shopper(stories)
  await shop.clock(at('10:00'))
})

const cart = () => ann.posts('carts/create', 'cart-1', { created_at: at('10:00'), updated_at: at('10:00') })
const checkout = (changes: object = {}) =>
  ann.posts('checkouts/create', 'checkout-1', {
    created_at: at('10:02'),
    updated_at: at('10:02'),
    buyer_accepts_marketing: true,
    ...changes,
  })
const order = (changes: object = {}) =>
  ann.posts('orders/create', 'order-1', {
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
  eventually(async () => {
    const story = await ann.story(journey)
    if (story.at(-1) !== last) throw new Error(`the story so far: ${story.join(', ')}`)
    return story
  })

describe('a Shopify shopper', { timeout: 120_000 }, () => {
  it('leaves a cart without a name, a checkout with one, is reminded, and buys', async () => {
    expect(await cart()).toBe(200)
    await shop.settled()
    expect(await checkout()).toBe(200)
    // The cart that nobody owned is hers now, and so is its journey.
    expect(await storyEnds('cart-recovery', 'exited checkout_started')).toContain('entered')
    await storyEnds('checkout-recovery', 'waited settle until …')

    await shop.clock(at('10:33'))
    await eventually(() => ann.mails().length === 1)
    // As it is: only an event has named this host, so that no address of ours leads there.
    expect(ann.mails()[0]?.text).toContain(`/checkouts/${ann.checkoutToken}/recover`)

    await shop.clock(at('10:41'))
    expect([await order(), await order(), await checkout(), await cart()]).toEqual([200, 200, 200, 200])
    await storyEnds('checkout-recovery', 'converted order_completed')
    // The program counts too, but rests nine times as long as it takes, which is long where the machine is busy.
    await countNow(shop.db)
    // Of nobody else, since this is the first story.
    expect(await conversionsOf('checkout-recovery')).toMatchObject({ conversions: 1, revenue: '134.40' })

    await shop.clock(at('20:00'))
    await shop.settled()
    await eventually(async () => {
      const { events } = await ann.explain()
      expect(events.map(({ type }) => type).sort()).toEqual([
        'checkout_started',
        'consent_changed',
        'order_completed',
        'product_added',
      ])
    })
    await countNow(shop.db)
    expect((await conversionsOf('checkout-recovery'))?.conversions).toBe(1)
    expect(ann.mails()).toHaveLength(1)
  })

  it('who has bought gets no reminder of a checkout that is told later', async () => {
    await order({ processed_at: at('10:03') })
    await shop.settled()
    await checkout()
    await cart()
    await shop.settled()
    expect(await ann.story('checkout-recovery')).toEqual([])

    await shop.clock(at('20:00'))
    await shop.settled()
    expect(ann.mails()).toEqual([])
  })

  it('is as the newest word has it, whichever comes first', async () => {
    const customer = (key: string, first_name: string, updated_at: string) =>
      ann.posts('customers/update', key, { first_name, updated_at, email: 'ann@example.com' })
    await customer('k-2', 'Ann', at('09:58'))
    await shop.settled()
    await customer('k-1', 'Anne', at('09:57'))
    await shop.settled()
    const known = shop.db.selectFrom('customers').select('attributes').where('email', '=', ann.email)
    expect(await known.execute()).toEqual([{ attributes: expect.objectContaining({ firstName: 'Ann' }) }])
  })

  it('buys while the reminder is on the wire: it arrives once, and nothing follows it', async () => {
    await cart()
    await checkout()
    await storyEnds('checkout-recovery', 'waited settle until …')
    shop.mail.hold()
    await shop.clock(at('10:33'))
    await eventually(() => ann.mails().length === 1)

    await order({ processed_at: at('10:33') })
    await storyEnds('checkout-recovery', 'converted order_completed')
    shop.mail.release()
    await shop.clock(at('20:00'))
    await shop.settled()
    const { enrollments } = await ann.explain()
    expect(enrollments.flatMap(({ messages }) => messages.map(({ status }) => status))).toEqual(['sent'])
    expect(ann.mails()).toHaveLength(1)
    expect(await ann.story('checkout-recovery')).toEqual([
      'entered',
      'waited settle until …',
      'sent remind email checkout-reminder',
      'waited patience until …',
      'converted order_completed',
    ])
  })

  it('is nobody the log tells of', () => {
    expect(shop.output()).not.toMatch(/@example\.com|shpss_/i)
  })
})
