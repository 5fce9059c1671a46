// Stopping: in order, all of it, and not silently.
import { expect, test } from 'vitest'
import { stopInOrder } from '../../../src/platform/stop-in-order.js'

test('what fails to stop does not keep the next from stopping, and is told', async () => {
  const stopped: string[] = []
  const stages = [
    async () => stopped.push('door'),
    () => undefined,
    async () => {
      throw new Error('stuck')
    },
    async () => stopped.push('engine'),
  ]
  await expect(stopInOrder(stages)).rejects.toThrow('stuck')
  expect(stopped).toEqual(['door', 'engine'])
})
