// Mails by two servers that go wrong at any point of a hand-over, each standing in for the other: nobody gets one twice, none is
// lost, and of each is known what became of it.
import { expect, it } from 'vitest'
import { eventually } from '../support/eventually.js'
import { aMessageShop } from './messages-world.js'
import { aMoodySmtp } from './moody-smtp.js'

const count = 100

it('whatever two mail servers do, every mail goes out once, or may have', { timeout: 150_000 }, async () => {
  const servers = [await aMoodySmtp(0.05), await aMoodySmtp(0.05)] as const
  const at = ({ port }: { port: number }) => ({ url: `smtp://127.0.0.1:${port}` })
  const shop = await aMessageShop({
    redisDatabase: 11,
    speed: 60,
    mainSender: at(servers[0]),
    backupSender: at(servers[1]),
  })
  const readers = Array.from({ length: count }, (_, n) => `reader-${n}@example.com`)
  await Promise.all(readers.map(email => shop.customer({ email })))
  const events = readers.map(email => shop.event({ email }, 'news_out', { n: 1 }))
  await shop.post(await Promise.all(events))

  const messages = () => shop.db.selectFrom('messages').select(['id', 'status']).execute()
  await eventually(
    async () => {
      const settled = (await messages()).filter(({ status }) => ['sent', 'unknown'].includes(status))
      expect(settled).toHaveLength(count)
    },
    // Longer than a server is left alone that has failed some times in a row, twice.
    { within: 110_000 },
  )
  const fatesOf = (id: string) => servers.flatMap(({ fates }) => fates.get(`<${id}@shop.example>`) ?? [])
  const kept = (id: string) => fatesOf(id).filter(fate => fate !== 'refused')
  for (const { id, status } of await messages())
    expect([id, status, kept(id)]).toEqual([id, status, [status === 'sent' ? 'taken' : 'lost']])
})
