// The lists behind a row of the funnel.
import { listAddress } from '../list-address.js'
import type { FunnelRequest } from './funnel-parameters.js'
import type { FunnelGrouping, Part } from './funnel-queries.js'

/** `id` of the row; null: of the total. `parts` null: the row does not tell them. */
export function listsBehind(
  { from, to, journey, parameters: { by } }: FunnelRequest,
  id: string | null,
  parts: readonly Part[] | null,
): Record<string, string> {
  const row = { from, to, journey, ...(id === null ? {} : filtersOf(by, id)) }
  const passes = (more: Record<string, string>): string => listAddress('enrollments', { ...row, ...more })
  const refused = (reason: string): string => listAddress('events', { ...row, refused: reason })
  return {
    entered: passes({}),
    heldOut: passes({ held_by: 'any' }),
    messaged: passes({ reached: 'messaged' }),
    delivered: passes({ reached: 'delivered' }),
    clicked: passes({ reached: 'clicked' }),
    converted: passes({ reached: 'converted' }),
    ...(parts && {
      waiting: passes({ status: 'active' }),
      ended: passes({ status: 'ended' }),
      refused: refused('any'),
      ...Object.fromEntries(
        parts.map(({ kind, name }) => [
          `${kind}.${name}`,
          kind === 'refused' ? refused(name) : passes({ [kind]: name }),
        ]),
      ),
    }),
  }
}

function filtersOf(by: FunnelGrouping, id: string): Record<string, string> {
  if (by === 'journey') return { journey: id }
  const slash = id.indexOf('/')
  return { journey: id.slice(0, slash), [by]: id.slice(slash + 1) }
}
