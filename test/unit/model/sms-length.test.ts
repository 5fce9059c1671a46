import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { outsideGsm7, smsLength } from '../../../src/model/sms-length.js'

const gsm7 = [
  ...'@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
]
const extension = [...'\f^{}\\[~]|€']

describe('the length of an SMS', () => {
  it.each([
    ['', 'GSM-7', 0, 1, 160],
    ['a'.repeat(160), 'GSM-7', 160, 1, 0],
    ['a'.repeat(161), 'GSM-7', 161, 2, 145],
    ['a'.repeat(306), 'GSM-7', 306, 2, 0],
    ['a'.repeat(307), 'GSM-7', 307, 3, 152],
    ['€'.repeat(80), 'GSM-7', 160, 1, 0],
    ['€'.repeat(81), 'GSM-7', 162, 2, 143],
    // The 153rd septet of the first segment stays empty: an escape may not stand there alone.
    [`${'a'.repeat(152)}€${'a'.repeat(152)}`, 'GSM-7', 306, 3, 152],
    ['ж'.repeat(70), 'UCS-2', 70, 1, 0],
    ['ж'.repeat(71), 'UCS-2', 71, 2, 63],
    ['ж'.repeat(134), 'UCS-2', 134, 2, 0],
    ['ж'.repeat(135), 'UCS-2', 135, 3, 66],
    ['😀'.repeat(35), 'UCS-2', 70, 1, 0],
    // 33 to a segment, whose 67th unit stays empty.
    ['😀'.repeat(67), 'UCS-2', 134, 3, 65],
  ])('of %j is %s, %i units, %i segments, %i left', (text, encoding, units, segments, left) => {
    expect(smsLength(text)).toMatchObject({ encoding, units, segments, left })
  })

  it('says what fits into one of so many segments', () => {
    expect(smsLength('a').perSegment).toBe(160)
    expect(smsLength('a'.repeat(161)).perSegment).toBe(153)
    expect(smsLength('ж').perSegment).toBe(70)
    expect(smsLength('ж'.repeat(71)).perSegment).toBe(67)
  })

  it('names the character that makes an SMS dear', () => {
    expect(outsideGsm7('Grüße aus Köln für 5 €')).toBeNull()
    expect(outsideGsm7('It’s here')).toBe('’')
    expect(outsideGsm7('Soon 😀 ç')).toBe('😀')
    // A small c with a cedilla is none of the alphabet, though the capital is.
    expect(outsideGsm7('garçon')).toBe('ç')
  })

  it('knows every character of the alphabet', () => {
    expect(gsm7).toHaveLength(127)
    for (const character of gsm7) expect(smsLength(character)).toMatchObject({ encoding: 'GSM-7', units: 1 })
    for (const character of extension)
      expect(smsLength(character)).toMatchObject({ encoding: 'GSM-7', units: 2 })
  })

  it('agrees with one who really packs the septets', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...gsm7.slice(0, 30), ...extension), { maxLength: 700 }),
        chars => {
          const parts = packSeptets(chars)
          expect(smsLength(chars.join(''))).toMatchObject({ encoding: 'GSM-7', segments: parts.length })
          expect(parts.every(part => part.at(-1) !== 0x1b)).toBe(true)
        },
      ),
    )
  })

  it('agrees with one who really packs code units, and splits no pair', () => {
    const character = fc.constantFrom('a', 'ж', '漢', '😀', '🇩', '€')
    fc.assert(
      fc.property(fc.array(character, { maxLength: 400 }), chars => {
        const text = `ж${chars.join('')}`
        const parts = packUnits(text)
        expect(parts.join('')).toBe(text)
        expect(parts.every(part => !/\p{Surrogate}/u.test(part))).toBe(true)
        expect(smsLength(text)).toMatchObject({ encoding: 'UCS-2', segments: parts.length })
      }),
    )
  })
})

/** Writes escapes out and cuts, stepping back where the cut would fall behind an escape. */
function packSeptets(chars: readonly string[]): number[][] {
  const septets = chars.flatMap(char => (extension.includes(char) ? [0x1b, 1] : [2]))
  if (septets.length <= 160) return [septets]
  const parts: number[][] = []
  for (let at = 0; at < septets.length; ) {
    const end = septets[at + 152] === 0x1b ? at + 152 : at + 153
    parts.push(septets.slice(at, end))
    at = end
  }
  return parts
}

function packUnits(text: string): string[] {
  if (text.length <= 70) return [text]
  const parts: string[] = []
  for (let at = 0; at < text.length; ) {
    const cutsPair = at + 67 < text.length && /[\uD800-\uDBFF]/.test(text[at + 66]!)
    const end = at + (cutsPair ? 66 : 67)
    parts.push(text.slice(at, end))
    at = end
  }
  return parts
}
