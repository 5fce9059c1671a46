// The micro-batcher that ingest, pipeline and dispatch share.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CoalesceOptions, coalesce } from '../../../src/platform/coalesce.js'

/** A runner whose runs end when the test says so. */
function heldRuns(options: Partial<CoalesceOptions<number, number>> = {}) {
  const runs: { items: number[]; succeed: () => void; fail: (error: Error) => void }[] = []
  const add = coalesce<number, number>({
    maxItems: 10,
    ...options,
    run: items =>
      new Promise((resolve, reject) => {
        runs.push({ items, succeed: () => resolve(items.map(item => item * 2)), fail: reject })
      }),
  })
  return { runs, add }
}
const turn = () => new Promise(resolve => setImmediate(() => setImmediate(resolve)))

describe('coalesce', () => {
  test('callers of one turn share one run, and each gets its own result', async () => {
    const { runs, add } = heldRuns()
    const results = Promise.all([add(1), add(2), add(3)])
    await turn()
    expect(runs.map(run => run.items)).toEqual([[1, 2, 3]])
    runs[0]?.succeed()
    expect(await results).toEqual([2, 4, 6])
  })

  test('what comes during a run waits for the next one, and only one runs at a time', async () => {
    const { runs, add } = heldRuns()
    const first = add(1)
    await turn()
    const later = [add(2), add(3)]
    await turn()
    expect(runs).toHaveLength(1)
    runs[0]?.succeed()
    await first
    await turn()
    expect(runs.map(run => run.items)).toEqual([[1], [2, 3]])
    runs[1]?.succeed()
    expect(await Promise.all(later)).toEqual([4, 6])
  })

  test('a failed run rejects exactly its own callers', async () => {
    const { runs, add } = heldRuns()
    const unlucky = [add(1), add(2)].map(promise => promise.catch((error: Error) => error.message))
    await turn()
    const lucky = add(3)
    runs[0]?.fail(new Error('disk full'))
    expect(await Promise.all(unlucky)).toEqual(['disk full', 'disk full'])
    await turn()
    runs[1]?.succeed()
    expect(await lucky).toBe(6)
  })

  test('a run that throws before it returns a promise rejects its callers too', async () => {
    const add = coalesce<number>({
      maxItems: 10,
      run: () => {
        throw new Error('at once')
      },
    })
    await expect(add(1)).rejects.toThrow('at once')
    await expect(add(2)).rejects.toThrow('at once')
  })

  test('no run is given more than maxItems', async () => {
    const { runs, add } = heldRuns({ maxItems: 2 })
    const results = Promise.all([1, 2, 3, 4, 5].map(add))
    for (let run = 0; run < 3; run++) {
      await turn()
      runs[run]?.succeed()
    }
    await results
    expect(runs.map(run => run.items)).toEqual([[1, 2], [3, 4], [5]])
  })

  test('an item may count for several, and one too heavy runs alone', async () => {
    const { runs, add } = heldRuns({ maxItems: 5, weigh: item => item })
    const results = Promise.all([2, 3, 9, 1].map(add))
    for (let run = 0; run < 3; run++) {
      await turn()
      runs[run]?.succeed()
    }
    await results
    expect(runs.map(run => run.items)).toEqual([[2, 3], [9], [1]])
  })

  test('an item that weighs nothing is not left behind', async () => {
    const { runs, add } = heldRuns({ maxItems: 5, weigh: () => 0 })
    const result = add(1)
    await turn()
    runs[0]?.succeed()
    expect(await result).toBe(2)
  })

  test('with maxWaitMs a run waits for company, but a full one does not', async () => {
    const { runs, add } = heldRuns({ maxItems: 2, maxWaitMs: 60_000 })
    const one = add(1)
    await turn()
    expect(runs).toHaveLength(0)
    const two = add(2)
    await turn()
    expect(runs.map(run => run.items)).toEqual([[1, 2]])
    runs[0]?.succeed()
    await Promise.all([one, two])
  })

  test('a lone item runs when maxWaitMs is over', async () => {
    const add = coalesce<number, number>({ maxItems: 2, maxWaitMs: 5, run: async items => items })
    expect(await add(7)).toBe(7)
  })

  test('drain runs what waits for company at once and resolves when all is done', async () => {
    const done: number[] = []
    const add = coalesce<number>({
      maxItems: 2,
      maxWaitMs: 60_000,
      run: async items => {
        await turn()
        done.push(...items)
      },
    })
    const results = [1, 2, 3].map(item => add(item))
    await add.drain()
    expect(done).toEqual([1, 2, 3])
    await Promise.all(results)
  })

  test('drain resolves at once when there is nothing to do, and after a failed run', async () => {
    const add = coalesce<number>({ maxItems: 2, run: () => Promise.reject(new Error('no')) })
    await add.drain()
    const result = add(1).catch((error: Error) => error.message)
    await add.drain()
    expect(await result).toBe('no')
  })

  test('load is the weight of what waits and runs', async () => {
    const { runs, add } = heldRuns({ weigh: item => item, maxItems: 3 })
    const results = Promise.all([add(3), add(2)])
    await turn()
    expect(add.load).toBe(5)
    runs[0]?.succeed()
    await turn()
    expect(add.load).toBe(2)
    runs[1]?.succeed()
    await results
    await add.drain()
    expect(add.load).toBe(0)
  })

  test('a wrong number of results is an error, not a mix-up', async () => {
    const add = coalesce<number, number>({ maxItems: 2, run: async () => [1] })
    await expect(Promise.all([add(1), add(2)])).rejects.toThrow('1 results for 2 items')
  })

  test('whatever comes whenever: every item runs once, in order, and gets its own result', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ weight: fc.integer({ min: 1, max: 7 }), pause: fc.boolean() }), {
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 9 }),
        async (calls, maxItems) => {
          const seen: number[] = []
          let running = 0
          const add = coalesce<{ n: number; weight: number }, number>({
            maxItems,
            weigh: item => item.weight,
            run: async items => {
              expect(++running).toBe(1)
              const weight = items.reduce((sum, item) => sum + item.weight, 0)
              expect(weight <= maxItems || items.length === 1).toBe(true)
              await Promise.resolve()
              seen.push(...items.map(item => item.n))
              running--
              return items.map(item => item.n)
            },
          })
          const results: Promise<number>[] = []
          for (const [n, call] of calls.entries()) {
            results.push(add({ n, weight: call.weight }))
            if (call.pause) await new Promise(resolve => setImmediate(resolve))
          }
          const expected = calls.map((_, n) => n)
          expect(await Promise.all(results)).toEqual(expected)
          expect(seen).toEqual(expected)
        },
      ),
      { numRuns: 200 },
    )
  })
})
