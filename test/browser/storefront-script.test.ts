// triggerfish.js in a real Chromium, against the whole program: what shoppers do arrives once and in order, whatever
// happens to the page, and nothing leaves it before they agree.
import { describe, expect, test } from 'vitest'
import { eventually } from '../support/eventually.js'
import { hasChromium } from './a-browser.js'
import { aProgram, aShop, hurry, loaded, say, stored } from './a-shop.js'

const program = hasChromium ? await aProgram() : undefined

describe.runIf(hasChromium)('triggerfish.js', () => {
  test('a whole shopping trip arrives once, in order, as one customer', async () => {
    const shop = await aShop(program!)
    const shoe = { productId: 'p-1', name: 'Trail shoe', price: 129.5, currency: 'EUR' }
    const page = await shop.open('/shoe?token=secret')
    await say(page, ['page'], ['track', 'product_viewed', { product: shoe }], ['cart', 'cart-token-1'])
    await say(page, [
      'track',
      'add_to_cart',
      { currency: 'EUR', items: [{ item_id: 'p-1', price: 129.5, quantity: 1 }] },
    ])
    await page.reload()
    await loaded(page)
    await shop.context.setOffline(true)
    await say(page, ['identify', { id: 'c-42', email: 'ann@example.com', firstName: 'Ann' }])
    await say(page, ['track', 'begin_checkout', { cart: { id: 'cart-1', value: 129.5, currency: 'EUR' } }])
    await say(page, ['track', 'order_completed', { order: { id: 7, total: 129.5, currency: 'EUR' } }])
    await shop.context.setOffline(false)
    await say(page, ['track', 'Gift Wrap Chosen', { paper: 'blue' }])

    const events = await shop.events(7)
    expect(events.map(({ type, properties }) => [type, properties])).toEqual([
      ['page_viewed', { page: expect.objectContaining({ path: '/shoe', title: 'A shop', referrer: '' }) }],
      ['product_viewed', { product: { ...shoe, price: '129.5' } }],
      ['product_added', { product: { productId: 'p-1', price: '129.5', quantity: 1, currency: 'EUR' } }],
      ['customer_updated', { firstName: 'Ann' }],
      ['checkout_started', { cart: { id: 'cart-1', value: '129.5', currency: 'EUR' } }],
      ['order_completed', { order: { id: '7', total: '129.5', currency: 'EUR' } }],
      ['gift_wrap_chosen', { paper: 'blue' }],
    ])
    expect(JSON.stringify(events)).not.toContain('secret')
    await eventually(async () => new Set((await shop.events(7)).map(({ customer }) => customer)).size === 1)
    await eventually(async () => (await stored(page)).every(name => !name.startsWith('triggerfish.e.')))
    expect(await shop.events(7)).toHaveLength(7)
  })

  test('what was said before the script had loaded is not lost', async () => {
    const shop = await aShop(program!)
    const page = await shop.context.newPage()
    await page.addInitScript(
      'triggerfish = { q: [["track", "product_viewed", {}], ["track", "cart_viewed"]] }',
    )
    const other = await shop.open()
    await page.goto(other.url())
    await loaded(page)
    await hurry(page)
    expect((await shop.events(2)).map(({ type }) => type)).toEqual(['product_viewed', 'cart_viewed'])
  })

  test('leaving the page sends what waits, by a beacon', async () => {
    const shop = await aShop(program!)
    const page = await shop.open()
    await say(page, ['track', 'checkout_started'])
    await page.goto('about:blank')
    expect((await shop.events(1)).map(({ type }) => type)).toEqual(['checkout_started'])
    expect(await shop.posts()).toBe(1)
  })

  test('before consent nothing is stored or sent; then all that waited arrives; a no removes everything', async () => {
    const shop = await aShop(program!, { attributes: '' })
    const page = await shop.open()
    await say(page, ...Array.from({ length: 25 }, (_, n) => ['track', `step_${n}`]), ['cart', 'token'])
    await page.evaluate('dispatchEvent(new Event("pagehide"))')
    expect(await stored(page)).toEqual([])

    await say(page, ['consent', { analytics: true }])
    const types = (await shop.events(25)).map(({ type }) => type)
    expect(types).toEqual(Array.from({ length: 25 }, (_, n) => `step_${n}`))
    expect(await shop.posts()).toBe(1)
    expect(await stored(page)).toContain('triggerfish.id')

    await say(page, ['track', 'never_seen'], ['consent', { analytics: false }], ['track', 'nor_this'])
    expect(await stored(page)).toEqual([])
    await page.reload()
    await loaded(page)
    await say(page, ['consent', { analytics: true }], ['track', 'seen_again'])
    expect((await shop.events(26)).map(({ type }) => type)).toEqual([...types, 'seen_again'])
    expect(await shop.posts()).toBe(2)
  })

  test('Global Privacy Control goes before what the shop takes for granted, and a yes before both', async () => {
    const shop = await aShop(program!)
    await shop.context.addInitScript(
      'Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { value: true })',
    )
    const page = await shop.open()
    await say(page, ['track', 'product_viewed'])
    expect(await stored(page)).toEqual([])
    await say(page, ['consent', { analytics: true }])
    await hurry(page)
    expect((await shop.events(1)).map(({ type }) => type)).toEqual(['product_viewed'])
    expect(await shop.posts()).toBe(1)
  })

  test('after reset somebody else is there', async () => {
    const shop = await aShop(program!)
    const page = await shop.open()
    const idOf = () => page.evaluate('localStorage["triggerfish.id"]')
    await say(page, ['track', 'page_viewed'])
    const before = await idOf()
    await say(page, ['reset'], ['track', 'cart_viewed'])
    expect(await idOf()).not.toBe(before)
    await hurry(page)
    const [first, second] = await shop.events(2)
    expect(first?.customer).not.toBe(second?.customer)
  })

  test('two tabs lose nothing, and what a closed one has left behind the other brings', async () => {
    const shop = await aShop(program!)
    const one = await shop.open('/one')
    await say(one, ['track', 'from_one'])
    const two = await shop.open('/two')
    await say(two, ['track', 'from_two'])
    await shop.events(2)
    await shop.context.setOffline(true)
    await say(one, ['track', 'left_behind'])
    await one.close()
    await shop.context.setOffline(false)
    await two.reload()
    const events = await shop.events(3)
    expect(events.map(({ type }) => type).sort()).toEqual(['from_one', 'from_two', 'left_behind'])
    expect(new Set(events.map(({ customer }) => customer)).size).toBe(1)
  })

  test('a server that is not there for a moment gets the same events again', async () => {
    const shop = await aShop(program!)
    const page = await shop.open()
    const bodies: string[] = []
    let answers = 0
    await page.route(shop.endpoint, async route => {
      bodies.push(route.request().postData() ?? '')
      if (answers++ > 0) return route.continue()
      await route.fulfill({
        status: 503,
        headers: { 'access-control-allow-origin': '*', 'retry-after': '0' },
      })
    })
    await say(page, ['track', 'product_viewed', {}])
    await hurry(page)
    await shop.events(1)
    const ids = bodies.map(body => JSON.parse(body).events.map(({ id }: { id: string }) => id))
    expect(ids).toHaveLength(2)
    expect(ids[0]).toEqual(ids[1])
  })

  test('with a wrong key the events are given up, and the page is told', async () => {
    const shop = await aShop(program!, { key: 'tf_wrong' })
    const page = await shop.open()
    const warning = page.waitForEvent('console', message => message.text().startsWith('triggerfish:'))
    await say(page, ['track', 'product_viewed', {}])
    expect((await warning).text()).toContain('401')
    await eventually(async () => (await stored(page)).every(name => !name.startsWith('triggerfish.e.')))
  })
})
