// Bodies of webhooks read without loss, or refused with a reason; never a crash.
import fc from 'fast-check'
import { parse } from 'lossless-json'
import { describe, expect, test } from 'vitest'
import { parseBody, parseText } from '../../../../src/ingest/webhooks/parse.js'
import { WebhookFault } from '../../../../src/ingest/webhooks/webhook.js'

describe('numbers', () => {
  test.each([
    ['0', 0],
    ['-7', -7],
    ['9007199254740991', 9007199254740991],
    ['9007199254740993', '9007199254740993'],
    ['820982911946154508', '820982911946154508'],
    ['19.90', '19.90'],
    ['1.0', '1.0'],
    ['0.1', '0.1'],
    ['1e3', '1e3'],
    ['-0', '-0'],
    ['1E400', '1E400'],
  ])('%s', (text, value) => {
    expect(parseText(`{"n":${text}}`)).toEqual({ n: value })
  })
})

test('everything else is as JSON.parse reads it', () => {
  const noNumbers = fc
    .jsonValue({ maxDepth: 5 })
    .map(value =>
      JSON.parse(JSON.stringify(value), (_name, inner) =>
        typeof inner === 'number' ? String(inner) : inner,
      ),
    )
  fc.assert(
    fc.property(noNumbers, value => {
      const text = JSON.stringify(value)
      // Names that reach a prototype are refused; another test is about them.
      fc.pre(!text.includes('__proto__'))
      expect(parseText(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('of everything that is made of such pieces, it reads what a slow parser without loss reads, and no more', () => {
  const pieces = fc.constantFrom(
    ...[
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"b"',
      '"\\\\"',
      '"\\""',
      ' ',
      '1',
      '-0',
      '1.50',
      '01',
      '9007199254740993',
    ],
    ...[
      '1e3',
      '-',
      '1.',
      '.5',
      'true',
      'null',
      '{"a":1}',
      '{"a":1.5,"a":1.5}',
      '{"a":1,"a":2}',
      '[1.0]',
      '{1.5:2}',
      '"',
    ],
  )
  fc.assert(
    fc.property(fc.array(pieces, { minLength: 1, maxLength: 7 }), list => {
      const text = list.join('')
      fc.pre(text.trim() !== '')
      expect(orFault(() => parseText(text))).toEqual(orFault(() => slowly(text)))
    }),
    { numRuns: 3_000 },
  )
})

const orFault = (read: () => unknown): unknown => {
  try {
    return read()
  } catch {
    return 'a fault'
  }
}

const slowly = (text: string): unknown =>
  parse(text, null, {
    parseNumber: number =>
      Number.isSafeInteger(Number(number)) && String(Number(number)) === number ? Number(number) : number,
    onDuplicateKey: () => {
      throw new Error('twice')
    },
  })

test('whatever a body holds, it is read or refused', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    '"',
    ':',
    ',',
    '\\',
    '\\u00',
    '1',
    '-',
    '.',
    'e',
    'true',
    '\0',
    'é',
    ' ',
  )
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces, { maxLength: 40 }).map(list => list.join('')),
  )
  fc.assert(
    fc.property(texts, text => {
      try {
        parseText(text)
      } catch (error) {
        expect(error).toBeInstanceOf(WebhookFault)
      }
    }),
    { numRuns: 2_000 },
  )
})

describe('refused', () => {
  test.each([
    ['', 'the body is empty'],
    ['  \n', 'the body is empty'],
    ['{"a":1', 'the body is not JSON'],
    ['NaN', 'the body is not JSON'],
    ['{"a":1}{"b":2}', 'the body is not JSON'],
    ['{"a":1,"a":2}', 'the body has the name "a" twice in one object'],
    ['{"a":{"__proto__":{}}}', 'the body has the name "__proto__"'],
    ['['.repeat(101), 'nested deeper than 100 levels'],
  ])('%s', (text, reason) => {
    expect(() => parseText(text)).toThrow(
      expect.objectContaining({ message: expect.stringContaining(reason) }),
    )
    expect(() => parseText(text)).toThrow(WebhookFault)
  })

  test('but not for a mark of the byte order before it', () => {
    expect(parseText('\ufeff{"a":true}')).toEqual({ a: true })
  })

  test('brackets in strings nest nothing', () => {
    const text = JSON.stringify({ a: '[{"\\'.repeat(1_000) })
    expect(parseText(text)).toEqual(JSON.parse(text))
  })

  test('bytes that are no UTF-8', () => {
    const body = Buffer.from([0x22, 0xc3, 0x28, 0x22]).toString('base64')
    expect(() => parseBody({ body, bodyEncoding: 'base64' })).toThrow('the body is not UTF-8')
  })
})

test('five megabytes take no time to speak of', () => {
  const text = JSON.stringify({
    list: Array.from({ length: 60_000 }, (_, n) => ({ id: n, name: `Line item ${n}`, price: '19.90' })),
  })
  const started = performance.now()
  parseText(text)
  expect(performance.now() - started).toBeLessThan(3_000)
})
