// What was refused, as audits count it: of which type, and what was missing or wrong where. Pure. Holds no value of what was posted; but
// types and paths are made up by whoever posts, and may be anything, also an address.
import type { Fault } from '../model/event.js'
import { isObject } from '../model/json.js'

export interface RefusedEvent {
  /** '' where it says none. */
  readonly type: string
  /** Each place once: a path as in the answer, with `*` for positions in lists. */
  readonly faults: readonly { readonly path: string; readonly fault: 'missing' | 'wrong' }[]
}

export interface Refusal {
  readonly index: number
  readonly errors: readonly Fault[]
}

/** How an event was posted: its type in our words, and itself, as paths of faults go through it. */
export type ReadPosted = (raw: unknown) => { readonly type: unknown; readonly event: unknown }

const asPosted: ReadPosted = raw => ({ type: isObject(raw) ? raw.type : '', event: raw })

/** `read`: of another form than that of `POST /v1/events`. */
export const refusedEvents = (
  posted: readonly unknown[],
  rejected: readonly Refusal[],
  read: ReadPosted = asPosted,
): RefusedEvent[] =>
  rejected.map(({ index, errors }) => {
    const { type, event } = read(posted[index])
    const faults = new Map(
      errors.map(({ path }) => [
        path.replace(/\.\d+(?=\.|$)/g, '.*'),
        valueAt(event, path) === undefined ? ('missing' as const) : ('wrong' as const),
      ]),
    )
    return {
      type: typeof type === 'string' ? type : '',
      faults: [...faults].map(([path, fault]) => ({ path, fault })),
    }
  })

/** undefined: nothing stands there. The whole event is always there. */
function valueAt(raw: unknown, path: string): unknown {
  if (path === '') return raw ?? null
  let value = raw
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined
    value = (value as Record<string, unknown>)[name]
  }
  return value === null || value === '' ? undefined : value
}
