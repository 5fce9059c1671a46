// When the messages of a journey go out, counted from what brought the customer in, as far as that can be told.

import type { Channel } from '../../model/channel.js'
import { durationMs } from '../../model/time.js'
import type { SendStep } from './action-schemas.js'
import type { Flow, Way } from './flow.js'
import type { Step } from './step-schema.js'

export interface Sending {
  readonly step: SendStep
  readonly place: string
  /** The earliest it can go out, in ms after the trigger. */
  readonly afterMs: number
}

/** Marketing on a channel with an address; below a wait for a date in the data nobody can tell when. */
export function sendingsOf(flow: Flow): Sending[] {
  const earliest = new Map<string, number>([[flow.first, 0]])
  const open = [flow.first]
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const { value, ways } = flow.nodes.get(place)!
    for (const way of ways) {
      const at = earliest.get(place)! + passingMs(value, way)
      if (way.to === null || !Number.isFinite(at) || at >= (earliest.get(way.to) ?? Number.POSITIVE_INFINITY))
        continue
      earliest.set(way.to, at)
      open.push(way.to)
    }
  }
  return [...earliest].flatMap(([place, afterMs]) => {
    const { value } = flow.nodes.get(place)!
    return 'send' in value && isMarketing(value) ? [{ step: value, place, afterMs }] : []
  })
}

const isMarketing = (step: SendStep): step is SendStep & { send: Channel } =>
  step.send !== 'onsite' && step.category !== 'transactional'

/** How long somebody who goes this way rests on the step at least. */
function passingMs(step: Step, { shown }: Way): number {
  if ('waitFor' in step) return shown.length > 0 ? 0 : durationMs(step.waitFor.within)
  if (!('wait' in step)) return 0
  if (typeof step.wait === 'string') return durationMs(step.wait)
  if (step.wait.date !== undefined) return Number.POSITIVE_INFINITY
  return step.wait.for === undefined ? 0 : durationMs(step.wait.for)
}
