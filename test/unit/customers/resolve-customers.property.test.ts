// Who is who must not depend on the order in which events arrive, nor on how they are batched.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Claim,
  isBetter,
  isEarlier,
  isKnownKind,
  isToken,
  type Name,
  nameKey,
  namesOf,
} from '../../../src/customers/identity.js'
import type { Identifying } from '../../../src/customers/resolve-customers.js'
import { identityKinds } from '../../../src/model/customer.js'
import { NameBook } from '../../support/name-book.js'

const runs = Number(process.env.PROPERTY_RUNS ?? 150)

const value = fc.constantFrom('1', '2', '3')
const someNames = fc
  .record(
    { ...Object.fromEntries(identityKinds.map(kind => [kind, value])), formerId: value },
    { requiredKeys: [] },
  )
  .filter(names => identityKinds.some(kind => kind in names))
  .map(({ formerId, ...names }) => ('id' in names && formerId !== undefined ? { ...names, formerId } : names))
const event: fc.Arbitrary<Identifying> = fc.record({ names: someNames, at: fc.integer({ min: 0, max: 20 }) })
const life = fc.array(event, { minLength: 1, maxLength: 12 })

/** The same said without any history: every claim that was ever made, the best of each name, and who hangs together. */
function groupsOf(events: readonly Identifying[]): string[][] {
  const claims = new Map<string, Claim | null>()
  const known = new Map<string, Claim>()
  const pairs: { token: Name; browser: Name }[] = []
  const sameIds: [string, string][] = []
  for (const { names, at } of events) {
    const [strongest, ...others] = namesOf(names)
    const claim = { by: strongest!, at }
    if (!claims.has(nameKey(strongest!))) claims.set(nameKey(strongest!), null)
    for (const name of others) {
      const best = claims.get(nameKey(name)) ?? null
      claims.set(nameKey(name), isBetter(name.kind, claim, best) ? claim : best)
    }
    if (names.formerId !== undefined) {
      if (!claims.has(`id:${names.formerId}`)) claims.set(`id:${names.formerId}`, null)
      sameIds.push([nameKey(strongest!), `id:${names.formerId}`])
    }
    for (const token of namesOf(names).filter(({ kind }) => isToken(kind))) {
      if (names.anonymousId !== undefined)
        pairs.push({ token, browser: { kind: 'anonymousId', value: names.anonymousId } })
      if (isKnownKind(strongest!.kind) && isEarlier(claim, known.get(nameKey(token)) ?? null))
        known.set(nameKey(token), claim)
    }
  }
  for (const { token, browser } of pairs) {
    const claim = known.get(nameKey(token))
    if (claim && isBetter('anonymousId', claim, claims.get(nameKey(browser)) ?? null))
      claims.set(nameKey(browser), claim)
  }
  return together(
    [...claims.keys()],
    [
      ...[...claims].flatMap(([key, claim]): [string, string][] => (claim ? [[key, nameKey(claim.by)]] : [])),
      ...sameIds,
    ],
  )
}

function together(keys: readonly string[], pairs: readonly (readonly [string, string])[]): string[][] {
  const group = new Map(keys.map(key => [key, new Set([key])]))
  for (const [one, other] of pairs) {
    const all = new Set([...group.get(one)!, ...group.get(other)!])
    for (const key of all) group.set(key, all)
  }
  return [...new Set(group.values())].map(names => [...names].sort()).sort((a, b) => (a[0]! < b[0]! ? -1 : 1))
}

function toldTogether(events: readonly Identifying[]): string[][] {
  const book = new NameBook()
  book.tell(...events)
  return book.groups()
}

function toldInBatches(events: readonly Identifying[], sizes: readonly number[]): string[][] {
  const book = new NameBook()
  let from = 0
  for (let n = 0; from < events.length; n++) {
    const size = sizes[n % sizes.length]!
    book.tell(...events.slice(from, from + size))
    from += size
  }
  return book.groups()
}

describe('whoever the events name', () => {
  it('is the same in any order and any batches, and what the whole set of claims says', () => {
    fc.assert(
      fc.property(
        life.chain(events =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray(events, { minLength: events.length }),
            fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
          ),
        ),
        ([events, shuffled, sizes]) => {
          const expected = groupsOf(events)
          expect(toldTogether(events)).toEqual(expected)
          expect(toldTogether(shuffled)).toEqual(expected)
          expect(toldInBatches(shuffled, sizes)).toEqual(expected)
        },
      ),
      { numRuns: runs },
    )
  })

  it('looks at every event once, and gives it the customer that its strongest name has when no event follows', () => {
    fc.assert(
      fc.property(life, events => {
        const book = new NameBook()
        const { customerIds, stages } = book.tell(...events)
        expect(stages.flatMap(stage => stage.events).sort((a, b) => a - b)).toEqual(events.map((_, n) => n))
        expect(customerIds).toHaveLength(events.length)
        const [strongest] = namesOf(events.at(-1)!.names)
        expect(customerIds.at(-1)).toBe(book.customerOf(nameKey(strongest!)))
      }),
      { numRuns: runs },
    )
  })

  it('is never two ids, unless the shop said they are one', () => {
    fc.assert(
      fc.property(life, events => {
        const said = events.map(({ names: { formerId: _, ...names }, at }) => ({ names, at }))
        for (const group of toldTogether(said))
          expect(group.filter(key => key.startsWith('id:')).length).toBeLessThanOrEqual(1)
      }),
      { numRuns: runs },
    )
  })
})
