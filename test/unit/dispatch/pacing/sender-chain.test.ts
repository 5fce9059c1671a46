// What a chain of senders makes of the answers of one: when the next is asked, and what is said in the end.
import { expect, it } from 'vitest'
import type { SendResult } from '../../../../src/dispatch/index.js'
import { aChain, aMessage, type Link } from './a-chain.js'

const answers = (name: string, result: SendResult): Link => ({
  name,
  send: async (_, markOnWire) => {
    if (result.kind !== 'defer') await markOnWire()
    return result
  },
})
const send = (...links: Link[]) => aChain(links).send(aMessage(), async () => true)
const busy = { kind: 'defer', reason: 'connections_busy', afterMs: 5_000 } as const
const sent = { kind: 'sent', providerId: 'p' } as const

it('a sender without a free connection is stood in for', async () => {
  expect(await send(answers('a', busy), answers('b', sent))).toEqual({ ...sent, sender: 'b' })
})

it('where none has a free connection the message was not tried', async () => {
  expect(await send(answers('a', busy), answers('b', busy))).toEqual(busy)
})

it('a lack of connections says nothing of the health of a sender', async () => {
  let count = 0
  const chain = aChain([{ name: 'a', send: async () => (++count > 20 ? sent : busy) }])
  for (let n = 0; n < 20; n++) await chain.send(aMessage(), async () => true)
  expect(await chain.send(aMessage(), async () => true)).toMatchObject({ kind: 'sent' })
})
