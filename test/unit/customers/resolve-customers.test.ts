// Which customer an event belongs to. Rules first, then any events in any batches.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Identity, resolveCustomers } from '../../../src/customers/index.js'
import type { Identifiers } from '../../../src/model/customer.js'

const counter = () => {
  let count = 0
  return () => `new-${++count}`
}

const resolve = (events: readonly Identifiers[], known: readonly Identity[] = []) =>
  resolveCustomers(events, known, counter())
const owns = (customerId: string, names: Identifiers): Identity[] =>
  Object.entries(names).map(([kind, value]) => ({ kind: kind as Identity['kind'], value, customerId }))

describe('resolveCustomers', () => {
  it('makes a customer of names nobody has', () => {
    expect(resolve([{ email: 'ann@example.com', anonymousId: 'a1' }])).toEqual({
      customerIds: ['new-1'],
      owned: [{ email: 'ann@example.com', anonymousId: 'a1' }],
      newCustomerIds: ['new-1'],
      newIdentities: owns('new-1', { email: 'ann@example.com', anonymousId: 'a1' }),
    })
  })
  it('finds a known customer by any name, and adds the others to it', () => {
    const resolution = resolve([{ id: 'c1', anonymousId: 'a1' }], owns('ann', { anonymousId: 'a1' }))
    expect(resolution.customerIds).toEqual(['ann'])
    expect(resolution.newIdentities).toEqual(owns('ann', { id: 'c1' }))
    expect(resolution.newCustomerIds).toEqual([])
  })
  it('sees what the events before have brought', () => {
    const events = [
      { anonymousId: 'a1' },
      { anonymousId: 'a1', email: 'ann@example.com' },
      { email: 'ann@example.com' },
    ]
    expect(resolve(events).customerIds).toEqual(['new-1', 'new-1', 'new-1'])
  })
  it('adds nothing the second time', () => {
    const events = [{ id: 'c1', email: 'ann@example.com' }]
    const again = resolve(events, resolve(events).newIdentities)
    expect(again).toMatchObject({ customerIds: ['new-1'], newIdentities: [], newCustomerIds: [] })
  })
  it('lets the strongest name decide where names disagree, and moves none', () => {
    const known = [...owns('ann', { id: 'c1' }), ...owns('bob', { email: 'bob@example.com' })]
    const resolution = resolve([{ id: 'c1', email: 'bob@example.com' }], known)
    expect(resolution).toMatchObject({ customerIds: ['ann'], owned: [{ id: 'c1' }], newIdentities: [] })
  })
  it('does not merge two people who share a device', () => {
    const known = owns('ann', { id: 'c1', email: 'ann@example.com', anonymousId: 'a1' })
    const resolution = resolve([{ id: 'c2', anonymousId: 'a1' }], known)
    expect(resolution.customerIds).toEqual(['new-1'])
    expect(resolution.owned).toEqual([{ id: 'c2' }])
    expect(resolution.newIdentities).toEqual(owns('new-1', { id: 'c2' }))
  })
  it('does not merge two people who share a phone', () => {
    const known = owns('ann', { email: 'ann@example.com', phone: '+491511' })
    expect(resolve([{ email: 'bob@example.com', phone: '+491511' }], known).customerIds).toEqual(['new-1'])
  })
  it('lets a device go on to whoever it belonged to first', () => {
    const known = owns('ann', { id: 'c1', anonymousId: 'a1' })
    const resolution = resolve([{ id: 'c2', anonymousId: 'a1' }, { anonymousId: 'a1' }], known)
    expect(resolution.customerIds).toEqual(['new-1', 'ann'])
  })
  it('gives a name to a weaker owner who has none of that kind yet', () => {
    const known = [
      ...owns('ann', { id: 'c1', email: 'ann@example.com' }),
      ...owns('visitor', { anonymousId: 'a1' }),
    ]
    const resolution = resolve([{ id: 'c2', email: 'ann@example.com', anonymousId: 'a1' }], known)
    expect(resolution.customerIds).toEqual(['visitor'])
    expect(resolution.owned).toEqual([{ id: 'c2', anonymousId: 'a1' }])
  })
  it('lets a customer have several names of a weaker kind: a new address with the same shop id', () => {
    const known = owns('ann', { id: 'c1', email: 'ann@example.com' })
    const resolution = resolve([{ id: 'c1', email: 'ann@new.example' }], known)
    expect(resolution.customerIds).toEqual(['ann'])
    expect(resolution.newIdentities).toEqual(owns('ann', { email: 'ann@new.example' }))
  })
  it('depends on the order of events: who comes first has the name', () => {
    const shared = { anonymousId: 'a1' }
    const one = resolve([{ id: 'c1', ...shared }, { id: 'c2', ...shared }, shared])
    expect(one.customerIds).toEqual(['new-1', 'new-2', 'new-1'])
    const other = resolve([shared, { id: 'c2', ...shared }, { id: 'c1', ...shared }])
    expect(other.customerIds).toEqual(['new-1', 'new-1', 'new-2'])
  })
  it('keeps names of different kinds apart, though they are spelt alike', () => {
    expect(resolve([{ id: 'x' }, { anonymousId: 'x' }]).customerIds).toEqual(['new-1', 'new-2'])
  })
})

