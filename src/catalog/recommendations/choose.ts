// Which of the products that could be recommended are, and why the others are not. Pure.
import { type KnownProduct, type Offer, offerOf } from '../offer.js'

export type Kind = 'boughtTogether' | 'viewedTogether' | 'bestSellers' | 'compatible'

export interface Suggestion {
  readonly productId: string
  readonly score: number
  /** How many customers say so; null where a rule does. */
  readonly support: number | null
  /** For people to read. */
  readonly reason: string
}

export type LeftOutBecause =
  | 'in_the_message'
  | 'bought_lately'
  | 'not_in_the_catalog'
  | 'removed'
  | 'out_of_stock'
  | 'enough'

export interface Recommended extends Suggestion {
  readonly offer: Offer
}

export interface Choice {
  readonly chosen: readonly Recommended[]
  readonly leftOut: readonly (Suggestion & { readonly because: LeftOutBecause })[]
}

export interface ChoiceContext {
  readonly shown: ReadonlySet<string>
  readonly bought: ReadonlySet<string>
  readonly products: ReadonlyMap<string, KnownProduct>
}

const mostRecommended = 10

/** From the first step that has anything to offer: what goes with the products, else their categories, else all. */
export function choose(steps: readonly (readonly Suggestion[])[], context: ChoiceContext): Choice {
  const leftOut: (Suggestion & { because: LeftOutBecause })[] = []
  for (const step of steps) {
    const chosen: Recommended[] = []
    for (const suggestion of best(step)) {
      const because =
        refused(suggestion.productId, context) ?? (chosen.length < mostRecommended ? null : 'enough')
      if (because) leftOut.push({ ...suggestion, because })
      else chosen.push({ ...suggestion, offer: offerOf(context.products.get(suggestion.productId)!) })
    }
    if (chosen.length > 0) return { chosen, leftOut }
  }
  return { chosen: [], leftOut }
}

/** What goes with several products counts for all of them, and says why by the one it goes with most. */
function best(suggestions: readonly Suggestion[]): Suggestion[] {
  const byId = new Map<string, Suggestion & { readonly most: number }>()
  for (const one of suggestions) {
    const known = byId.get(one.productId)
    if (!known) byId.set(one.productId, { ...one, most: one.score })
    else {
      const told = one.score > known.most ? { ...one, most: one.score } : known
      byId.set(one.productId, { ...told, score: known.score + one.score })
    }
  }
  const merged = [...byId.values()].map(({ most: _, ...suggestion }) => suggestion)
  return merged.sort((a, b) => b.score - a.score || (a.productId < b.productId ? -1 : 1))
}

function refused(id: string, { shown, bought, products }: ChoiceContext): LeftOutBecause | null {
  if (shown.has(id)) return 'in_the_message'
  if (bought.has(id)) return 'bought_lately'
  const product = products.get(id)
  if (!product) return 'not_in_the_catalog'
  if (product.removed) return 'removed'
  return offerOf(product).inStock === false ? 'out_of_stock' : null
}
