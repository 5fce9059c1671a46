// What numbered cases cannot show, because they would be endless, or because a case itself is wrong.
import { describe, expect, it } from 'vitest'
import { caseFileSchema, runCase } from '../../../src/workbench/index.js'

const run = (given: object, when: object[]): string[] => {
  const file = caseFileSchema.parse({ name: 'f', ...given, cases: [{ name: 'c', when, then: [] }] })
  return runCase(file, file.cases[0]!)
}
const cart = { id: 'cart', trigger: { event: 'product_added' }, steps: [{ id: 'settle', wait: '1h' }] }

describe('events that lead to each other without end', () => {
  const again = { reenter: 'always' }
  const journeys = [
    { id: 'ping', trigger: { event: 'ball_one' }, entry: again, steps: [{ id: 'go', emit: 'ball_two' }] },
    { id: 'pong', trigger: { event: 'ball_two' }, entry: again, steps: [{ id: 'go', emit: 'ball_one' }] },
  ]
  const lines = run({ journeys }, [
    { at: '0m', event: 'ball_one' },
    { at: '1m', event: 'product_viewed' },
  ])

  it('are cut off after sixteen, and the last one is set aside', () => {
    expect(lines.filter(line => line.endsWith('entered')).length).toBe(17)
    expect(lines.at(-1)).toBe('0m set aside ball_two: too many events have led to it')
  })
})

describe('a moment that cannot be', () => {
  it('is an event that nobody could post', () => {
    const order = { at: '5m', event: 'order_completed', properties: { order: { id: 'o1' } } }
    expect(() => run({ journeys: [cart] }, [order])).toThrow(
      /order_completed at 5m could not be posted: .*total/,
    )
  })

  it('is an answer where nobody was called', () => {
    expect(() => run({ journeys: [cart] }, [{ at: '0m', answer: { step: 'ask' } }])).toThrow(
      'no step "ask" has called anybody yet',
    )
  })

  it('is a journey with a segment that is not there', () => {
    const lost = { ...cart, entry: { if: { segment: 'nobody' } } }
    expect(() => run({ journeys: [lost] }, [{ at: '0m' }])).toThrow(/cart version 1: .*nobody/)
  })
})

describe('a case file', () => {
  it.each([
    ['a slip of the pen', { att: '0m' }],
    ['no time', { event: 'product_added' }],
    ['a time that is none', { at: '1 hour' }],
    ['properties without an event', { at: '0m', properties: {} }],
    ['handing over that is not true', { at: '0m', handOver: false }],
  ])('is refused with %s in a moment', (_, moment) => {
    expect(() => run({ journeys: [cart] }, [moment])).toThrow()
  })
})
