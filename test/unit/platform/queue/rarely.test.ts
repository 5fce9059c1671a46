import { expect, test } from 'vitest'
import { rarely } from '../../../../src/platform/queue/rarely.js'

test('the same trouble is heard once in a while, another at once', () => {
  const heard: string[] = []
  let time = 0
  const listen = rarely(
    error => heard.push(`${time} ${error.message}`),
    10,
    () => time,
  )
  for (time = 0; time < 25; time++) listen(new Error('refused'))
  listen(new Error('full'))
  expect(heard).toEqual(['0 refused', '10 refused', '20 refused', '25 full'])
})
