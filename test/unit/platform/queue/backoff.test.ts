import { expect, test } from 'vitest'
import { cappedBackoff } from '../../../../src/platform/queue/consume.js'
import { longestBackoffMs } from '../../../../src/platform/queue/contract.js'

test('pauses double up to half a minute, and never come together', () => {
  const pause = cappedBackoff(250)
  for (const [attempt, longest] of [
    [1, 250],
    [2, 500],
    [5, 4_000],
    [8, longestBackoffMs],
    [3_000, longestBackoffMs],
  ] as const) {
    expect(pause(attempt)).toBeLessThanOrEqual(longest)
    expect(pause(attempt)).toBeGreaterThanOrEqual(longest * 0.75)
  }
})
