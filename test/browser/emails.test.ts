// The shipped emails as a phone and a desktop show them, in light and in dark: nothing is cut off, everything can be read and
// pressed.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, test } from 'vitest'
import { previewMessage } from '../../src/dispatch/index.js'
import { readWorkspace } from '../../src/journeys/workspace/index.js'
import type { JsonObject } from '../../src/model/json.js'
import { samplesOf } from '../../src/workbench/index.js'
import { aBrowser, hasChromium } from './a-browser.js'
import { type Look, lookAtMail } from './look-at-mail.js'

/** Where to put pictures for people to look at; without it, none are made. */
const pictures = process.env.EMAIL_PICTURES

const item = (name: string, more: JsonObject = {}): JsonObject => ({
  ...{ productId: name, name, variant: '42 / blue', quantity: 1, price: '129.50', categories: ['shoes'] },
  ...{ currency: 'EUR', imageUrl: 'https://shop.example/a.png', url: 'https://shop.example/a', ...more },
})
const items = [
  item('Trail shoe with a name that is so long that it has to go over several lines on a phone'),
  item('Donaudampfschifffahrtsgesellschaftskapitänsmütze', { imageUrl: 'https://shop.example/wide.png' }),
  { productId: 'c' },
]
const facts: JsonObject = {
  cart: { id: 'c-1', value: '159.40', currency: 'EUR', url: 'https://shop.example/cart', items },
  product: items[0]!,
  order: { id: 'o-1', total: '159.40', currency: 'EUR', items, categories: ['shoes', 'camping', 'packs'] },
  category: { name: 'Shoes', url: 'https://shop.example/shoes' },
  previousPrice: '149.50',
  channel: 'email',
}

const { workspace } = await readWorkspace('journeys')
const mails = (workspace?.templates ?? []).flatMap(template => {
  const { channel, name, content } = template
  const [sample] = samplesOf(workspace!.journeys, [], template)
  if (channel !== 'email' || !sample) return []
  const locales = ['en', ...Object.keys(content.locales ?? {})]
  return locales.map(locale => {
    const made = previewMessage({
      ...sample,
      settings: workspace!.settings,
      template: { channel, name, content: content as unknown as JsonObject },
      customer: { ...sample.customer, attributes: { firstName: 'Ann', locale } },
      data: facts,
      now: new Date('2026-11-21T12:00:00Z'),
    })
    if (!('html' in made)) throw new Error(`${name}: ${JSON.stringify(made)}`)
    return { name: locale === 'en' ? name : `${name}.${locale}`, html: made.html }
  })
})

const looks = [375, 800].flatMap(width =>
  (['light', 'dark'] as const).map(colorScheme => ({ width, colorScheme })),
)

/** 600 by 400, one grey pixel stretched: wider than a phone. */
const picture =
  '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#8a9a90"/></svg>'

const browser = hasChromium ? await aBrowser() : undefined

describe.runIf(hasChromium)('the shipped emails', () => {
  // One page for all: a new one costs more than what is looked at in it.
  let page: Page
  /** What was asked of anybody but the shop. */
  let strangers: string[]
  beforeAll(async () => {
    page = await browser!.newPage()
    await page.route('**', route => {
      const url = route.request().url()
      if (!url.startsWith('https://shop.example/')) strangers.push(url)
      return route.fulfill({ body: picture, contentType: 'image/svg+xml' })
    })
  })

  test('are all looked at', () => {
    expect(mails.length).toBeGreaterThan(20)
    expect(mails.map(({ name }) => name)).toContain('cart-reminder.de')
  })

  test.each(mails)('$name', async ({ name, html }) => {
    strangers = []
    await page.setContent(html, { waitUntil: 'load' })
    for (const { width, colorScheme } of looks) {
      await page.setViewportSize({ width, height: 800 })
      await page.emulateMedia({ colorScheme })
      const seen = await page.evaluate<Look>(lookAtMail)
      if (pictures !== undefined) {
        await mkdir(pictures, { recursive: true })
        const file = join(pictures, `${name}-${width}-${colorScheme}.png`)
        await writeFile(file, await page.screenshot({ fullPage: true }))
      }
      expect(seen).toMatchObject({ mute: [], outside: [], faint: [] })
      expect(seen.width).toBeLessThanOrEqual(width)
      expect(seen.buttons.length).toBeGreaterThan(0)
      expect(seen.buttons.filter(({ text, height }) => text === '' || height < 40)).toEqual([])
      if (colorScheme === 'dark') expect(seen.background).toBeLessThan(0.2)
      else expect(seen.background).toBeGreaterThan(0.8)
    }
    expect(strangers).toEqual([])
  })

  test('one that is cut off, faint and mute would be found', async () => {
    strangers = []
    await page.setViewportSize({ width: 375, height: 800 })
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setContent(
      '<p style="width:900px;color:#999">far too wide and too faint</p><img src="data:image/svg+xml,<svg/>">',
    )
    const seen = await page.evaluate<Look>(lookAtMail)
    expect(seen.width).toBeGreaterThan(375)
    expect([seen.mute, seen.outside, seen.faint].map(({ length }) => length)).toEqual([1, 1, 1])
  })
})
