// The last checks of messages that are about to be claimed: which may go out, as what, and why the others may not. Pure, but
// for the tokens.
import { randomUUID } from 'node:crypto'
import { type Brand, brandOf } from '../journeys/definition/brand.js'
import type { JourneyDefinition } from '../journeys/definition/journey-schema.js'
import type { Settings } from '../journeys/definition/settings-schema.js'
import { type CountedMessage, skippedNow } from '../journeys/engine/index.js'
import type { Customer } from '../model/customer.js'
import { placeOf, zoneOf } from '../model/time-zones.js'
import type { QueuedMessage, Verdict } from './claim-store.js'
import type { CurrentItems } from './current-items.js'
import type { CatalogNow } from './current-products.js'
import { type Refusal, refusalOf, stepOf } from './policy.js'
import type { ShownRecommendations } from './recommended.js'
import type { MaxAges } from './settlement.js'
import type { WorkspaceContent } from './workspace-content.js'

export interface ClaimedMessage extends QueuedMessage {
  readonly token: string
  readonly customer: Customer
  readonly journey: JourneyDefinition
  readonly content: WorkspaceContent
  /** Whom the journey speaks for. */
  readonly brand: Brand
  /** For templates that read them; else null. */
  readonly recommendations: ShownRecommendations | null
}

export type Candidate = QueuedMessage & { customer: Customer | null; journey: JourneyDefinition | null }

interface Known {
  readonly content: WorkspaceContent
  readonly past: Map<string, CountedMessage[]>
  readonly catalog: CatalogNow
  readonly maxAges: MaxAges
}

const skipCondition: Refusal = { reason: 'skip_condition', until: null }
const nothingInStock: Refusal = { reason: 'nothing_in_stock', until: null }

/** One after the other, oldest first, so that each one let through counts for the next. */
export function judge(
  candidates: readonly Candidate[],
  { content, past, catalog, maxAges }: Known,
): { verdicts: Verdict[]; claimed: ClaimedMessage[] } {
  const verdicts: Verdict[] = []
  const claimed: ClaimedMessage[] = []
  for (const candidate of candidates) {
    const { id, customerId, customer, journey, now } = candidate
    const { refusal, items: shown } = judged(candidate, { content, past, catalog, maxAges })
    const items = shown && shown.changes.length > 0 ? shown.changes : null
    if (!shown || refusal || !customer || !journey) {
      verdicts.push({ id, token: null, items, ...withheld(refusal) })
      continue
    }
    const token = randomUUID()
    verdicts.push({ id, token, items, status: 'claimed', reason: null, dueAt: null })
    const { data, outputs } = shown
    const brand = brandOf(content.settings, journey)
    const known = { customer, journey, content, brand, recommendations: null }
    claimed.push({ ...candidate, ...known, data, outputs, token })
    count(past, customerId, countedAs(candidate, now))
  }
  return { verdicts, claimed }
}

const withheld = (refusal: Refusal | null): Pick<Verdict, 'status' | 'reason' | 'dueAt'> => ({
  status: refusal?.until ? 'queued' : 'skipped',
  reason: refusal?.reason ?? null,
  dueAt: refusal?.until ?? null,
})

const countedAs = ({ journeyId, stepId, channel, category }: Candidate, at: Date): CountedMessage => ({
  journeyId,
  stepId,
  channel,
  category,
  at,
})

interface Judged {
  readonly refusal: Refusal | null
  /** null: not looked at, since it does not go out anyway. */
  readonly items: CurrentItems | null
}

/** A message whose checks fail must not keep the others of its claim back. */
function judged(candidate: Candidate, { content, past, catalog, maxAges }: Known): Judged {
  try {
    const counted = past.get(candidate.customerId) ?? []
    const refusal = refusalOf(candidate, content.settings, counted, candidate.now, maxAges)
    if (refusal) return { refusal, items: null }
    if (isSkippedNow(candidate, content.settings, catalog)) return { refusal: skipCondition, items: null }
    const items = catalog.shown(candidate)
    return { refusal: items.nothingInStock ? nothingInStock : null, items }
  } catch {
    return { refusal: { reason: 'policy_failed', until: null }, items: null }
  }
}

function isSkippedNow(candidate: Candidate, settings: Settings, catalog: CatalogNow): boolean {
  const { customer, journey, stepId, data, outputs, now, toldAt } = candidate
  const skipIf = journey && stepOf(journey, stepId)?.skipIf
  if (!customer || !skipIf) return false
  return skippedNow({
    skipIf,
    data: data ?? {},
    outputs: outputs ?? {},
    customer,
    zone: zoneOf(placeOf(customer.attributes, customer.phone), settings.timeZone),
    now,
    entryAt: toldAt,
    product: id => catalog.product(id),
  })
}

export function count(
  counted: Map<string, CountedMessage[]>,
  customerId: string,
  message: CountedMessage,
): void {
  const list = counted.get(customerId)
  if (list) list.push(message)
  else counted.set(customerId, [message])
}
