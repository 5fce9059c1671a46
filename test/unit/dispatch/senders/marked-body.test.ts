import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import { MarkedBody } from '../../../../src/dispatch/senders/marked-body.js'

const bytes = Buffer.from('Subject: hi\r\n\r\nhello')

describe('the body of an email', () => {
  it('does not ask for the mark before it is read', () => {
    expect(new MarkedBody(bytes, async () => true).mark).toBeNull()
  })

  it('comes whole once it is marked, and asks once', async () => {
    let asked = 0
    const body = new MarkedBody(bytes, async () => ++asked === 1)
    expect(await text(body)).toBe(bytes.toString())
    expect([asked, body.mark, body.started]).toEqual([1, 'granted', true])
  })

  it.each([
    ['refused', () => Promise.resolve(false)],
    ['failed', () => Promise.reject(new Error('away'))],
  ] as [string, () => Promise<boolean>][])('gives no byte when the mark is %s', async (mark, ask) => {
    const body = new MarkedBody(bytes, ask)
    await expect(text(body)).rejects.toThrow('not marked')
    expect([body.mark, body.started]).toEqual([mark, false])
  })

  it('gives no byte when the connection broke while the mark was asked for', async () => {
    let grant: (marked: boolean) => void = () => {}
    const body = new MarkedBody(
      bytes,
      () =>
        new Promise(resolve => {
          grant = resolve
        }),
    )
    const reading = text(body)
    body.destroy()
    await expect(reading).rejects.toThrow()
    grant(true)
    await body.settled()
    expect([body.mark, body.started]).toEqual(['granted', false])
  })
})
