// Whatever any of the senders answers: at most one takes a message, none is asked after an end that is open, and each that
// is tried asks for the mark.
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { SendResult } from '../../../../src/dispatch/index.js'
import { aChain, aMessage, type ChainMessage } from './a-chain.js'

type Way =
  | { readonly kind: 'before_mark'; readonly about: 'sender' | 'message' | undefined }
  | { readonly kind: 'no_room' }
  | { readonly kind: 'after_mark'; readonly result: SendResult }

const after: SendResult[] = [
  { kind: 'sent', providerId: 'p' },
  { kind: 'unknown', reason: 'r' },
  { kind: 'give_up', reason: 'r' },
  { kind: 'retry', reason: 'r', about: 'sender' },
  { kind: 'retry', reason: 'r', about: 'sender', afterMs: 5 },
  { kind: 'retry', reason: 'r', about: 'message' },
  { kind: 'retry', reason: 'r' },
]
const way: fc.Arbitrary<Way> = fc.oneof(
  fc
    .constantFrom('sender' as const, 'message' as const, undefined)
    .map(about => ({ kind: 'before_mark' as const, about })),
  fc.constant({ kind: 'no_room' as const }),
  fc.constantFrom(...after).map(result => ({ kind: 'after_mark' as const, result })),
)
const marks = fc.array(fc.constantFrom('granted', 'refused', 'failed'), { minLength: 4, maxLength: 4 })

it('at most one takes it, never after an open end, and none without a mark of its own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(way, { minLength: 1, maxLength: 4 }), marks, async (ways, answers) => {
      const told: string[] = []
      let asked = 0
      let isMarked = false
      let sentBy: string | undefined
      const chain = aChain(
        ways.map((way, index) => ({
          name: `s${index}`,
          full: way.kind === 'no_room',
          send: async (_: ChainMessage, markOnWire) => {
            told.push('asked')
            if (way.kind === 'no_room') throw new Error('was asked without a token')
            if (way.kind === 'before_mark')
              return { kind: 'retry', reason: 'r', ...(way.about && { about: way.about }) }
            const granted = await markOnWire().catch(() => null)
            // Some call a mark that failed a trouble of their own.
            if (granted === null) return { kind: 'retry', reason: 'mark failed', about: 'sender' }
            if (!granted) return { kind: 'not_sent' }
            told.push(way.result.kind)
            if (way.result.kind === 'sent') sentBy = `s${index}`
            return way.result
          },
        })),
      )
      const result = await chain.send(aMessage(), async () => {
        const answer = answers[asked++]
        if (answer === 'failed') throw new Error('database away')
        isMarked ||= answer === 'granted'
        return answer === 'granted'
      })
      const took = told.filter(kind => kind === 'sent' || kind === 'unknown')
      expect(took.length).toBeLessThanOrEqual(1)
      expect(asked).toBeLessThanOrEqual(ways.filter(({ kind }) => kind === 'after_mark').length)
      for (const final of ['sent', 'unknown', 'give_up'])
        if (told.includes(final)) expect(told.at(-1)).toBe(final)
      expect(took[0] ?? 'none').toBe(
        result.kind === 'sent' || result.kind === 'unknown' ? result.kind : 'none',
      )
      if (!isMarked) expect(took).toEqual([])
      // Nothing to record would leave what is marked on the wire until nobody knows.
      else expect(result.kind).not.toBe('not_sent')
      if (result.kind === 'sent') expect(result.sender).toBe(sentBy)
    }),
    { numRuns: 2_000 },
  )
})
