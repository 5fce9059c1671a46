import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { ReaderGone, writePart } from '../../../../src/platform/http/index.js'

const narrow = () => new PassThrough({ highWaterMark: 4 })

describe('a long answer', () => {
  it('waits for whoever reads it, and leaves no listener behind', async () => {
    const response = narrow()
    const before = response.listenerCount('close')
    const writing = (async () => {
      for (let n = 0; n < 50; n++) {
        await writePart(response, `part ${n}\n`)
        expect(response.listenerCount('close')).toBeLessThanOrEqual(before + 1)
      }
      response.end()
    })()
    let text = ''
    for await (const part of response) text += part
    await writing
    expect(text.split('\n')).toHaveLength(51)
  })

  it('ends when whoever reads it breaks off, also in the middle of a wait', async () => {
    const response = narrow()
    const waiting = writePart(response, 'more than fits')
    response.destroy()
    await waiting
    await expect(writePart(response, 'more')).rejects.toThrow(ReaderGone)
  })
})
