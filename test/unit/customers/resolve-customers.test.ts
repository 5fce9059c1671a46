// Which customer an event belongs to, and what is put together for it. Any events in any order: the property tests beside.
import { describe, expect, it } from 'vitest'
import type { Identifiers } from '../../../src/model/customer.js'
import { NameBook } from '../../support/name-book.js'

/** Events a second apart, each a batch of its own, unless they say when they happened. */
function told(...events: readonly (Identifiers & { at?: number })[]): NameBook {
  const book = new NameBook()
  for (const [n, { at = n, ...names }] of events.entries()) book.tell({ names, at: at * 1_000 })
  return book
}
const groups = (...events: readonly (Identifiers & { at?: number })[]): string[] =>
  told(...events)
    .groups()
    .map(names => names.join(' '))

describe('names that are told together', () => {
  it('are one customer', () => {
    expect(groups({ email: 'ann@x', anonymousId: 'a1' })).toEqual(['anonymousId:a1 email:ann@x'])
  })
  it('bring the past of a browser to whoever logs in', () => {
    expect(groups({ anonymousId: 'a1' }, { anonymousId: 'a1', email: 'ann@x' })).toEqual([
      'anonymousId:a1 email:ann@x',
    ])
  })
  it('make two known customers one: a guest who opens an account', () => {
    expect(groups({ email: 'ann@x' }, { id: 'c1' }, { id: 'c1', email: 'ann@x' })).toEqual([
      'email:ann@x id:c1',
    ])
  })
  it('may be many of a weaker kind: a new address, a second browser', () => {
    expect(
      groups({ id: 'c1', email: 'old@x' }, { id: 'c1', email: 'new@x' }, { id: 'c1', anonymousId: 'a1' }),
    ).toEqual(['anonymousId:a1 email:new@x email:old@x id:c1'])
  })
  it('join two ids where the shop says they are one', () => {
    expect(groups({ id: 'c2', email: 'ann@x' }, { id: 'c1' }, { id: 'c1', formerId: 'c2' })).toEqual([
      'email:ann@x id:c1 id:c2',
    ])
  })
  it('are kept apart by their kind, though they are spelt alike', () => {
    expect(groups({ id: 'x' }, { anonymousId: 'x' })).toEqual(['anonymousId:x', 'id:x'])
  })
})

describe('two people', () => {
  it('who share a browser stay two, and it stays with whoever used it first', () => {
    expect(
      groups({ id: 'c1', anonymousId: 'a1' }, { id: 'c2', anonymousId: 'a1' }, { anonymousId: 'a1' }),
    ).toEqual(['anonymousId:a1 id:c1', 'id:c2'])
  })
  it('who share a browser stay two, also where the later login arrives first', () => {
    expect(groups({ id: 'c2', anonymousId: 'a1', at: 9 }, { id: 'c1', anonymousId: 'a1', at: 1 })).toEqual([
      'anonymousId:a1 id:c1',
      'id:c2',
    ])
  })
  it('who share a phone stay two', () => {
    expect(groups({ email: 'ann@x', phone: '+49151' }, { email: 'bob@x', phone: '+49151' })).toEqual([
      'email:ann@x phone:+49151',
      'email:bob@x',
    ])
  })
  it('with two accounts and one address stay two', () => {
    expect(groups({ id: 'c1', email: 'ann@x' }, { id: 'c2', email: 'ann@x' })).toEqual([
      'email:ann@x id:c1',
      'id:c2',
    ])
  })
})

describe('a cart', () => {
  it('without a name joins whoever checks out with it', () => {
    expect(groups({ cartToken: 't1' }, { email: 'ann@x', checkoutToken: 'k1', cartToken: 't1' })).toEqual([
      'cartToken:t1 checkoutToken:k1 email:ann@x',
    ])
  })
  it('joins the browser it was filled in to whoever checks out, in whatever order that arrives', () => {
    const expected = ['anonymousId:a1 cartToken:t1 email:ann@x']
    expect(groups({ anonymousId: 'a1', cartToken: 't1' }, { email: 'ann@x', cartToken: 't1' })).toEqual(
      expected,
    )
    expect(groups({ email: 'ann@x', cartToken: 't1' }, { anonymousId: 'a1', cartToken: 't1' })).toEqual(
      expected,
    )
  })
  it('goes with the address that was corrected in the checkout', () => {
    expect(groups({ email: 'typo@x', cartToken: 't1' }, { email: 'ann@x', cartToken: 't1' })).toEqual([
      'cartToken:t1 email:ann@x',
      'email:typo@x',
    ])
  })
  it('goes with the later one, also where it arrives first', () => {
    expect(
      groups({ email: 'ann@x', cartToken: 't1', at: 9 }, { email: 'typo@x', cartToken: 't1', at: 1 }),
    ).toEqual(['cartToken:t1 email:ann@x', 'email:typo@x'])
  })
})

describe('a batch', () => {
  it('is decided in one stage where nothing has to move', () => {
    const { stages } = new NameBook().tell(
      { names: { anonymousId: 'a1' }, at: 1 },
      { names: { anonymousId: 'a1', email: 'ann@x' }, at: 2 },
      { names: { email: 'ann@x' }, at: 3 },
    )
    expect(stages).toEqual([{ moves: [], events: [0, 1, 2] }])
  })
  it('is cut where two customers become one, for those two alone', () => {
    const { stages, customerIds } = new NameBook().tell(
      { names: { anonymousId: 'a1' }, at: 1 },
      { names: { email: 'ann@x' }, at: 2 },
      { names: { anonymousId: 'a1', email: 'ann@x' }, at: 3 },
      { names: { email: 'bob@x' }, at: 4 },
      { names: { anonymousId: 'a1' }, at: 5 },
    )
    expect(customerIds).toEqual(['c1', 'c2', 'c2', 'c3', 'c2'])
    expect(stages).toEqual([
      { moves: [], events: [0, 1, 3] },
      { moves: [{ from: 'c1', into: 'c2', names: null, event: 2 }], events: [2, 4] },
    ])
  })
  it('adds nothing the second time', () => {
    const book = told({ id: 'c1', email: 'ann@x', anonymousId: 'a1' })
    const again = book.tell({ names: { id: 'c1', email: 'ann@x', anonymousId: 'a1' }, at: 5_000 })
    expect(again).toMatchObject({
      newIdentities: [],
      changedIdentities: [],
      customerIds: ['c1'],
      newLinks: [],
    })
  })
})

describe('a name that somebody has split off', () => {
  it('is claimed by none of the names that are known, but by one that is new', () => {
    const book = told({ email: 'ann@x' }, { id: 'c1' })
    book.pin('email:ann@x')
    book.tell({ names: { id: 'c1', email: 'ann@x' }, at: 5_000 })
    expect(book.groups()).toEqual([['email:ann@x'], ['id:c1']])
    book.tell({ names: { id: 'c2', email: 'ann@x' }, at: 6_000 })
    expect(book.groups()).toEqual([['email:ann@x', 'id:c2'], ['id:c1']])
  })
})