describe('any events', () => {
  const name = (kind: string) =>
    fc.option(fc.constantFrom(`${kind}1`, `${kind}2`, `${kind}3`), { nil: undefined })
  const identifiers: fc.Arbitrary<Identifiers> = fc
    .record({ id: name('i'), email: name('e'), phone: name('p'), anonymousId: name('a') })
    .map(names => Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined)))
    .filter(names => Object.keys(names).length > 0)
  const events = fc.array(identifiers, { maxLength: 12 })

  /** What the store answers: what the events name, and the other names, but anonymous ones, of those who own them. */
  const stored = (identities: readonly Identity[], batch: readonly Identifiers[]): Identity[] => {
    const named = identities.filter(({ kind, value }) => batch.some(names => names[kind] === value))
    const owners = new Set(named.map(({ customerId }) => customerId))
    return identities.filter(
      identity =>
        named.includes(identity) || (identity.kind !== 'anonymousId' && owners.has(identity.customerId)),
    )
  }

  it('end in the same owners, in whatever consecutive batches they come', () => {
    fc.assert(
      fc.property(events, fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 12 }), (all, sizes) => {
        const whole = resolve(all)
        const newId = counter()
        const identities: Identity[] = []
        const customerIds: string[] = []
        for (let from = 0, round = 0; from < all.length; round++) {
          const batch = all.slice(from, from + (sizes[round] ?? 1))
          const resolution = resolveCustomers(batch, stored(identities, batch), newId)
          identities.push(...resolution.newIdentities)
          customerIds.push(...resolution.customerIds)
          from += batch.length
        }
        expect(customerIds).toEqual(whole.customerIds)
        expect(identities).toEqual(whole.newIdentities)
      }),
    )
  })

  it('give every name one owner, every event its customer, and no customer twice the same shop id', () => {
    fc.assert(
      fc.property(events, all => {
        const { customerIds, owned, newIdentities } = resolve(all)
        const keys = newIdentities.map(({ kind, value }) => `${kind}:${value}`)
        expect(new Set(keys).size).toBe(keys.length)
        for (const [index, names] of owned.entries()) {
          for (const [kind, value] of Object.entries(names))
            expect(newIdentities).toContainEqual({ kind, value, customerId: customerIds[index] })
          expect(Object.keys(names).length).toBeGreaterThan(0)
        }
        const shopIds = newIdentities.filter(({ kind }) => kind === 'id').map(({ customerId }) => customerId)
        expect(new Set(shopIds).size).toBe(shopIds.length)
      }),
    )
  })
})
