import { describe, expect, it } from 'vitest'
import { type Visited, visitReport } from '../../../../src/feedback/visits/visit-report.js'

const visited: Visited = {
  type: 'email_clicked',
  messageId: '0198f3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b',
  url: 'https://shop.example/a?b=c#d',
  visit: { what: 'click', method: 'GET', userAgent: 'x', purpose: '' },
  at: new Date('2026-11-21T12:01:00.000Z'),
}
const at = (time: string) => visitReport({ ...visited, at: new Date(`2026-11-21T${time}.000Z`) })

describe('the report of a visit', () => {
  it('names the message, where the link led to, and how it was fetched', () => {
    expect(visitReport(visited)).toEqual({
      type: 'email_clicked',
      channel: 'email',
      provider: 'link',
      id: expect.stringMatching(/^.{1,200}$/),
      occurredAt: '2026-11-21T12:01:00.000Z',
      receivedAt: '2026-11-21T12:01:00.000Z',
      messageId: visited.messageId,
      properties: { url: 'https://shop.example/a?b=c#d', link: 'https://shop.example/a' },
      visit: visited.visit,
    })
  })

  it('is the same for a second tap, and another an hour later, for another link or message', () => {
    expect(at('12:01:30').id).toBe(at('12:01:00').id)
    const ids = [
      at('12:01:00'),
      at('13:01:00'),
      visitReport({ ...visited, url: 'https://shop.example/b' }),
      visitReport({ ...visited, messageId: '0198f3a0-1c2d-7e3f-8a4b-000000000000' }),
      visitReport({ ...visited, type: 'email_opened' }),
    ].map(({ id }) => id)
    expect(new Set(ids).size).toBe(5)
  })

  it('of an SMS is of the channel sms', () => {
    expect(visitReport({ ...visited, type: 'sms_clicked' }).channel).toBe('sms')
  })

  it('leaves out the token of a page of ours, which would open it', () => {
    const url = `https://t.example/k/${'a'.repeat(200)}.${'b'.repeat(43)}`
    expect(visitReport({ ...visited, url }).properties).toEqual({
      url: 'https://t.example/k/…',
      link: 'https://t.example/k/…',
    })
  })
})
