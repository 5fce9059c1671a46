import { describe, expect, it } from 'vitest'
import { table } from '../../../src/cli/table.js'
import { terminalOn } from '../../../src/cli/terminal.js'

describe('a table', () => {
  it('is as wide as its widest cells, with numbers to the right', () => {
    const columns = [{ title: 'journey' }, { title: 'sent', align: 'right' as const }]
    expect(
      table(columns, [
        ['cart-recovery', '5'],
        ['b', '1,000'],
      ]),
    ).toEqual([
      'journey         sent',
      '─────────────  ─────',
      'cart-recovery      5',
      'b              1,000',
    ])
  })

  it('has a head when it has no rows', () => {
    expect(table([{ title: 'id' }], [])).toEqual(['id', '──'])
  })

  it('counts what people see as one character as one', () => {
    expect(table([{ title: 'a' }, { title: 'b' }], [['é👍🏽', 'x']]).at(-1)).toBe('é👍🏽  x')
  })

  it('never lets a cell move the cursor', () => {
    expect(table([{ title: 'a' }], [['\x1b[2Jx\n']]).at(-1)).toBe('\uFFFD[2Jx\uFFFD')
    expect(table([{ title: 'a' }], [['cart\u202Eevil']]).at(-1)).toBe('cart\uFFFDevil')
  })
})

describe('a terminal', () => {
  const stream = (isTTY: boolean, colours = isTTY) => {
    const written: string[] = []
    return {
      isTTY,
      columns: 20,
      hasColors: () => colours,
      write: (text: string) => written.push(text),
      written,
    }
  }

  it('paints for a person', () => {
    expect(terminalOn(stream(true), stream(true)).paint('red', 'no')).toBe('\x1b[31mno\x1b[39m')
  })

  it('does not paint where nobody looks, or who looks said no', () => {
    expect(terminalOn(stream(false), stream(true)).paint('red', 'no')).toBe('no')
    expect(terminalOn(stream(true, false), stream(true)).paint('red', 'no')).toBe('no')
  })

  it('keeps data and talk apart, and shows progress only to a person', () => {
    const [out, err] = [stream(false), stream(false)]
    const terminal = terminalOn(out, err)
    terminal.progress('half')
    terminal.out('data')
    terminal.say('talk')
    expect(out.written).toEqual(['data\n'])
    expect(err.written).toEqual(['talk\n'])
  })

  it('cuts progress to the width and wipes it before the next line', () => {
    const [out, err] = [stream(true), stream(true)]
    const terminal = terminalOn(out, err)
    terminal.progress('x'.repeat(50))
    terminal.out('data')
    expect(err.written).toEqual([`\r\x1b[K${'x'.repeat(19)}`, '\r\x1b[K'])
    expect(out.written).toEqual(['data\n'])
  })
})
