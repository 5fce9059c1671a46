// Recommendations on a real PostgreSQL, from a made-up shop whose true pairs are known.
import { randomUUID } from 'node:crypto'
import { type Kysely, sql } from 'kysely'
import { pino } from 'pino'
import { describe, expect, test } from 'vitest'
import { recommend, startRecommendations } from '../../../src/catalog/index.js'
import { type CompatibleRule, refreshRecommendations } from '../../../src/catalog/recommendations/index.js'
import type { Database } from '../../../src/db/index.js'
import { aDatabase } from '../../support/database.js'
import { eventually } from '../../support/eventually.js'
import { untilOver } from '../../support/until-over.js'

interface Interest {
  readonly bought?: number
  readonly viewed?: number
}

/** Days ago, by product. */
type Life = Readonly<Record<string, Interest>>

const products: Record<string, { categories?: string[]; inStock?: boolean; removed?: boolean }> = {
  shoe: { categories: ['shoes'] },
  boot: { categories: ['shoes'] },
  sandal: { categories: ['shoes'] },
  socks: { categories: ['socks'] },
  wax: { categories: ['care'] },
  bag: { categories: ['bags'] },
  sold: { categories: ['shoes'], inStock: false },
  gone: { categories: ['shoes'], removed: true },
}

async function aShop(lives: readonly Life[] = []) {
  const { db } = await aDatabase()
  for (const [id, { categories = [], inStock = true, removed = false }] of Object.entries(products))
    await sql`insert into products (id, data, updated_at, in_stock, categories, removed_at)
      values (${id}, ${JSON.stringify({ id, name: `The ${id}`, price: '10.00', categories })}, tf_now(), ${inStock},
        ${categories}, ${removed ? sql`tf_now()` : null})`.execute(db)
  const ids: string[] = []
  for (const life of lives) ids.push(await aLife(db, life))
  return { db, ids, compute: () => refreshRecommendations(db, 0) }
}

const ago = (days: number | undefined) =>
  days === undefined ? sql`null::timestamptz` : sql`tf_now() - ${days} * interval '1 day'`

async function aLife(db: Kysely<Database>, life: Life): Promise<string> {
  const customerId = randomUUID()
  for (const [id, { bought, viewed }] of Object.entries(life))
    await sql`insert into product_interests (product_id, customer_id, part, viewed_at, bought_at)
      values (${id}, ${customerId}, 0, ${ago(viewed)}, ${ago(bought)})`.execute(db)
  return customerId
}

const times = (count: number, life: Life): Life[] => Array.from({ length: count }, () => life)
const beside = async (
  db: Kysely<Database>,
  items: string[],
  rules: CompatibleRule[] = [],
  customerId: string | null = null,
) => (await recommend(db, [{ customerId, items }], rules))[0]!
const idsOf = (choice: { chosen: readonly { productId: string }[] }) =>
  choice.chosen.map(({ productId }) => productId)

/** Shoes go with socks and sometimes with wax; a bag is bought by everybody, and so goes with nothing in particular. */
const lives = [
  ...times(8, { shoe: { bought: 40 }, socks: { bought: 40 } }),
  ...times(3, { shoe: { bought: 40 }, wax: { bought: 41 } }),
  ...times(2, { shoe: { bought: 40 }, boot: { bought: 40 } }),
  ...times(5, { bag: { bought: 10 }, shoe: { bought: 40 } }),
  ...times(60, { bag: { bought: 10 } }),
]

