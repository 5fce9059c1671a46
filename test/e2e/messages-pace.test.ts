// Who stands in when a mail server is down, what waits when none is up, and how fast messages go: with the built program and
// two mail servers.
import { expect, it } from 'vitest'
import { roles } from '../../src/platform/config.js'
import type { MisbehavingSmtp } from '../integration/dispatch/misbehaving-smtp.js'
import { eventually } from '../support/eventually.js'
import { aMessageShop } from './messages-world.js'

const email = 'ann@example.com'

function down(server: MisbehavingSmtp): void {
  server.script = { greeting: '421 4.3.2 down', mail: '421 4.3.2 down' }
}

it('the second mail server takes what the first does not; what none takes waits for the first that is back', async () => {
  const shop = await aMessageShop({ redisDatabase: 6 })
  await shop.customer({ email })
  const statusOf = async () => (await shop.pass(`email:${email}`, 'news'))?.messages.at(-1)

  down(shop.main)
  await shop.happens({ email }, 'news_out', { n: 1 })
  await shop.mail(email)
  expect(shop.backup.taken).toHaveLength(1)
  expect(shop.main.begun).toBe(0)

  down(shop.backup)
  await shop.happens({ email }, 'news_out', { n: 2 })
  await eventually(async () =>
    expect(await statusOf()).toMatchObject({
      status: 'queued',
      reason: expect.stringMatching(/^smtp .*421/),
    }),
  )
  expect(await shop.mails(email)).toHaveLength(1)

  shop.main.script = {}
  await shop.mail(email, 2)
  expect([shop.main.taken.length, shop.backup.taken.length]).toEqual([1, 1])
  await eventually(async () => expect(await statusOf()).toMatchObject({ status: 'sent', reason: null }))
})

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
  await shop.post(await Promise.all(events))
  await eventually(() => shop.main.taken.length > 0)
  const began = performance.now()
  await shop.happens({ email }, 'order_completed', { order: { id: 'o-1', total: '9.00', currency: 'EUR' } })
  await shop.mail(email)
  expect(shop.main.taken.length).toBeLessThan(count - perSecond)

  await eventually(() => shop.main.taken.length === count + 1, { within: 30_000 })
  expect(performance.now() - began).toBeGreaterThan(((count - perSecond) / perSecond) * 1_000)
  const takenBy = await Promise.all(readers.map(reader => shop.mails(reader)))
  expect(takenBy.map(({ length }) => length)).toEqual(readers.map(() => 1))
})
