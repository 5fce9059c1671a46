// What an experiment is: a split under its name, with its variants, their weights and their steps. With others it is
// another experiment, in which nobody has been counted yet and nothing is decided.
import { idFrom } from '../../model/ids.js'
import { canonical } from './canonical.js'
import type { SplitStep } from './step-schema.js'

export interface Experiment {
  /** What chance goes by, together with the customer. */
  readonly name: string
  /** Names what the split consists of. */
  readonly content: string
}

export function experimentOf(journeyId: string, step: SplitStep): Experiment {
  const name = step.experiment ?? `${journeyId}.${step.id}`
  return { name, content: idFrom('experiment', name, canonical(withoutRules(step.split))) }
}

/** When a split inside it is decided is no part of what customers get. */
const withoutRules = (split: SplitStep['split']): unknown =>
  JSON.parse(JSON.stringify(split, (_, value) => (isSplit(value) ? { ...value, decide: undefined } : value)))

/** Other steps may have something called "decide", such as an attribute they set. */
const isSplit = (value: { split?: unknown } | null): boolean => Array.isArray(value?.split)
