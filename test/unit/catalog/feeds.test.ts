// Feeds of every kind as products, and hostile ones: what breaks off, bombs, is too long, is no UTF-8 or speaks two currencies.
import { describe, expect, test } from 'vitest'
import { FeedFault, type FeedRow } from '../../../src/catalog/feeds/feed-row.js'
import { type FeedKind, kindOf, openFeed } from '../../../src/catalog/feeds/open-feed.js'
import { readPrice } from '../../../src/catalog/feeds/read-price.js'

const asOf = new Date('2026-11-20T10:00:00Z')

/** In pieces of a few bytes, so that every border is met. */
async function* bytes(content: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const all = typeof content === 'string' ? Buffer.from(content) : content
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size)
}

async function read(content: string | Uint8Array, kind?: FeedKind, size?: number): Promise<FeedRow[]> {
  const { rows } = await openFeed(bytes(content, size), { kind, asOf })
  const all: FeedRow[] = []
  for await (const row of rows) all.push(row)
  return all
}

const products = async (content: string, kind?: FeedKind) =>
  (await read(content, kind)).map(row => ('raw' in row ? row.raw : row))

const rss = (...items: string[]) =>
  `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title><link>https://shop.example</link>
${items.map(item => `<item>${item}</item>`).join('\n')}
</channel></rss>`

const googleShoe = `<g:id>sku-1</g:id><title>Trail &amp; shoe</title><link>https://shop.example/p/1</link>
  <g:image_link>https://shop.example/1.jpg</g:image_link><g:availability>in stock</g:availability>
  <g:price>129.50 EUR</g:price><g:sale_price>99.50 EUR</g:sale_price><g:brand>Alp</g:brand>
  <g:product_type>Home > Shoes > Trail</g:product_type><g:google_product_category>187</g:google_product_category>
  <g:item_group_id>trail</g:item_group_id><g:custom_label_0><![CDATA[top <b>]]></g:custom_label_0>
  <g:shipping><g:country>DE</g:country><g:price>4.90 EUR</g:price></g:shipping>`

const shoe = {
  id: 'sku-1',
  name: 'Trail & shoe',
  url: 'https://shop.example/p/1',
  image: 'https://shop.example/1.jpg',
  availability: 'in_stock',
  inStock: true,
  price: '129.50',
  salePrice: '99.50',
  currency: 'EUR',
  brand: 'Alp',
  productGroup: 'trail',
  categories: ['Home', 'Shoes', 'Trail'],
  attributes: { googleProductCategory: '187', customLabel0: 'top <b>' },
}

