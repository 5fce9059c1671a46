// What to recommend beside the products of messages: everything is looked up for all of them together.
import type { Db } from '../../db/tables.js'
import type { KnownProduct } from '../offer.js'
import { loadBoughtLately, loadKnownProducts } from '../offer-store.js'
import { textsOf } from '../product-facts.js'
import { type Choice, choose, type Kind, type Suggestion } from './choose.js'
import {
  loadLastInterests,
  loadSelected,
  loadStored,
  type Stored,
  type StoredKind,
} from './recommendation-store.js'
import { type CompatibleRule, matches } from './selector.js'

export interface RecommendationQuestion {
  /** null: of nobody. */
  readonly customerId: string | null
  /** The products that the message names, those of its order among them. */
  readonly items: readonly string[]
}

export type Recommendations = Readonly<Record<Kind, Choice>>

/** One answer to each question, in the same order. A fixed number of queries, and one for each rule that applies. */
export async function recommend(
  db: Db,
  questions: readonly RecommendationQuestion[],
  rules: readonly CompatibleRule[] = [],
): Promise<Recommendations[]> {
  const customerIds = unique(questions.flatMap(({ customerId }) => customerId ?? []))
  const without = questions.filter(({ items }) => items.length === 0)
  const bought = await loadBoughtLately(db, customerIds)
  const last = await loadLastInterests(db, unique(without.flatMap(({ customerId }) => customerId ?? [])))
  const seedsOf = ({ customerId, items }: RecommendationQuestion): readonly string[] =>
    items.length > 0 ? items : (last.get(customerId ?? '') ?? [])
  const seeds = await loadKnownProducts(db, unique(questions.flatMap(seedsOf)))
  const stored = groups(await loadStored(db, aboutsOf(unique(questions.flatMap(seedsOf)), seeds)))
  const ruled = await applicable(db, rules, [...seeds.values()])
  const suggested = [
    ...[...stored.values()].flat().map(({ productId }) => productId),
    ...ruled.flatMap(({ ids }) => ids),
  ]
  const products = await loadKnownProducts(db, unique(suggested))
  return questions.map(question =>
    answer(
      { stored, ruled, seeds, seedIds: seedsOf(question) },
      {
        shown: new Set(question.items),
        bought: new Set(bought.get(question.customerId ?? '') ?? []),
        products,
      },
    ),
  )
}

const unique = (ids: readonly string[]): string[] => [...new Set(ids)]

interface Found {
  readonly stored: ReadonlyMap<string, readonly Stored[]>
  readonly ruled: readonly Ruled[]
  readonly seeds: ReadonlyMap<string, KnownProduct>
  readonly seedIds: readonly string[]
}

function answer(
  { stored, ruled, seeds, seedIds }: Found,
  context: Parameters<typeof choose>[1],
): Recommendations {
  const of = (kind: StoredKind, abouts: readonly string[]): Suggestion[] =>
    abouts.flatMap(about => (stored.get(keyOf(kind, about)) ?? []).map(one => suggestionOf(one, seeds)))
  const known = seedIds.flatMap(id => seeds.get(id) ?? [])
  const popular = [of('best_sellers', unique(known.flatMap(categoriesOf))), of('best_sellers', [''])]
  const byRule = ruled.flatMap(({ rule, ids }, index) => {
    const about = known.find(({ data }) => matches(rule.when, data))
    return about ? ids.map((id, rank) => ruleSuggestion(rule, about, id, index * 100 + rank)) : []
  })
  return {
    boughtTogether: choose([of('bought_together', seedIds), ...popular], context),
    viewedTogether: choose([of('viewed_together', seedIds), ...popular], context),
    bestSellers: choose(popular, context),
    compatible: choose([byRule], context),
  }
}

const keyOf = (kind: StoredKind, about: string): string => `${kind} ${about}`

function groups(stored: readonly Stored[]): Map<string, Stored[]> {
  const found = new Map<string, Stored[]>()
  for (const one of stored) {
    const key = keyOf(one.kind, one.about)
    found.set(key, [...(found.get(key) ?? []), one])
  }
  return found
}

function aboutsOf(
  ids: readonly string[],
  seeds: ReadonlyMap<string, KnownProduct>,
): { kind: StoredKind; about: string }[] {
  const categories = unique(['', ...[...seeds.values()].flatMap(categoriesOf)])
  return [
    ...ids.flatMap(about => [
      { kind: 'bought_together' as const, about },
      { kind: 'viewed_together' as const, about },
    ]),
    ...categories.map(about => ({ kind: 'best_sellers' as const, about })),
  ]
}

const categoriesOf = ({ data }: KnownProduct): string[] => textsOf(data.categories)

const nameOf = (id: string, seeds: ReadonlyMap<string, KnownProduct>): string => {
  const name = seeds.get(id)?.data.name
  return typeof name === 'string' && name !== '' ? name : id
}

function suggestionOf(
  { kind, about, productId, score, support }: Stored,
  seeds: ReadonlyMap<string, KnownProduct>,
): Suggestion {
  return { productId, score, support, reason: reasonOf(kind, about, support, seeds) }
}

function reasonOf(
  kind: StoredKind,
  about: string,
  support: number,
  seeds: ReadonlyMap<string, KnownProduct>,
): string {
  const customers = `${support} customer${support === 1 ? '' : 's'}`
  if (kind === 'best_sellers')
    return `best seller${about === '' ? '' : ` in ${about}`}, bought by ${customers} in 30 days`
  return `${kind === 'bought_together' ? 'bought' : 'viewed'} together with ${nameOf(about, seeds)} by ${customers}`
}

interface Ruled {
  readonly rule: CompatibleRule
  readonly ids: readonly string[]
}

async function applicable(
  db: Db,
  rules: readonly CompatibleRule[],
  seeds: readonly KnownProduct[],
): Promise<Ruled[]> {
  const used = rules.filter(({ when }) => seeds.some(({ data }) => matches(when, data)))
  const found: Ruled[] = []
  for (const rule of used) found.push({ rule, ids: await loadSelected(db, rule.recommend) })
  return found
}

/** In the order of the rules, and within one of them by how well they sell. */
const ruleSuggestion = (
  { label }: CompatibleRule,
  about: KnownProduct,
  productId: string,
  position: number,
): Suggestion => ({
  productId,
  score: 1 / (1 + position),
  support: null,
  reason: label ?? `goes with ${nameOf(about.id, new Map([[about.id, about]]))}`,
})
