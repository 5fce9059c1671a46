import { describe, expect, it } from 'vitest'
import { burstsIn } from '../../../../src/feedback/visits/bursts.js'
import { visitReport } from '../../../../src/feedback/visits/visit-report.js'
import type { Report } from '../../../../src/model/report.js'

const begin = Date.parse('2026-11-21T12:00:00.000Z')

const click = (path: string, ms: number, messageId = '0198f3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b'): Report =>
  visitReport({
    type: 'email_clicked',
    messageId,
    url: `https://shop.example/${path}`,
    visit: { what: 'click', method: 'GET', userAgent: 'Mozilla/5.0 (X11)', purpose: '' },
    at: new Date(begin + ms),
  })

describe('a burst', () => {
  it('is three links of one message within a second, in whatever order they come', () => {
    const reports = [click('c', 900), click('a', 0), click('b', 450)]
    expect(burstsIn(reports)).toEqual(new Set(reports))
  })

  it('is none of two links, of one link three times, of three messages, or of more time', () => {
    expect(burstsIn([click('a', 0), click('b', 1)]).size).toBe(0)
    expect(burstsIn([click('a', 0), click('a', 1), click('a', 2)]).size).toBe(0)
    const others = ['1', '2', '3'].map(n => `0198f3a0-1c2d-7e3f-8a4b-00000000000${n}`)
    expect(burstsIn(others.map((id, n) => click(String(n), n, id))).size).toBe(0)
    expect(burstsIn([click('a', 0), click('b', 5_000), click('c', 10_000)]).size).toBe(0)
  })

  it('takes along nothing that came before or after it', () => {
    const burst = [click('a', 0), click('b', 1), click('c', 2)]
    expect(burstsIn([...burst, click('d', 60_000)])).toEqual(new Set(burst))
  })
})