describe('bought together', () => {
  test('the true pairs come first, with how many say so; pairs of two customers do not come', async () => {
    const { db, compute } = await aShop(lives)
    await compute()
    const { boughtTogether } = await beside(db, ['shoe'])
    expect(idsOf(boughtTogether)).toEqual(['socks', 'wax', 'bag'])
    expect(boughtTogether.chosen[0]).toMatchObject({
      support: 8,
      reason: 'bought together with The shoe by 8 customers',
      offer: { productId: 'socks', name: 'The socks', price: '10.00', inStock: true, categories: ['socks'] },
    })
    // 8 / √(18 · 8) · 8 / 13
    expect(boughtTogether.chosen[0]?.score).toBeCloseTo(0.41, 2)
  })

  test('what lies more than 90 days apart was not bought together', async () => {
    const { db, compute } = await aShop(times(5, { shoe: { bought: 120 }, wax: { bought: 10 } }))
    await compute()
    expect(await db.selectFrom('recommendations').select('kind').distinct().execute()).toEqual([
      { kind: 'best_sellers' },
    ])
  })

  test('several items of a message count together, and none of them is recommended', async () => {
    const { db, compute } = await aShop([
      ...times(4, { shoe: { bought: 5 }, wax: { bought: 5 } }),
      ...times(4, { boot: { bought: 5 }, wax: { bought: 5 } }),
      ...times(5, { shoe: { bought: 5 }, boot: { bought: 5 } }),
      ...times(5, { boot: { bought: 5 }, socks: { bought: 5 } }),
    ])
    await compute()
    const { boughtTogether } = await beside(db, ['shoe', 'boot'])
    expect(idsOf(boughtTogether)).toEqual(['wax', 'socks'])
    expect(boughtTogether.leftOut.map(({ productId, because }) => [productId, because])).toContainEqual([
      'boot',
      'in_the_message',
    ])
  })

  test('nothing sold out or taken out of the catalog is recommended', async () => {
    const { db, compute } = await aShop([
      ...times(4, { shoe: { bought: 5 }, sold: { bought: 5 } }),
      ...times(4, { shoe: { bought: 5 }, gone: { bought: 5 } }),
      ...times(4, { shoe: { bought: 5 }, boot: { bought: 5 } }),
    ])
    await compute()
    await sql`update products set removed_at = tf_now() where id = 'boot'`.execute(db)
    const { boughtTogether } = await beside(db, ['shoe'])
    expect(boughtTogether.leftOut.map(({ productId, because }) => [productId, because])).toEqual(
      expect.arrayContaining([
        ['boot', 'removed'],
        ['sold', 'out_of_stock'],
      ]),
    )
    expect(idsOf(boughtTogether)).not.toContain('gone')
  })

  test('nothing the customer bought lately is recommended, but what they bought long ago is', async () => {
    const { db, ids, compute } = await aShop([
      { socks: { bought: 20 }, wax: { bought: 100 } },
      ...times(4, { shoe: { bought: 5 }, socks: { bought: 5 }, wax: { bought: 5 } }),
    ])
    await compute()
    const { boughtTogether } = await beside(db, ['shoe'], [], ids[0])
    expect(idsOf(boughtTogether)).toEqual(['wax'])
    expect(boughtTogether.leftOut).toMatchObject([{ productId: 'socks', because: 'bought_lately' }])
  })

  test('of a robot that has ten thousand purchases only the latest fifty count', async () => {
    const { db, compute } = await aShop(times(3, { shoe: { bought: 5 }, socks: { bought: 5 } }))
    const robots = [randomUUID(), randomUUID(), randomUUID()]
    for (const robot of robots)
      await sql`insert into product_interests (product_id, customer_id, part, bought_at)
        select 'p' || lpad(n::text, 5, '0'), ${robot}, 0, tf_now() - n * interval '1 second'
        from generate_series(1, 10000) n`.execute(db)
    await sql`insert into products (id, data, updated_at)
      select 'p' || lpad(n::text, 5, '0'), '{}', tf_now() from generate_series(1, 10000) n`.execute(db)
    await compute()
    const { rows } = await sql<{ count: number }>`
      select count(distinct about)::integer as count from recommendations where kind = 'bought_together'`.execute(
      db,
    )
    expect(rows).toEqual([{ count: 52 }])
  })
})

test('viewed together is what was viewed within a week of each other', async () => {
  const { db, compute } = await aShop([
    ...times(4, { shoe: { viewed: 2 }, boot: { viewed: 3 } }),
    ...times(4, { shoe: { viewed: 2 }, bag: { viewed: 30 } }),
  ])
  await compute()
  const { viewedTogether } = await beside(db, ['shoe'])
  expect(viewedTogether.chosen.map(({ productId, reason }) => [productId, reason])).toEqual([
    ['boot', 'viewed together with The shoe by 4 customers'],
  ])
})

