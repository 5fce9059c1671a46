// What every sender must do, whatever its provider speaks. A new sender brings a provider that misbehaves on demand.
import { beforeEach, describe, expect, it } from 'vitest'
import type { Sender } from '../../../src/dispatch/index.js'
import { eventually } from '../../support/eventually.js'

/** How the provider treats the next messages. */
const behaviours = [
  'takes',
  'refuses for good',
  'refuses for now',
  'is not there',
  'takes the body and cuts',
  'takes the body and is silent',
] as const
export type Behaviour = (typeof behaviours)[number]

export interface Provider<M> {
  /** With time-outs of a fraction of a second. */
  readonly sender: Sender<M>
  behave(behaviour: Behaviour): void | Promise<void>
  /** How many bodies it began to get, whatever it made of them. */
  bodiesBegun(): number
  /** Ids of the messages it took and said so. */
  taken(): string[]
}

export const recipient = { email: 'ann@example.com', sms: '+4915112345678' } as const

export function senderContract<M extends { readonly id: string }>(
  aProvider: () => Promise<Provider<M>>,
  aMessage: (id: string) => M,
): void {
  let provider: Provider<M>
  let marks: number
  const granted = async () => {
    marks++
    return true
  }
  beforeEach(async () => {
    provider = await aProvider()
    marks = 0
  })

  describe('a sender', () => {
    it('hands a message over once, after the mark', async () => {
      const result = await provider.sender.send(aMessage('m-1'), granted)
      expect(result).toMatchObject({ kind: 'sent', providerId: expect.any(String) })
      expect(provider.taken()).toEqual(['m-1'])
      expect(marks).toBe(1)
    })

    it('lets nothing out before the mark is committed', async () => {
      let commit: (marked: boolean) => void = () => {}
      let asked = false
      const sending = provider.sender.send(aMessage('m-1'), () => {
        asked = true
        return new Promise(resolve => {
          commit = resolve
        })
      })
      await eventually(() => asked)
      expect(provider.bodiesBegun()).toBe(0)
      commit(true)
      expect(await sending).toMatchObject({ kind: 'sent' })
      expect(provider.bodiesBegun()).toBe(1)
    })

    it('lets nothing out when the mark is refused, and can go on with the next', async () => {
      expect(await provider.sender.send(aMessage('m-1'), async () => false)).toEqual({ kind: 'not_sent' })
      expect(provider.bodiesBegun()).toBe(0)
      expect(await provider.sender.send(aMessage('m-2'), granted)).toMatchObject({ kind: 'sent' })
      expect(provider.taken()).toEqual(['m-2'])
    })

    it('lets nothing out when the mark fails: later, then', async () => {
      const away = async () => Promise.reject(new Error('database away'))
      expect(await provider.sender.send(aMessage('m-1'), away)).toMatchObject({ kind: 'retry' })
      expect(provider.bodiesBegun()).toBe(0)
    })

    it('gives up what the provider refuses for good', async () => {
      await provider.behave('refuses for good')
      expect(await provider.sender.send(aMessage('m-1'), granted)).toMatchObject({ kind: 'give_up' })
      expect(provider.taken()).toEqual([])
    })

    it('tries later what the provider refuses for now', async () => {
      await provider.behave('refuses for now')
      expect(await provider.sender.send(aMessage('m-1'), granted)).toMatchObject({ kind: 'retry' })
      await provider.behave('takes')
      expect(await provider.sender.send(aMessage('m-1'), granted)).toMatchObject({ kind: 'sent' })
      expect(provider.taken()).toEqual(['m-1'])
    })

    it('tries later when there is no provider', async () => {
      await provider.behave('is not there')
      expect(await provider.sender.send(aMessage('m-1'), granted)).toMatchObject({ kind: 'retry' })
    })

    it.each(['takes the body and cuts', 'takes the body and is silent'] as const)(
      'does not know, and does not try again, when the provider %s',
      async behaviour => {
        await provider.behave(behaviour)
        expect(await provider.sender.send(aMessage('m-1'), granted)).toMatchObject({ kind: 'unknown' })
        expect(provider.bodiesBegun()).toBe(1)
        expect(marks).toBe(1)
      },
    )

    it.each(behaviours)('names no address when the provider %s', async behaviour => {
      await provider.behave(behaviour)
      const result = JSON.stringify(await provider.sender.send(aMessage('m-1'), granted))
      for (const address of Object.values(recipient)) expect(result).not.toContain(address)
    })

    it('hands over many at once, each once', async () => {
      const ids = Array.from({ length: 30 }, (_, n) => `m-${n}`)
      const results = await Promise.all(ids.map(id => provider.sender.send(aMessage(id), granted)))
      expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['sent']))
      expect(provider.taken().sort()).toEqual([...ids].sort())
    })

    it('is of use again after a failure', async () => {
      await provider.behave('takes the body and cuts')
      await provider.sender.send(aMessage('m-1'), granted)
      await provider.behave('takes')
      expect(await provider.sender.send(aMessage('m-2'), granted)).toMatchObject({ kind: 'sent' })
    })
  })
}
