import { expect, test } from 'vitest'
import { runningClock, systemClock } from '../../../src/platform/clock.js'

const at = (text: string) => new Date(text)

test('a running clock shows its anchor at the real anchor and runs at its speed from there', () => {
  const setting = {
    realAnchor: at('2026-01-01T00:00:00Z'),
    clockAnchor: at('2030-06-01T12:00:00Z'),
    speed: 3600,
  }
  const show = (real: string) =>
    runningClock(setting, { now: () => at(real) })
      .now()
      .toISOString()
  expect(show('2026-01-01T00:00:00Z')).toBe('2030-06-01T12:00:00.000Z')
  expect(show('2026-01-01T00:00:01Z')).toBe('2030-06-01T13:00:00.000Z')
  expect(show('2025-12-31T23:59:59Z')).toBe('2030-06-01T11:00:00.000Z')
})

test('at speed 1 with equal anchors it is the real clock', () => {
  const anchor = at('2000-01-01T00:00:00Z')
  const clock = runningClock({ realAnchor: anchor, clockAnchor: anchor, speed: 1 })
  expect(Math.abs(clock.now().getTime() - systemClock.now().getTime())).toBeLessThan(1_000)
})
