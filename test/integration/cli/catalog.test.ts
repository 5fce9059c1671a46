// Feeds from files into the catalog, again and again; and what the audit finds in it.
import { readFile } from 'node:fs/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import { loadProducts, putProducts } from '../../../src/catalog/index.js'
import { newId } from '../../../src/platform/new-id.js'
import { aFileNamed, cli, giveServers } from '../../support/cli.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
  giveServers(database.url)
})

const aFile = (content: string, name = 'feed.csv') => aFileNamed(name, content)

const row = (id: string, price = '10.00') =>
  `${id},Name of ${id},${price},EUR,3,https://shop.example/${id},https://shop.example/${id}.jpg`
const csv = (...rows: string[]) => ['id,name,price,currency,stock,url,image', ...rows, ''].join('\n')
const feedOf = (...ids: string[]) => aFile(csv(...ids.map(id => row(id))))
const imported = async (file: string, ...options: string[]) =>
  cli('catalog', 'import', file, '--feed', 'main', ...options)
const report = async (file: string, ...options: string[]) =>
  JSON.parse((await imported(file, '--json', ...options)).out)
const sold = async () =>
  (
    await database.db
      .selectFrom('products')
      .select('id')
      .where('removed_at', 'is', null)
      .orderBy('id')
      .execute()
  ).map(({ id }) => id)
const audit = async () =>
  JSON.parse((await cli('audit', '--json')).out).findings as { code: string; subject: string }[]

describe('catalog import', () => {
  it('brings a feed in, and the same again changes nothing', async () => {
    const file = await feedOf('a', 'b')
    expect(await imported(file)).toEqual({
      code: 0,
      out: 'main (csv): 2 products, 2 stored, 0 rejected.\n',
      err: '',
    })
    const before = await loadProducts(database.db, ['a', 'b'])
    expect(before.get('a')).toMatchObject({
      name: 'Name of a',
      currentPrice: '10.00',
      stock: 3,
      inStock: true,
    })
    expect(await report(file)).toMatchObject({
      rows: 2,
      stored: 0,
      unchanged: 2,
      removed: 0,
      missing: { price: 0 },
    })
    expect(await loadProducts(database.db, ['a', 'b'])).toEqual(before)
    expect(await database.db.selectFrom('product_changes').selectAll().execute()).toEqual([])
    const more = await aFile(csv(row('a'), row('b', '11.00'), row('c')))
    expect((await imported(more)).out).toBe('main (csv): 3 products, 2 stored, 1 unchanged, 0 rejected.\n')
  })

  it('names line and field of what cannot be used, keeps it in a file, and takes the rest', async () => {
    const file = await aFile(csv(row('a'), row('b', 'cheap'), row('c\0'), 'd,e', row('f')))
    const { code, out, err } = await imported(file)
    expect(code).toBe(1)
    expect(out).toContain('5 products, 2 stored, 3 rejected')
    expect(err).toContain('line 3 (product b), price: must be a decimal string')
    expect(err).toContain('line 4, id: must be valid Unicode without NUL')
    expect(err).toContain('line 5: has 2 cells, the header has 7')
    const kept = (await readFile(`${file}.rejected.ndjson`, 'utf8'))
      .trim()
      .split('\n')
      .map(line => JSON.parse(line))
    expect(kept.map(({ line }) => line).sort()).toEqual([3, 4, 5])
    expect(kept.find(({ line }) => line === 3)).toMatchObject({ id: 'b' })
    expect(await sold()).toEqual(['a', 'f'])
  })

  it('names the product too, for in XML the line is hard to find', async () => {
    const item = (id: string, price: string) => `<item><g:id>${id}</g:id><g:price>${price}</g:price></item>`
    const xml = `<rss xmlns:g="http://base.google.com/ns/1.0"><channel>${item('a', '1.00 EUR')}${item('b', 'cheap')}</channel></rss>`
    expect((await imported(await aFile(xml, 'feed.xml'))).err).toContain('line 1 (product b), ')
  })

  it('of one id told twice takes the last', async () => {
    const many = Array.from({ length: 600 }, (_, n) => row(`x-${n}`))
    expect(
      await imported(await aFile(csv(row('a', '1'), ...many, row('a', '2'), row('a', '3')))),
    ).toMatchObject({ code: 0 })
    expect((await loadProducts(database.db, ['a'])).get('a')).toMatchObject({ price: '3' })
  })

  it('does not overwrite what was told while it was read, nor what is newer than it says itself', async () => {
    await putProducts(database.db, [{ id: 'b', price: '7', updatedAt: new Date().toISOString() }])
    const file = await aFile('{"id":"b","price":"5","updatedAt":"2026-01-01T00:00:00Z"}\n', 'feed.ndjson')
    expect(await report(file)).toMatchObject({ stored: 0, outdated: 1 })
    expect((await loadProducts(database.db, ['b'])).get('b')).toMatchObject({ price: '7' })
  })

  it('takes out what a full feed no longer has, of this feed only, and back in what is there again', async () => {
    await putProducts(database.db, [{ id: 'other' }])
    await imported(await feedOf('a', 'b', 'c', 'd'), '--full')
    expect(await report(await feedOf('a', 'b', 'c'), '--full')).toMatchObject({ removed: 1, lost: 0 })
    expect(await sold()).toEqual(['a', 'b', 'c', 'other'])
    expect(await report(await feedOf('d'))).toMatchObject({ removed: 0 })
    expect(await sold()).toEqual(['a', 'b', 'c', 'd', 'other'])
  })

  it('keeps what it had to reject, and takes nothing out while it cannot tell whose a row is', async () => {
    await imported(await feedOf('a', 'b', 'c', 'd'), '--full')
    expect(await report(await aFile(csv(row('a', 'cheap'), row('b'), row('c'))), '--full')).toMatchObject({
      removed: 1,
    })
    expect(await sold()).toEqual(['a', 'b', 'c'])
    const { code, err } = await imported(await aFile(csv(row('a'), 'b')), '--full')
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('Nothing was taken out') })
    expect(await sold()).toEqual(['a', 'b', 'c'])
  })

  it('takes nothing out when the feed lost more than half of its products, unless told to', async () => {
    await imported(await feedOf('a', 'b', 'c', 'd', 'e'), '--full')
    const short = await feedOf('a', 'b')
    const { code, err } = await imported(short, '--full')
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('lost more than half') })
    expect(await sold()).toHaveLength(5)
    expect(await audit()).toMatchObject([{ code: 'feed_lost_products', subject: 'main' }])
    expect(await imported(short, '--full', '--force')).toMatchObject({ code: 0 })
    expect(await sold()).toEqual(['a', 'b'])
    expect(await audit()).toEqual([])
  })

  it('takes nothing out when the feed breaks off', async () => {
    await imported(await feedOf('a', 'b'), '--full')
    const xml = await aFile('<rss><channel><item><g:id>a</g:id></item><item><g:id>b', 'feed.xml')
    const { code, err } = await imported(xml, '--full')
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringContaining('ends in the middle') })
    expect(await sold()).toEqual(['a', 'b'])
  })

  it('may run twice at once', async () => {
    const files = await Promise.all([feedOf('a', 'b', 'c'), feedOf('c', 'b', 'a')])
    const codes = await Promise.all(files.map(async file => (await imported(file, '--full')).code))
    expect(codes).toEqual([0, 0])
    expect(await sold()).toEqual(['a', 'b', 'c'])
  })

  it('is misused with a name that is none, with --force alone, and with a file that is not there', async () => {
    const file = await feedOf('a')
    expect((await cli('catalog', 'import', file, '--feed', 'Über')).code).toBe(2)
    expect((await cli('catalog', 'import', file)).code).toBe(2)
    expect((await imported(file, '--force')).code).toBe(2)
    expect((await imported(file, '--format', 'xls')).code).toBe(2)
    expect(await imported('/nowhere/feed.csv')).toMatchObject({
      code: 1,
      err: 'Cannot read /nowhere/feed.csv: ENOENT\n',
    })
  })

  it('the example is a feed without a fault', async () => {
    const file = await aFile(await readFile('examples/products.csv', 'utf8'))
    expect(await imported(file)).toMatchObject({ code: 0, err: '' })
  })
})