describe('best sellers', () => {
  const sales = [
    ...times(3, { boot: { bought: 5 } }),
    { sandal: { bought: 5 } },
    ...times(4, { bag: { bought: 5 } }),
    ...times(9, { wax: { bought: 31 } }),
  ]

  test('are those of the category of the last 30 days, else those of all', async () => {
    const { db, compute } = await aShop(sales)
    await compute()
    const { bestSellers } = await beside(db, ['shoe'])
    expect(bestSellers.chosen.map(({ productId, reason }) => [productId, reason])).toEqual([
      ['boot', 'best seller in shoes, bought by 3 customers in 30 days'],
      ['sandal', 'best seller in shoes, bought by 1 customer in 30 days'],
    ])
    expect((await beside(db, ['socks'])).bestSellers.chosen[0]).toMatchObject({
      productId: 'bag',
      reason: 'best seller, bought by 4 customers in 30 days',
    })
  })

  test('stand in where nothing goes with a product, and for a product nobody knows', async () => {
    const { db, compute } = await aShop(sales)
    await compute()
    expect(idsOf((await beside(db, ['shoe'])).boughtTogether)).toEqual(['boot', 'sandal'])
    expect(idsOf((await beside(db, ['never heard of'])).viewedTogether)).toEqual(['bag', 'boot', 'sandal'])
    expect(idsOf((await beside(db, [])).boughtTogether)).toEqual(['bag', 'boot', 'sandal'])
  })
})

test('a message that names no product goes by what its customer bought last', async () => {
  const { db, ids, compute } = await aShop([{ shoe: { bought: 20 }, bag: { viewed: 1 } }, ...lives])
  await compute()
  const { boughtTogether } = await beside(db, [], [], ids[0])
  expect(idsOf(boughtTogether)[0]).toBe('socks')
})

describe('compatible', () => {
  const rules: CompatibleRule[] = [
    { when: { category: 'shoes' }, recommend: { category: 'care' }, label: 'keeps them dry' },
    { when: { product: 'shoe' }, recommend: { product: 'socks' } },
    { when: { category: 'bags' }, recommend: { category: 'shoes' } },
  ]

  test('is what the rules of the shop say, in their order, without waiting for a job', async () => {
    const { db } = await aShop()
    const { compatible } = await beside(db, ['shoe'], rules)
    expect(compatible.chosen.map(({ productId, reason, support }) => [productId, reason, support])).toEqual([
      ['wax', 'keeps them dry', null],
      ['socks', 'goes with The shoe', null],
    ])
    expect(idsOf((await beside(db, ['bag'], rules)).compatible)).toEqual(['boot', 'sandal', 'shoe'])
  })

  test('is nothing where no rule fits: a rule has nothing to fall back to', async () => {
    const { db, compute } = await aShop(lives)
    await compute()
    expect((await beside(db, ['wax'], rules)).compatible).toEqual({ chosen: [], leftOut: [] })
  })
})

describe('the job', () => {
  test('changes nothing when it runs again over the same facts, and only what changed over others', async () => {
    const { db, compute } = await aShop(lives)
    expect(await compute()).toBeGreaterThan(0)
    const rows = () => db.selectFrom('recommendations').selectAll().orderBy('kind').orderBy('about').execute()
    const before = await rows()
    expect(await compute()).toBe(0)
    expect(await rows()).toEqual(before)
    await sql`delete from product_interests`.execute(db)
    expect(await compute()).toBe(before.length)
    expect(await rows()).toEqual([])
  })

  test('is not done again before it is time, unless nothing was found so far', async () => {
    const { db } = await aShop()
    const hour = 3_600_000
    expect(await refreshRecommendations(db, hour)).toBe(0)
    for (const life of lives) await aLife(db, life)
    expect(await refreshRecommendations(db, hour)).toBeGreaterThan(0)
    expect(await refreshRecommendations(db, hour)).toBeUndefined()
  })

  test('runs in two processes at once and ends as if in one', async () => {
    const { db } = await aShop(lives)
    const logger = pino({ level: 'silent' })
    for (const _ of [1, 2]) {
      const job = startRecommendations({ db, logger, everyMs: 20, lookEveryMs: 20 })
      untilOver(() => job.stop())
    }
    await eventually(async () => expect(idsOf((await beside(db, ['shoe'])).boughtTogether)[0]).toBe('socks'))
  })
})
