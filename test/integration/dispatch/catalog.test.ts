// What the catalog knows at the moment of the hand-over is what goes out: on a real PostgreSQL, through the memory sender.
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { explainCustomer } from '../../../src/reports/index.js'
import { eventually } from '../../support/eventually.js'
import { anOutbox, type Outbox, type OutboxOptions } from './outbox.js'

const shown = `{% for item in cart.items %}{{ item.name }} {{ item.price }} {{ item.oldPrice }}|{% endfor %}{{ cart.currentValue }}`
const emailContent = { subject: 'Hi', preheader: '', html: `<p>${shown}</p>`, text: shown }
const anOffer = (options: OutboxOptions = {}) => anOutbox({ emailContent, ...options })

interface Known {
  readonly data?: object
  readonly inStock?: boolean
  readonly collections?: string[]
  readonly categories?: string[]
  readonly price?: string
  readonly removed?: boolean
}

async function put(outbox: Outbox, id: string, known: Known = {}): Promise<void> {
  const {
    data = {},
    inStock = true,
    collections = [],
    categories = [],
    price = '10.00',
    removed = false,
  } = known
  await sql`insert into products (id, data, updated_at, in_stock, current_price, collections, categories, removed_at)
    values (${id}, ${JSON.stringify({ id, name: `Name ${id}`, price, ...data })}, tf_now(), ${inStock}, ${price},
      ${collections}, ${categories}, ${removed ? sql`tf_now()` : null})
    on conflict (id) do update set data = excluded.data, in_stock = excluded.in_stock, updated_at = excluded.updated_at,
      current_price = excluded.current_price`.execute(outbox.db)
}

const aCart = (...ids: string[]) => ({
  cart: {
    value: '99.00',
    items: ids.map(productId => ({ productId, name: `Old ${productId}`, price: '12.00' })),
  },
})
const becomes = (outbox: Outbox, id: string, status: string) =>
  eventually(async () => expect((await outbox.row(id)).status).toBe(status))
const textOf = (outbox: Outbox, id: string) => outbox.email.outbox.find(one => one.id === id)?.text

describe('a message in the outbox', () => {
  it('goes out with the price that was lowered since it was decided', async () => {
    const outbox = await anOffer()
    await put(outbox, 'a', { price: '12.00' })
    const id = await outbox.aMessage({ data: aCart('a', 'b') })
    await put(outbox, 'a', { data: { salePrice: '9.90' }, price: '12.00' })
    outbox.start()
    await becomes(outbox, id, 'sent')
    expect(textOf(outbox, id)).toBe('Name a 9.90 12.00|Old b 12.00 |21.90')
    expect((await outbox.row(id)).items).toEqual([
      { productId: 'a', change: 'priced', from: '12.00', to: '9.90' },
    ])
  })

  it('goes out without what was sold out since, and explain says so', async () => {
    const outbox = await anOffer()
    const customerId = await outbox.aCustomer({ email: 'ann@example.com' })
    await put(outbox, 'a', { inStock: false })
    await put(outbox, 'b', { price: '12.00' })
    await put(outbox, 'c', { removed: true })
    const id = await outbox.aMessage({ customerId, data: aCart('a', 'b', 'c') })
    outbox.start()
    await becomes(outbox, id, 'sent')
    expect(textOf(outbox, id)).toBe('Name b 12.00 |12.00')
    await sql`insert into identities (kind, value, customer_id, part, created_at)
      select 'email', email, id, part, now() from customers`.execute(outbox.db)
    const told = await explainCustomer(outbox.db, { kind: 'email', value: 'ann@example.com' }, null)
    expect(told?.enrollments[0]?.messages[0]?.words).toBe(
      'email was handed over: without a, out of stock; without c, no longer in the catalog',
    )
  })

  it('is skipped before the wire when nothing of its list is left, and takes no room from the next', async () => {
    const outbox = await anOffer({ caps: { email: { max: 1, per: '24h' } } })
    const customerId = await outbox.aCustomer()
    await put(outbox, 'a', { inStock: false })
    await put(outbox, 'b')
    const empty = await outbox.aMessage({ customerId, data: aCart('a'), createdAgoMs: 1_000 })
    const full = await outbox.aMessage({ customerId, data: aCart('b') })
    outbox.start()
    await becomes(outbox, full, 'sent')
    expect(await outbox.row(empty)).toMatchObject({
      status: 'skipped',
      reason: 'nothing_in_stock',
      wire_at: null,
      claim_token: null,
      items: [{ productId: 'a', change: 'dropped', why: 'out_of_stock' }],
    })
    expect(outbox.email.outbox.map(({ id }) => id)).toEqual([full])
  })

  it('shows what was ordered, at the price it was ordered for, when it is transactional', async () => {
    const outbox = await anOffer()
    await put(outbox, 'a', { inStock: false, price: '1.00' })
    const id = await outbox.aMessage({ category: 'transactional', data: aCart('a') })
    outbox.start()
    await becomes(outbox, id, 'sent')
    expect(textOf(outbox, id)).toBe('Old a 12.00 |')
    expect((await outbox.row(id)).items).toBeNull()
  })

  it('is judged anew at each attempt', async () => {
    const outbox = await anOffer()
    await put(outbox, 'a')
    const id = await outbox.aMessage({ data: aCart('a') })
    outbox.email.answer = () => ({ kind: 'retry', reason: 'busy', afterMs: 50 })
    outbox.email.beforeMark = () => put(outbox, 'a', { inStock: false })
    outbox.start()
    await becomes(outbox, id, 'skipped')
    expect((await outbox.row(id)).reason).toBe('nothing_in_stock')
  })
})