describe('audit', () => {
  it('has nothing to say of an empty catalog, nor of a good one', async () => {
    expect(await cli('audit')).toEqual({ code: 0, out: 'Nothing to look at.\n', err: '' })
    await imported(await feedOf('a', 'b'))
    expect((await cli('audit')).code).toBe(0)
  })

  it('finds a feed that is stale, one that broke off, and an API nobody uses any more', async () => {
    await imported(await feedOf('a'))
    await putProducts(database.db, [
      { id: 'z', price: '1', stock: 1, url: 'https://a.example', image: 'https://a.example' },
    ])
    expect(await audit()).toEqual([])
    const old = new Date(Date.now() - 49 * 3_600_000)
    await database.db.updateTable('feed_runs').set({ started_at: old, finished_at: old }).execute()
    await database.db.updateTable('products').set({ seen_at: old }).execute()
    expect(await audit()).toMatchObject([
      { code: 'feed_stale', subject: 'main' },
      { code: 'feed_stale', subject: 'api' },
    ])
    await database.db.updateTable('feed_runs').set({ finished_at: null }).execute()
    expect(await audit()).toMatchObject([{ code: 'feed_stale', subject: 'api' }, { code: 'feed_broken_off' }])
  })

  it('finds missing fields, other currencies, and products in carts that no feed knows', async () => {
    await database.db
      .insertInto('workspace')
      .values({ revision: 1, settings: JSON.stringify({ currency: 'USD' }), published_at: new Date() })
      .execute()
    await imported(await aFile('id,price,currency\na,1,EUR\nb,2,USD\n'))
    await database.db
      .insertInto('product_interests')
      .values({
        product_id: 'ghost',
        customer_id: newId(),
        part: 1,
        viewed_at: null,
        carted_at: new Date(),
        bought_at: null,
      })
      .execute()
    const { code, out } = await cli('audit')
    expect(code).toBe(1)
    expect(out).toContain('2 of 2 products of the feed main have no image.')
    expect((await audit()).map(({ code }) => code)).toEqual([
      'feed_lacks_field',
      'feed_lacks_field',
      'feed_lacks_field',
      'cart_product_unknown',
      'feed_other_currency',
    ])
  })
})
