// Which events may make a condition answer differently: what the watch and waiting steps listen to.
import type { Condition } from '../definition/condition-schema.js'

export function typesOf(
  _condition: Condition,
  _segments: Readonly<Record<string, Condition>>,
): readonly string[] {
  return []
}