describe('where the shop replaces what is sold out', () => {
  const settings = { catalog: { outOfStock: 'replace' } }

  it('one of the same collection comes in its place, nearest in price, before one of the category', async () => {
    const outbox = await anOffer({ settings })
    await put(outbox, 'gone', {
      inStock: false,
      collections: ['trail'],
      categories: ['shoes'],
      price: '50.00',
    })
    await put(outbox, 'twin', { categories: ['shoes'], price: '50.00' })
    await put(outbox, 'far', { collections: ['trail'], price: '90.00' })
    await put(outbox, 'near', { collections: ['trail'], price: '55.00' })
    await put(outbox, 'sold', { collections: ['trail'], price: '50.00', inStock: false })
    await put(outbox, 'off', { collections: ['trail'], price: '50.00', removed: true })
    const id = await outbox.aMessage({ data: aCart('gone') })
    const both = await outbox.aMessage({ data: aCart('gone', 'near') })
    outbox.start()
    await becomes(outbox, id, 'sent')
    await becomes(outbox, both, 'sent')
    expect(textOf(outbox, id)).toBe('Name near 55.00 |0.00')
    expect(textOf(outbox, both)).toBe('Name far 90.00 |Name near 12.00 |12.00')
    expect((await outbox.row(id)).items).toEqual([
      { productId: 'gone', change: 'replaced', why: 'out_of_stock', by: 'near' },
    ])
  })

  it('it is nothing the customer bought lately', async () => {
    const outbox = await anOffer({ settings })
    const customerId = await outbox.aCustomer()
    await put(outbox, 'gone', { inStock: false, categories: ['shoes'] })
    await put(outbox, 'had', { categories: ['shoes'] })
    await sql`insert into product_interests (product_id, customer_id, part, bought_at)
      values ('had', ${customerId}, 0, tf_now() - interval '30 days')`.execute(outbox.db)
    const id = await outbox.aMessage({ customerId, data: aCart('gone') })
    outbox.start()
    await becomes(outbox, id, 'skipped')
  })
})

it('where the shop keeps what is sold out, it stays', async () => {
  const outbox = await anOffer({ settings: { catalog: { outOfStock: 'keep' } } })
  await put(outbox, 'a', { inStock: false })
  const id = await outbox.aMessage({ data: aCart('a') })
  outbox.start()
  await becomes(outbox, id, 'sent')
  expect(textOf(outbox, id)).toBe('Name a 12.00 |12.00')
})

describe('a template that reads recommendations', () => {
  const text = `{% for one in recommendations.boughtTogether %}{{ one.name }} {{ one.price }} ({{ one.reason }}){% endfor %}`
  const emailContent = { subject: 'Hi', preheader: '', html: '<p></p>', text }

  it('shows what goes with the items of the message, and nothing the customer bought lately', async () => {
    const outbox = await anOffer({ emailContent })
    await put(outbox, 'shoe')
    await put(outbox, 'socks', { price: '8.00' })
    await sql`insert into recommendations (kind, about, product_id, rank, score, support, reason, computed_at)
      values ('bought_together', 'shoe', 'socks', 1, 0.5, 14, '{}', tf_now())`.execute(outbox.db)
    const buyer = await outbox.aCustomer()
    await sql`insert into product_interests (product_id, customer_id, part, bought_at)
      values ('socks', ${buyer}, 0, tf_now() - interval '1 day')`.execute(outbox.db)
    const id = await outbox.aMessage({ data: aCart('shoe') })
    const other = await outbox.aMessage({ customerId: buyer, data: aCart('shoe') })
    const ordered = await outbox.aMessage({
      category: 'transactional',
      data: { order: { items: [{ productId: 'shoe' }, { productId: 'socks' }] } },
    })
    outbox.start()
    for (const one of [id, other, ordered]) await becomes(outbox, one, 'sent')
    expect(textOf(outbox, id)).toBe('Name socks 8.00 (bought together with Name shoe by 14 customers)')
    expect([textOf(outbox, other), textOf(outbox, ordered)]).toEqual(['', ''])
  })
})

describe('a skipIf on the catalog', () => {
  const skipIf = { all: [{ catalog: 'cart.items', where: { price: { lt: 5 } } }] }

  it('is asked again at hand-over: it matches by now, and the message is left out before the wire', async () => {
    const outbox = await anOffer({ skipIf })
    await put(outbox, 'a')
    const id = await outbox.aMessage({ data: aCart('a') })
    await put(outbox, 'a', { price: '4.00' })
    outbox.start()
    await becomes(outbox, id, 'skipped')
    expect(await outbox.row(id)).toMatchObject({ reason: 'skip_condition', wire_at: null })
  })

  it('matches what was taken out of the catalog since, as it does when it is decided', async () => {
    const outbox = await anOffer({
      skipIf: { catalog: 'cart.items', where: { inStock: false } },
      settings: { catalog: { outOfStock: 'keep' } },
    })
    await put(outbox, 'a', { removed: true })
    const id = await outbox.aMessage({ data: aCart('a') })
    outbox.start()
    await becomes(outbox, id, 'skipped')
    expect((await outbox.row(id)).reason).toBe('skip_condition')
  })

  it('does not match by what nobody knows at that moment', async () => {
    const outbox = await anOffer({
      skipIf: { all: [...skipIf.all, { did: 'order_completed', within: '1d' }] },
    })
    await put(outbox, 'a', { price: '4.00' })
    const ids = [
      await outbox.aMessage({ data: aCart('a') }),
      await outbox.aMessage({ data: aCart('unknown') }),
    ]
    outbox.start()
    for (const id of ids) await becomes(outbox, id, 'sent')
  })
})
