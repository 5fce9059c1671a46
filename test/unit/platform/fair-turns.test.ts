// Long work leaves room for others, however many share it.
import { expect, test } from 'vitest'
import { fairTurns } from '../../../src/platform/fair-turns.js'

/** A clock that only work moves: every piece takes a millisecond. */
function workshop() {
  let time = 1_000
  const pieces: number[] = []
  return {
    turn: fairTurns(() => time),
    pieces,
    work: (piece: number): void => {
      time++
      pieces.push(piece)
    },
  }
}

test('others have their turn between two bites, and workers together take one', async () => {
  const { turn, work, pieces } = workshop()
  const bites: number[] = []
  let [isOver, seen] = [false, 0]
  const others = (): void => {
    bites.push(pieces.length - seen)
    seen = pieces.length
    if (!isOver) setImmediate(others)
  }
  setImmediate(others)
  const worker = async (): Promise<void> => {
    for (let n = 0; n < 25; n++) {
      await turn()
      work(n)
    }
  }
  await Promise.all(Array.from({ length: 8 }, worker))
  isOver = true
  expect(pieces).toHaveLength(200)
  // Six pieces make a bite; the eight who waited for it together have each passed the door already.
  expect(Math.max(...bites)).toBeLessThanOrEqual(14)
  expect(bites.filter(bite => bite > 0).length).toBeGreaterThan(10)
})

test('all of the work is done, in its order', async () => {
  const { turn, work, pieces } = workshop()
  for (let n = 0; n < 20; n++) {
    await turn()
    work(n)
  }
  expect(pieces).toEqual(Array.from({ length: 20 }, (_, n) => n))
})
