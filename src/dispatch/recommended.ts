// Recommendations for the messages of a claim whose templates read them, as templates read them.
import { type Choice, type Offer, recommend } from '../catalog/index.js'
import type { Db } from '../db/tables.js'
import type { QueuedMessage } from './claim-store.js'
import { idOf, itemsIn } from './item.js'
import type { WorkspaceContent } from './workspace-content.js'

/** A product under the names that items have, and why it is there, in words. */
export type ShownRecommendation = Offer & { readonly reason: string }

export interface ShownRecommendations {
  readonly boughtTogether: readonly ShownRecommendation[]
  readonly viewedTogether: readonly ShownRecommendation[]
  readonly bestSellers: readonly ShownRecommendation[]
  readonly compatible: readonly ShownRecommendation[]
}

type Asking = QueuedMessage & {
  readonly content: WorkspaceContent
  readonly recommendations: ShownRecommendations | null
}

export async function withRecommendations<Message extends Asking>(
  db: Db,
  claimed: readonly Message[],
): Promise<Message[]> {
  const asking = claimed.filter(({ content, channel, template }) =>
    content.mentions(channel, template, 'recommendations'),
  )
  if (asking.length === 0) return [...claimed]
  const questions = asking.map(({ customerId, data, outputs }) => ({
    customerId,
    items: [...new Set(itemsIn(data ?? {}, outputs ?? {}).map(idOf))],
  }))
  const rules = asking[0]!.content.settings.catalog?.compatible
  const answers = await recommend(db, questions, rules)
  const byId = new Map(asking.map(({ id }, index) => [id, answers[index]!]))
  return claimed.map(message => {
    const answer = byId.get(message.id)
    if (!answer) return message
    const { boughtTogether, viewedTogether, bestSellers, compatible } = answer
    return {
      ...message,
      recommendations: {
        boughtTogether: shown(boughtTogether),
        viewedTogether: shown(viewedTogether),
        bestSellers: shown(bestSellers),
        compatible: shown(compatible),
      },
    }
  })
}

const shown = ({ chosen }: Choice): ShownRecommendation[] =>
  chosen.map(({ offer, reason }) => ({ ...offer, reason }))
