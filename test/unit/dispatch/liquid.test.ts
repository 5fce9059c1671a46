import { describe, expect, it } from 'vitest'
import { TemplateFailure, templateEngine } from '../../../src/dispatch/liquid.js'

const engine = templateEngine('Europe/Berlin')
const failure = (source: string, context: object = {}): string => {
  try {
    engine.render('text', source, context)
  } catch (error) {
    expect(error).toBeInstanceOf(TemplateFailure)
    return (error as Error).message
  }
  throw new Error('it rendered')
}

describe('templates', () => {
  it('escape values in HTML and not in text', () => {
    const context = { name: `<b>"O'Neil" & Co` }
    expect(engine.render('html', 'Hi {{ name }}', context)).toBe('Hi &lt;b&gt;&#34;O&#39;Neil&#34; &amp; Co')
    expect(engine.render('text', 'Hi {{ name }}', context)).toBe(`Hi <b>"O'Neil" & Co`)
  })

  it('do not escape twice what the template escapes by hand', () => {
    expect(engine.render('html', '{{ name | escape }}|{{ name | newline_to_br }}', { name: 'a&b\nc' })).toBe(
      'a&amp;b\nc|a&amp;b<br>\nc',
    )
  })

  it('leave out what is missing', () => {
    expect(engine.render('text', 'Hi {{ customer.firstName | default: "there" }}{{ a.b.c }}', {})).toBe(
      'Hi there',
    )
  })

  it('see no more of a value than its own properties', () => {
    expect(
      engine.render('text', '[{{ cart.constructor }}{{ cart.__proto__ }}{{ constructor }}]', { cart: {} }),
    ).toBe('[]')
  })

  it('show times in the workspace’s zone', () => {
    expect(engine.render('text', '{{ at | date: "%H:%M" }}', { at: '2026-11-20T10:00:00Z' })).toBe('11:00')
  })

  it('reach no file', () => {
    expect(failure('{% include "/etc/passwd" %}')).toMatch(/^RenderError/)
    expect(failure('{% render "package.json" %}')).toMatch(/ENOENT|Error/)
  })

  it('fail on a filter that does not exist', () => {
    expect(failure('{{ name | shout }}')).toContain('undefined filter: shout')
  })

  it('fail without telling the values they were given', () => {
    expect(failure('{% render name %}', { name: 'ann@example.com' })).toBe('RenderError at line 1, column 1')
  })

  it('end, however much a template asks for', () => {
    expect(failure('{% for i in (1..100000000) %}x{% endfor %}')).toMatch(/^RenderError/)
  })
})
