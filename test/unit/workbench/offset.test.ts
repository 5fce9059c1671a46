import { describe, expect, it } from 'vitest'
import { formatOffset, isOffset, offsetMs } from '../../../src/workbench/offset.js'

describe('an offset', () => {
  it.each([
    ['0m', 0],
    ['90m', 5_400_000],
    ['1d2h', 93_600_000],
    ['59s999ms', 59_999],
    ['1w', 604_800_000],
    ['-2d', -172_800_000],
  ])('%s is %d ms', (offset, ms) => {
    expect(offsetMs(offset)).toBe(ms)
  })

  it.each(['', '1', 'h', '1.5h', '1h ', '1 h', '--1h', '1y', 'soon'])('is not %j', text => {
    expect(isOffset(text)).toBe(false)
    expect(() => offsetMs(text)).toThrow(RangeError)
  })

  it.each(['0m', '1h30m', '7d', '1d1h', '59s999ms', '1ms', '-1ms', '-1d1h'])(
    '%s is written as it was read',
    offset => {
      expect(formatOffset(offsetMs(offset))).toBe(offset)
    },
  )
})
