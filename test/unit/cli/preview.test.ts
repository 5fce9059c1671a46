// triggerfish preview, on the shipped workspace: no server is up.
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { cli } from '../../support/cli.js'

const file = async (name: string, value: unknown): Promise<string> => {
  const path = join(await mkdtemp(join(tmpdir(), 'triggerfish-preview-')), name)
  await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value))
  return path
}
const preview = (name: string, ...more: string[]) => cli('preview', name, 'journeys', ...more)
const cart = {
  id: 'c 1',
  value: '159.4',
  currency: 'EUR',
  items: [
    {
      productId: 'a',
      name: 'Trail shoe',
      variant: '42 / blue',
      price: '129.50',
      imageUrl: 'https://shop.example/a.jpg',
    },
    { productId: 'b', categories: ['socks'], price: '29.9' },
    { productId: 'c' },
  ],
}

describe('preview', () => {
  test('shows an email with the facts of a test', async () => {
    const { code, out, err } = await preview('cart-last-call')
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^As cart-recovery sends it; facts of its test "/),
    })
    expect(out).toContain(
      'From: Fern & Field <hello@shop.example>\nSubject: Shall we put it back on the shelf?\n',
    )
    expect(out).toContain('Waldweg 12, 10115 Berlin')
  })

  test('from the variant to something for everybody, as the event tells', async () => {
    const event = await file('event.json', { type: 'product_added', properties: { cart } })
    const { out } = await preview('cart-reminder', '--event', event)
    expect(out).toContain('Subject: You left Trail shoe in your cart')
    expect(out).toContain('Trail shoe, 42 / blue')
    expect(out).toContain('1 × €129.50')
    expect(out).toContain('socks')
    expect(out).toContain('Your find')
  })

  test('in the language of the customer, with their money', async () => {
    const event = await file('event.json', { cart })
    const { out } = await preview('cart-reminder', '--event', event, '--locale', 'de-AT')
    expect(out).toContain('Subject: Trail shoe wartet noch in Ihrem Warenkorb')
    expect(out).toContain('1 × € 129,50')
    expect((await preview('cart-reminder', '--event', event, '--locale', 'fr')).out).toContain(
      'Subject: You left',
    )
  })

  test('an SMS with what it costs', async () => {
    const event = await file('event.json', { cart })
    const { code, out } = await preview('cart-nudge', '--event', event)
    expect(code).toBe(0)
    expect(out).toContain(
      'Fern & Field: Hi Ann, your cart (€159.40) is still packed and ready: https://shop.example',
    )
    expect(out).toMatch(
      /\n1 segment of GSM-7, \d+ units, with the short links it goes out with; price not known \(sms\.prices in settings\.json\)\.\n$/,
    )
    const { out: json } = await preview('cart-nudge', '--event', event, '--json')
    expect(JSON.parse(json)).toMatchObject({
      channel: 'sms',
      encoding: 'GSM-7',
      segments: 1,
      shortLinks: true,
      price: null,
      journey: 'cart-recovery',
    })
  })

  test('for another customer', async () => {
    const bea = await file('bea.json', {
      email: 'bea@example.com',
      attributes: { firstName: 'Bea {{ 7 | times: 7 }}' },
    })
    const { out } = await preview('cart-reminder', '--customer', bea)
    expect(out).toContain('Hi Bea {{ 7 | times: 7 }}, you were nearly')
  })

  test('writes the HTML for a browser', async () => {
    const html = await file('mail.html', '')
    expect((await preview('cart-reminder', '--html', html)).code).toBe(0)
    expect(await readFile(html, 'utf8')).toMatch(/^\s*<!doctype html>[\s\S]*Your cart is still packed/)
  })

  test('a message on the site is its parts', async () => {
    const { code, out } = await preview('replenish', '--channel', 'onsite')
    expect(code).toBe(0)
    expect(out).toMatch(/title: .+\n/)
  })

  test.each<[string[], RegExp]>([
    [['cart-remindr'], /no template "cart-remindr"; did you mean "cart-reminder"\?/],
    [['replenish'], /is a template for email, onsite, sms: add --channel/],
    [['cart-reminder', '--channel', 'fax'], /--channel must be/],
    [['cart-reminder', '--journey', 'welcome'], /The journey "welcome" does not send "cart-reminder"/],
    [['cart-reminder', '--locale', 'DE'], /"DE" is no locale/],
    [['cart-reminder', '--event', '/nowhere'], /\/nowhere cannot be read/],
    [['cart-nudge', '--html', '/tmp/x.html'], /Only an email has HTML/],
  ])('%j is misuse', async (args, message) => {
    const { code, err } = await preview(args[0]!, ...args.slice(1))
    expect(code).toBe(2)
    expect(err).toMatch(message)
  })

  test('says why an email has no HTML to write, where it would not be sent', async () => {
    const nobody = await file('nobody.json', { email: null, phone: null })
    const { code, err } = await preview('cart-reminder', '--customer', nobody, '--html', '/tmp/x.html')
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('It would not be sent: ') })
  })

  test('answers 1 for a message that would not be sent, and says why', async () => {
    const nobody = await file('nobody.json', { email: null, phone: null })
    const { code, err } = await preview('cart-reminder', '--customer', nobody)
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('It would not be sent: ') })
  })
})
