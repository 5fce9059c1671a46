// One table of names: whatever a storefront calls a known event, it is that event; anything else is an event of its own.
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { eventNames, eventTypeOf, knownTypeOf } from '../../../../src/ingest/names/event-names.js'
import { eventTypeSchema, knownEventTypes, ownEventTypes } from '../../../../src/model/event.js'
import { read } from '../../../house/files.js'

const rows = Object.entries(eventNames)

describe('the table', () => {
  test.each(rows.flatMap(([type, names]) => names.map(name => [name, type])))('%s is %s', (name, type) => {
    expect(knownTypeOf(name)).toBe(type)
  })

  test('has every name once, so that no row hides another', () => {
    const bare = (name: string) => name.toLowerCase().replace(/[\s_-]/g, '')
    const all = [...knownEventTypes, ...rows.flatMap(([, names]) => names)].map(bare)
    expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([])
  })

  test.each([
    ['Product Added', 'product_added'],
    ['PRODUCT-ADDED', 'product_added'],
    ['productAdded', 'product_added'],
    ['  order   completed ', 'order_completed'],
    ['VIEW_ITEM', 'product_viewed'],
  ])('%j is %s, whatever its spelling', (name, type) => {
    expect(knownTypeOf(name)).toBe(type)
  })

  test('is the one of docs/reference/webhooks-in.md', () => {
    const [, section = ''] =
      /^## Names\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(read('docs/reference/webhooks-in.md')) ?? []
    const listed = [...section.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)].map(([, type, names = '']) => [
      type,
      names.split(', ').map(name => name.replaceAll('`', '')),
    ])
    expect(listed).toEqual(rows)
  })
})

describe('a name in no table', () => {
  test.each([
    ['Newsletter Popup Closed', 'newsletter_popup_closed'],
    ['NewsletterPopupClosed', 'newsletter_popup_closed'],
    ['viewed PDFGuide', 'viewed_pdf_guide'],
    ['Größe gewählt', 'grosse_gewahlt'],
    ['sign-up: done!', 'sign_up_done'],
    ['constructor', 'constructor'],
  ])('%s is %s', (name, type) => {
    expect(eventTypeOf(name)).toEqual({ type })
  })

  test.each(['3D Viewer Opened', 'Корзина', '', '!!!', 'x'.repeat(65)])(
    '%j is no event, and says why',
    name => {
      expect(eventTypeOf(name)).toEqual({ fault: expect.stringContaining('begin with a letter') })
    },
  )

  test.each(ownEventTypes)('%s is not for others to tell', type => {
    expect(eventTypeOf(type.replaceAll('_', ' '))).toEqual({
      fault: expect.stringContaining('Triggerfish alone'),
    })
  })

  test('whatever it is, it is a type or a reason', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), name => {
        const named = eventTypeOf(name)
        if ('type' in named) expect(eventTypeSchema.safeParse(named.type).success).toBe(true)
        else expect(named.fault).not.toBe('')
      }),
    )
  })
})
