// What is recommended beside a product, told to a person and to a program.
import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { refreshRecommendations } from '../../../src/catalog/recommendations/index.js'
import { cli, giveServers } from '../../support/cli.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
  giveServers(database.url)
  const { db } = database
  for (const id of ['shoe', 'socks', 'wax'])
    await sql`insert into products (id, data, updated_at, in_stock)
      values (${id}, ${JSON.stringify({ id, name: `The ${id}` })}, tf_now(), ${id !== 'wax'})`.execute(db)
  for (let n = 0; n < 3; n++)
    await sql`insert into product_interests (product_id, customer_id, part, bought_at)
      select id, ${randomUUID()}, 0, tf_now() - interval '40 days' from products`.execute(db)
  await sql`insert into customers (id, part, email, attributes, created_at, updated_at)
    select customer_id, 0, 'ann@example.com', '{}', now(), now() from product_interests limit 1`.execute(db)
  await sql`insert into identities (kind, value, customer_id, part, created_at)
    select 'email', email, id, part, now() from customers`.execute(db)
  await refreshRecommendations(db, 0)
})

test('each with its score, how many say so and why; and why others are left out', async () => {
  const { code, out } = await cli('recommend', 'shoe')
  expect(code).toBe(0)
  expect(out).toMatch(
    /boughtTogether\n.*\n.*\n +socks +The socks +0\.375 +3 +bought together with The shoe by 3 cust/,
  )
  expect(out).toMatch(
    /wax .*not recommended: it is out of stock \(bought together with The shoe by 3 customers\)/,
  )
})

test('a customer is recommended nothing they bought lately', async () => {
  const { out } = await cli('recommend', 'shoe', '--customer', 'email:ann@example.com', '--json')
  expect(JSON.parse(out).kinds.boughtTogether).toMatchObject({
    recommended: [],
    leftOut: expect.arrayContaining([
      expect.objectContaining({ productId: 'socks', because: 'bought_lately' }),
    ]),
  })
})

test('an unknown product, an unknown customer and a wrong key are each told', async () => {
  expect((await cli('recommend', 'nothing')).err).toBe('The catalog does not know nothing.\n')
  await sql`update product_interests set bought_at = tf_now() - interval '1 day'`.execute(database.db)
  await refreshRecommendations(database.db, 0)
  expect(await cli('recommend', 'nothing')).toMatchObject({
    code: 0,
    err: 'The catalog does not know nothing: best sellers stand in.\n',
  })
  expect(await cli('recommend', 'shoe', '--customer', 'email:x@example.com')).toMatchObject({ code: 1 })
  expect(await cli('recommend', 'shoe', '--customer', 'x')).toMatchObject({
    code: 2,
    err: expect.stringContaining('cartToken:…'),
  })
})
