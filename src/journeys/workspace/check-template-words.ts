// Whether what a template reads can be there when it is sent: the properties of the events that bring people into the
// journeys that send it, and what the steps above have put out.
import type { MessageChannel } from '../../model/channel.js'
import type { Category } from '../definition/action-schemas.js'
import { checkFields } from '../definition/check-fields.js'
import { readableIn } from '../definition/check-journey.js'
import type { EventBook } from '../definition/event-properties.js'
import { type Flow, flowOf } from '../definition/flow.js'
import type { JourneyDefinition } from '../definition/journey-schema.js'
import { type At, allSteps, dataTypes } from '../definition/walk.js'
import { type LiquidFault, type LiquidRead, liquidReads } from './check-liquid.js'

export interface Sender {
  readonly journey: JourneyDefinition
  readonly flow: Flow
  readonly step: string
  readonly path: At<unknown>['path']
  readonly category: Category | undefined
}

/** The steps that send each template, by channel and name. */
export function sendersOf(journeys: readonly JourneyDefinition[]): ReadonlyMap<string, readonly Sender[]> {
  const senders = new Map<string, Sender[]>()
  for (const journey of journeys) {
    const flow = flowOf(journey)
    for (const { value, path } of allSteps(journey.steps)) {
      if (!('send' in value)) continue
      const key = keyOf(value.send, value.template)
      senders.set(key, [
        ...(senders.get(key) ?? []),
        { journey, flow, step: value.id, path, category: value.category },
      ])
    }
  }
  return senders
}

export const keyOf = (channel: MessageChannel, name: string): string => `${channel} ${name}`

/** What is wanted of marketing only: no fault of what belongs to an order. */
const ofMarketing: ReadonlySet<string> = new Set(['no_unsubscribe', 'no_postal_address', 'no_reason'])
/** What the law wants of it everywhere: such a mail must not go out. */
const ofLaw: ReadonlySet<string> = new Set(['no_unsubscribe', 'no_postal_address'])

/** The faults a template has for those who send it. */
export function faultsFor(
  senders: readonly Sender[],
  faults: readonly LiquidFault[],
): readonly LiquidFault[] {
  if (senders.length === 0) return faults
  if (senders.every(({ category }) => category === 'transactional'))
    return faults.filter(({ code }) => !ofMarketing.has(code))
  return faults.map(fault => (ofLaw.has(fault.code) ? { ...fault, level: 'error' } : fault))
}

export interface Words {
  /** The whole Liquid of the template, blocks included. */
  readonly text: string
  /** What is written in its own file. */
  readonly own: string
}

/** A block may serve any template, and asks for what only some of them have: its words are judged for all senders. */
export function checkTemplateWords(
  { text, own }: Words,
  senders: readonly Sender[],
  everybody: readonly Sender[],
  book: EventBook,
): LiquidFault[] {
  if (senders.length === 0) return []
  const mine = new Set(liquidReads(own).map(({ name }) => name))
  const faults = liquidReads(text).flatMap(read =>
    faultsOf(read, mine.has(read.name) ? senders : everybody, book),
  )
  const seen = new Set<string>()
  return faults.filter(({ message }) => !seen.has(message) && seen.add(message))
}

/** What the catalog puts in at hand-over is there where the event has what it belongs to. */
function besides(name: string): string | null {
  const owner = name
    .replace(/\.currentValue$/, '.items')
    .replace(/\.(oldPrice|inStock|replaces)$/, '.productId')
  return owner === name ? null : owner
}

function faultsOf({ name, line }: LiquidRead, senders: readonly Sender[], book: EventBook): LiquidFault[] {
  const owner = besides(name)
  if (owner !== null && faultsOf({ name: owner, line }, senders, book).length === 0) return []
  const events = [...new Set(senders.flatMap(({ journey }) => dataTypes(journey)))]
  const found = name.startsWith('steps.')
    ? senders.map(({ journey, flow, step, path }) =>
        checkFields([{ value: name, path, events }], readableIn(journey, flow, book)).map(fault => ({
          ...fault,
          message: fault.message.replace('on the way here', `on the way to "${step}" of ${journey.id}`),
        })),
      )
    : [checkFields([{ value: name, path: [], events }], { book, data: events, outputsAt: () => null })]
  // A template may have an answer to what only some who send it put out: `{% if steps.gift.code %}`.
  if (found.some(faults => faults.length === 0)) return []
  // One of those who send it is enough to look at.
  return (found[0] ?? []).map(({ message }) => ({
    level: 'warning',
    code: 'unusual_variable',
    line,
    message,
  }))
}
