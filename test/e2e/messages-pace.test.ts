// How fast messages go, and which go first: with two processes of the built program.
import { expect, it } from 'vitest'
import { roles } from '../../src/platform/config.js'
import { eventually } from '../support/eventually.js'
import { aMessageShop } from './messages-world.js'

const email = 'ann@example.com'

it('thirty mails of two processes keep to five a second together, and what belongs to an order overtakes them', {
  timeout: 120_000,
}, async () => {
  const count = 30
  const perSecond = 5
  const rate = { rate: { max: perSecond, per: '1s' } }
  const shop = await aMessageShop({
    redisDatabase: 6,
    speed: 1,
    mainSender: rate,
    backupSender: null,
    processes: [roles, ['dispatch']],
  })
  const readers = Array.from({ length: count }, (_, n) => `reader-${n}@example.com`)
  await Promise.all(readers.map(reader => shop.customer({ email: reader })))
  await shop.customer({ email })

  const events = readers.map(reader => shop.event({ email: reader }, 'news_out', { n: 1 }))
  // Before the first of them can have gone.
  const began = performance.now()
  await shop.post(await Promise.all(events))
  await eventually(() => shop.main.taken.length > 0)
  await shop.happens({ email }, 'order_completed', { order: { id: 'o-1', total: '9.00', currency: 'EUR' } })
  await shop.mail(email)
  expect(shop.main.taken.length).toBeLessThan(count - perSecond)

  await eventually(() => shop.main.taken.length === count + 1, { within: 30_000 })
  expect(performance.now() - began).toBeGreaterThan((count / perSecond) * 1_000)
  const takenBy = await Promise.all(readers.map(reader => shop.mails(reader)))
  expect(takenBy.map(({ length }) => length)).toEqual(readers.map(() => 1))
})