describe('Google Merchant', () => {
  test('as RSS, whatever the pieces it comes in', async () => {
    expect(await products(rss(googleShoe))).toEqual([shoe])
  })

  test('as Atom, whose links are attributes', async () => {
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
      <entry><g:id>a</g:id><link href="https://shop.example/a"/><g:price>5 USD</g:price></entry></feed>`
    expect(await products(atom)).toEqual([
      { id: 'a', url: 'https://shop.example/a', price: '5', currency: 'USD', attributes: {} },
    ])
  })

  test('as TSV, with spaces in its titles, quotes in its cells and other line ends', async () => {
    const tsv =
      '\uFEFFid\ttitle\tlink\timage link\tavailability\tprice\r\nb\t24" wheel\thttps://shop.example/b\t\tout_of_stock\t15.00 EUR\r\n'
    expect(await products(tsv)).toEqual([
      {
        id: 'b',
        name: '24" wheel',
        url: 'https://shop.example/b',
        availability: 'out_of_stock',
        inStock: false,
        price: '15.00',
        currency: 'EUR',
        attributes: {},
      },
    ])
  })

  test.each([
    ['2026-11-01T00:00Z/2026-12-01T00:00Z', '8'],
    ['2026-11-20T11:00+0100/2026-11-21', '8'],
    ['2026-11-21/2026-12-01', undefined],
    ['2026-10-01/2026-11-01', undefined],
  ])('counts a sale price while its dates hold: %s', async (dates, salePrice) => {
    const item = `<g:id>a</g:id><g:price>10 EUR</g:price><g:sale_price>8 EUR</g:sale_price><g:sale_price_effective_date>${dates}</g:sale_price_effective_date>`
    const [product] = (await products(rss(item))) as { salePrice?: string }[]
    expect(product?.salePrice).toBe(salePrice)
  })

  test('names what it cannot use, with its line and whose it is', async () => {
    const items = [
      '<g:id>a</g:id><g:availability>maybe</g:availability>',
      '<g:id>b</g:id><g:price>10 EUR</g:price><g:sale_price>8 USD</g:sale_price>',
      '<g:id>c</g:id><g:price>10 EUR</g:price><g:sale_price>8 EUR</g:sale_price><g:sale_price_effective_date>soon</g:sale_price_effective_date>',
    ]
    expect(await read(rss(...items))).toMatchObject([
      { line: 3, id: 'a', faults: [{ path: 'availability' }] },
      { line: 4, id: 'b', faults: [{ path: 'sale_price', message: expect.stringContaining('EUR and USD') }] },
      { line: 5, id: 'c', faults: [{ path: 'sale_price_effective_date' }] },
    ])
  })
})

describe('hostile XML is refused', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>${rss('<g:id>&b;</g:id>').slice(38)}`
  const outside = `<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><id>&x;</id></item></channel></rss>`
  test.each([
    ['entities of its own', bomb, /entities of its own/],
    ['entities from outside', outside, /entities of its own/],
    ['an unknown entity', rss('<g:id>&lol;</g:id>'), /line \d+/],
    ['cut off', rss(googleShoe).slice(0, 700), /ends in the middle/],
    ['cut off in a tag', rss(googleShoe).slice(0, 403), /ends in the middle/],
    ['crossed tags', '<rss><item></rss></item>', /line 1/],
    ['no end of tags', `<rss>${'<a>'.repeat(1_000)}`, /nested deeper/],
    ['an endless attribute', `<rss a="${'x'.repeat(200_000)}"/>`, /line 1/],
  ])('%s', async (_, xml, message) => {
    await expect(read(xml, 'google-xml', 4_096)).rejects.toThrow(FeedFault)
    await expect(read(xml, 'google-xml', 4_096)).rejects.toThrow(message)
  })

  test('while one item that is too long costs only itself', async () => {
    const rows = await read(
      rss(`<g:id>a</g:id><title>${'x'.repeat(600_000)}</title>`, googleShoe),
      undefined,
      65_536,
    )
    expect(rows).toMatchObject([
      { faults: [{ message: expect.stringContaining('is longer') }] },
      { raw: { id: 'sku-1' } },
    ])
  })

  test('a document type without entities is none of that', async () => {
    expect(await read(`<!DOCTYPE rss>${rss(googleShoe).slice(38)}`)).toHaveLength(1)
  })
})

describe('CSV', () => {
  test('takes columns by their common names, and leaves the others as they are', async () => {
    const csv =
      '\uFEFFSKU;Title;Regular Price;sale-price;Currency;Qty;In Stock;Link;Category;Vendor;colour\r\nsku-1;Shoe;"129,50";99.50;EUR;3;yes;https://shop.example/1;Shoes > Trail;Alp;blue\r\n'
    expect(await products(csv)).toEqual([
      {
        id: 'sku-1',
        name: 'Shoe',
        price: '129.50',
        salePrice: '99.50',
        currency: 'EUR',
        stock: 3,
        inStock: true,
        url: 'https://shop.example/1',
        categories: ['Shoes', 'Trail'],
        brand: 'Alp',
        colour: 'blue',
      },
    ])
  })

  test('keeps the sku beside an id, and takes nothing out of empty cells', async () => {
    expect(await products('id,sku,price,stock\na,s-1,,\n')).toEqual([{ id: 'a', sku: 's-1' }])
  })

  test('names lines that are none, with their line, and goes on', async () => {
    expect(await read('id,price\na\nb,5\nc,5 EUR,6\nd,"5 ""USD"\n')).toMatchObject([
      { line: 2, faults: [{ message: 'has 1 cells, the header has 2' }] },
      { line: 3, raw: { id: 'b', price: '5' } },
      { line: 4, faults: [{ message: 'has 3 cells, the header has 2' }] },
      { line: 5, raw: { price: '5 "USD' } },
    ])
  })

  test('ends where a row is too long, such as one with a quote that is never closed', async () => {
    for (const row of [`b,${'x'.repeat(10_000_000)}`, `b,"${'x,y\n'.repeat(500_000)}`])
      await expect(read(`id,name\na,x\n${row}\nc,y\n`, undefined, 65_536)).rejects.toThrow(
        /line \d+: the row is too long/,
      )
  })

  test('two prices in two currencies are a fault, and so are two columns of one name', async () => {
    expect(await read('id,price,currency\na,5 EUR,USD\n')).toMatchObject([
      { id: 'a', faults: [{ path: 'currency' }] },
    ])
    await expect(read('id,price,price\na,5,6\n')).rejects.toThrow('"price" is there twice')
  })
})

describe('NDJSON', () => {
  test('is read line by line, with the line of what is none', async () => {
    expect(await read('\uFEFF{"id":"a"}\r\n\r\n{"id":\n"x"\n{"id":"b"}')).toEqual([
      { line: 1, raw: { id: 'a' } },
      { line: 3, faults: [{ path: '', message: 'is not JSON' }] },
      { line: 4, raw: 'x' },
      { line: 5, raw: { id: 'b' } },
    ])
  })

  test('a line of 10 MB costs itself', async () => {
    const rows = await read(`{"id":"a"}\n{"id":"${'x'.repeat(10_000_000)}"}\n{"id":"c"}\n`, undefined, 65_536)
    expect(rows).toMatchObject([
      { raw: { id: 'a' } },
      { line: 2, faults: [{ message: 'is longer than 1,000,000 characters' }] },
      { line: 3, raw: { id: 'c' } },
    ])
    expect(await read(`{"id":"${'x'.repeat(2_000_000)}`, 'ndjson', 65_536)).toMatchObject([
      { line: 1, faults: [{}] },
    ])
  })
})

test('what is not UTF-8 is refused, and an empty feed has no products', async () => {
  for (const wrong of [
    Buffer.from('id,name\na,\xfcber\n', 'latin1'),
    Buffer.from('\ufeffid,name\n', 'utf16le'),
  ])
    await expect(read(wrong)).rejects.toThrow('not UTF-8')
  for (const kind of [undefined, 'csv', 'ndjson', 'google-tsv'] as const)
    expect(await read('', kind)).toEqual([])
  expect(await read(rss())).toEqual([])
})

test.each([
  ['<?xml', 'google-xml'],
  ['\n  <rss>', 'google-xml'],
  ['{"id":"a"}\n', 'ndjson'],
  ['id,name\n', 'csv'],
  ['id\tname\tprice\n', 'csv'],
  ['id\ttitle\timage_link\n', 'google-tsv'],
  ['', 'csv'],
])('a feed that begins with %j is %s', (head, kind) => {
  expect(kindOf(head)).toBe(kind)
})

test.each([
  ['15.00 EUR', '15.00', 'EUR'],
  ['EUR 15', '15', 'EUR'],
  ['12,99', '12.99', null],
  ['1,299.00 usd', '1299.00', 'USD'],
  ['1.299,00EUR', '1299.00', 'EUR'],
  ['1,299', null, null],
  ['-5', null, null],
  ['USD 5 EUR', null, null],
  ['free', null, null],
  ['', null, null],
])('the price %j is %s in %s', (text, amount, currency) => {
  expect(readPrice(text)).toEqual(amount === null ? null : { amount, currency })
})
