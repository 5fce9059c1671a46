// Long work leaves room for others, however many share it.
import { expect, test } from 'vitest'
import { fairTurns } from '../../../src/platform/fair-turns.js'

const workFor = (ms: number): void => {
  for (const start = performance.now(); performance.now() - start < ms; );
}

test('others have their turn between two bites, and workers together take one', async () => {
  const turn = fairTurns()
  const longest = { ms: 0 }
  let [isOver, last] = [false, performance.now()]
  const watch = (): void => {
    longest.ms = Math.max(longest.ms, performance.now() - last)
    last = performance.now()
    if (!isOver) setImmediate(watch)
  }
  watch()
  const worker = async (): Promise<void> => {
    for (let n = 0; n < 25; n++) {
      await turn()
      workFor(1)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  isOver = true
  // 200 ms of work in bites of five, whose last piece may begin late; the rest is for a busy machine.
  expect(longest.ms).toBeLessThan(60)
})

test('all of the work is done, in its order', async () => {
  const turn = fairTurns()
  const done: number[] = []
  for (let n = 0; n < 20; n++) {
    await turn()
    workFor(1)
    done.push(n)
  }
  expect(done).toEqual(Array.from({ length: 20 }, (_, n) => n))
})
