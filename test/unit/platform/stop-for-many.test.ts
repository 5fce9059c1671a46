import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { stopForMany } from '../../../src/platform/stop-for-many.js'

test('wakes all who wait for it, however many, and Node sees no leak in them', async () => {
  const warnings: string[] = []
  const listen = ({ message }: Error) => warnings.push(message)
  process.on('warning', listen)
  onTestFinished(() => {
    process.off('warning', listen)
  })
  const stop = stopForMany()
  const waits = Array.from({ length: 50 }, () =>
    pause(60_000, 'slept', { signal: stop.signal }).catch(() => 'woken'),
  )
  await new Promise(resolve => setImmediate(resolve))
  stop.abort()
  expect(new Set(await Promise.all(waits))).toEqual(new Set(['woken']))
  expect(warnings).toEqual([])
})
