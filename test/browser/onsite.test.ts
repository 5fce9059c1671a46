// Messages on the site in a real Chromium: what this browser has set off is shown as a card, once, and what became of it is
// told.
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { readScriptFile } from '../../src/ingest/script/script-file.js'
import { hasChromium } from './a-browser.js'
import { aProgram, aShop, hurry, say } from './a-shop.js'

const journey = {
  id: 'hint',
  name: 'Hint',
  trigger: { event: 'product_viewed' },
  entry: { reenter: 'always' },
  steps: [{ id: 'show', send: 'onsite', template: 'hint' }],
}
const template = {
  title: 'Hi {{ customer.firstName | default: "there" }}',
  text: '{{ product.name | default: "Shoes" }}\nare back',
  button: 'Look',
  link: '{{ product.url | default: "/shoes" }}',
}
const program = hasChromium
  ? await aProgram({ 'hint.journey.json': journey, 'templates/hint.onsite.json': template })
  : undefined

test('the script has less than 6 kB compressed', () => {
  expect(gzipSync(readScriptFile().plain, { level: 9 }).length).toBeLessThan(6_000)
})

/** Sends what waits, and opens the next page as soon as the message is there. */
async function lookAt(page: Page, product: object = {}): Promise<void> {
  await say(page, ['track', 'product_viewed', { product: { productId: 'p-1', ...product } }])
  await hurry(page)
}

const card = (page: Page) => page.locator('triggerfish-card section')

describe.runIf(hasChromium)('messages on the site', () => {
  test('are shown as text, take no focus, and are closed by Escape', async () => {
    const shop = await aShop(program!)
    const page = await shop.open()
    const attack = '<img src=x onerror="window.hacked=1">'
    await lookAt(page, { name: attack })
    await card(page).waitFor({ timeout: 20_000 })
    await expect.poll(() => card(page).locator('p').textContent()).toBe(`${attack}\nare back`)
    expect(await card(page).locator('h2').textContent()).toBe('Hi there')
    expect(await card(page).getAttribute('role')).toBe('dialog')
    expect(
      await page.evaluate('document.activeElement === document.body && window.hacked === undefined'),
    ).toBe(true)
    expect(await card(page).locator('a').getAttribute('href')).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/shoes$/)
    await page.keyboard.press('Escape')
    expect(await card(page).count()).toBe(0)
    await hurry(page)
    const events = await shop.events(3)
    expect(events.map(({ type }) => type)).toEqual(['product_viewed', 'onsite_shown', 'onsite_dismissed'])
    expect(events[1]!.properties).toMatchObject({
      journey: 'hint',
      step: 'show',
      messageId: expect.any(String),
    })
  }, 40_000)

  test('lead where the link says, and that is told although the page is left', async () => {
    const shop = await aShop(program!)
    const page = await shop.open()
    await lookAt(page)
    await card(page).waitFor({ timeout: 20_000 })
    await card(page).locator('a').click()
    await page.waitForURL('**/shoes')
    const events = await shop.events(3)
    expect(events.map(({ type }) => type)).toEqual(['product_viewed', 'onsite_shown', 'onsite_clicked'])
  }, 40_000)

  test('are the page’s to show where it says so', async () => {
    const shop = await aShop(program!)
    const page = await shop.open()
    await page.evaluate(
      'triggerfish("onsite", (message, report) => { window.got = message; report("shown") })',
    )
    await lookAt(page)
    await page.waitForFunction('window.got', undefined, { timeout: 20_000 })
    expect(await page.evaluate('window.got')).toMatchObject({
      title: 'Hi there',
      journey: 'hint',
      link: '/shoes',
    })
    expect(await card(page).count()).toBe(0)
  }, 40_000)

  test.each([
    ['the tag says so', 'data-consent="given" data-onsite="off"', 1],
    ['nobody has agreed', '', 0],
  ])('are not asked for where %s', async (_, attributes, events) => {
    const shop = await aShop(program!, { attributes })
    await shop.context.clock.install()
    const page = await shop.open()
    const asked: string[] = []
    page.on('request', request => void asked.push(new URL(request.url()).pathname))
    await lookAt(page)
    await shop.events(events)
    await page.clock.runFor(30_000)
    await page.evaluate('fetch("/asked-last")')
    expect(asked).toContain('/asked-last')
    expect(asked).not.toContain('/v1/script/onsite')
  })
})
