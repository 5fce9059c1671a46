// What a batch came to: counts for the metrics, and the messages to be put on their queues.
import type { DecisionKind, NewMessage } from '../journeys/engine/index.js'
import type { DecidedCustomer } from './work.js'

export interface BatchResult {
  readonly messages: readonly NewMessage[]
  /** Inputs of the batch that were decided, without what followed from them. */
  readonly processed: number
  readonly repeated: number
  /** Events that were dropped, because whom they are about was erased after they happened. */
  readonly erased?: number
  /** Events set aside. */
  readonly failed: number
  readonly refused: number
  readonly decisions: ReadonlyMap<DecisionKind, number>
}

export function summarize(
  customers: readonly DecidedCustomer[],
): Pick<BatchResult, 'processed' | 'refused' | 'decisions'> {
  const decisions = new Map<DecisionKind, number>()
  let processed = 0
  let refused = 0
  for (const { input, depth, outcome } of customers.flatMap(({ decided }) => decided)) {
    if (depth === 0 && input.kind !== 'watch') processed++
    refused += outcome.refusals.length
    for (const { kind } of outcome.decisions) decisions.set(kind, (decisions.get(kind) ?? 0) + 1)
  }
  return { processed, refused, decisions }
}

/** Of parts of one batch, in their order; of none, nothing. */
export function addUp(results: readonly BatchResult[]): BatchResult {
  const sum = (pick: (result: BatchResult) => number): number =>
    results.reduce((total, result) => total + pick(result), 0)
  const decisions = new Map<DecisionKind, number>()
  for (const result of results)
    for (const [kind, count] of result.decisions) decisions.set(kind, (decisions.get(kind) ?? 0) + count)
  return {
    messages: results.flatMap(({ messages }) => messages),
    processed: sum(({ processed }) => processed),
    repeated: sum(({ repeated }) => repeated),
    failed: sum(({ failed }) => failed),
    refused: sum(({ refused }) => refused),
    decisions,
  }
}
