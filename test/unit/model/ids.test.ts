// Identities that are named after their cause.
import { v5 } from 'uuid'
import { describe, expect, it } from 'vitest'
import { idFrom } from '../../../src/model/ids.js'

const namespace = '6b0d5a52-2f0e-4d0f-9c57-0b8f9b9d7c11'

describe('idFrom', () => {
  it('is the UUID of version 5 of its parts, as the uuid package makes it', () => {
    for (const parts of [['message', 'e1', 'remind', 1], [], ['Zürich ✓', '"quoted"'], ['x'.repeat(5_000)]])
      expect(idFrom(...parts)).toBe(v5(JSON.stringify(parts), namespace))
    for (let n = 0; n < 200; n++) expect(idFrom('n', n)).toBe(v5(JSON.stringify(['n', n]), namespace))
  })
  it('tells parts apart that read the same in a row', () => {
    expect(idFrom('ab', 'c')).not.toBe(idFrom('a', 'bc'))
    expect(idFrom('1')).not.toBe(idFrom(1))
  })
})
