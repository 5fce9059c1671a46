import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readJson } from '../../../../src/journeys/definition/json-text.js'

const faultOf = (text: string) => {
  const read = readJson(text)
  return 'fault' in read ? read.fault : null
}
const json = (text: string) => {
  const read = readJson(text)
  if ('fault' in read) throw new Error(read.fault.message)
  return read.json
}

describe('JSON with places', () => {
  test('reads whatever JSON.parse reads, to the same value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent)
        expect(json(text).value).toEqual(JSON.parse(text))
      }),
    )
  })

  test('refuses whatever JSON.parse refuses', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.nat(),
        fc.constantFrom('', ',', '}', '"', 'x', ':'),
        (value, at, put) => {
          const whole = JSON.stringify(value)
          const text =
            whole.slice(0, at % (whole.length + 1)) + put + whole.slice((at % (whole.length + 1)) + 1)
          let parses = true
          try {
            JSON.parse(text)
          } catch {
            parses = false
          }
          const fault = faultOf(text)
          if (fault?.code !== 'duplicate_property') expect(fault === null).toBe(parses)
        },
      ),
    )
  })

  test('knows the line of every value, and of the nearest one for a path that is not there', () => {
    const { lineOf } = json('{\n  "a": [\n    1,\n    { "b.c": 2 }\n  ]\n}')
    expect([[], ['a'], ['a', 0], ['a', 1, 'b.c'], ['a', 1, 'gone'], ['b']].map(lineOf)).toEqual([
      1, 2, 3, 4, 4, 1,
    ])
  })

  test('a property called __proto__ is one like any other', () => {
    const value = json('{ "__proto__": { "polluted": true } }').value as object
    expect(Object.keys(value)).toEqual(['__proto__'])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  test.each([
    ['{ "a": 1, }', 1, 11, 'remove the comma before this "}"'],
    ['[1,\n]', 2, 1, 'remove the comma before this "]"'],
    ['{ "a": 1\n  "b": 2 }', 2, 3, 'expected a comma or "}", found "\\""; is a comma missing before it?'],
    ['{ a: 1 }', 1, 3, 'expected the name of a property in double quotation marks, found "a"'],
    ['{ "a" 1 }', 1, 7, 'a colon is missing after "a"'],
    ['{ "a": \'x\' }', 1, 8, 'JSON wants double quotation marks (") around text'],
    ['{ "a": x1 }', 1, 8, 'x1 is no value here; write text in quotation marks: "x1"'],
    ['{ "a": "x\n" }', 1, 8, 'the closing quotation mark of this text is missing on its line'],
    ['{ "a": 1 // note\n }', 1, 10, 'expected a comma or "}", found "/"; is a comma missing before it?'],
    ['// note\n{}', 1, 1, 'JSON has no comments; use "description"'],
    ['{} {}', 1, 4, 'something stands after the end; remove it'],
    ['{ "a": ', 1, 8, 'expected a value, found the end of the file'],
    ['', 1, 1, 'expected a value, found the end of the file'],
  ])('%j: line %d, column %d, %s', (text, line, column, message) => {
    expect(faultOf(text)).toEqual({ code: 'json_syntax', line, column, message })
  })

  test('a property that stands twice is refused, where JSON.parse would keep the last', () => {
    expect(faultOf('{ "a": 1,\n  "a": 2 }')).toEqual({
      code: 'duplicate_property',
      line: 2,
      column: 3,
      message: '"a" stands twice; keep one of them',
    })
  })

  test('endless nesting is a fault, not the end of the program', () => {
    expect(faultOf('['.repeat(100_000))?.message).toBe('is nested deeper than 200 levels')
  })
})
