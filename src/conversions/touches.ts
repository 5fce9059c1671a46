// Which messages have a part in what happened: handed over before it, their journey is for it, and its window was open. Pure.
import {
  type CompiledGoal,
  type CompiledJourney,
  type JourneySet,
  matchesGoal,
} from '../journeys/engine/index.js'
import { firstAfter } from './first-after.js'
import { groupBy } from './group-by.js'
import type { Ledger, LedgerMessage, LedgerPass, LedgerVisit } from './ledger.js'
import { compare, type Occurrence } from './order.js'

export interface Touch {
  readonly message: LedgerMessage
  readonly pass: LedgerPass
  readonly goal: CompiledGoal
  /** Of the hand-over, or of the click or the opening the window began with. */
  readonly at: Date
}

/** A message with what it takes to judge it. */
interface Candidate {
  readonly message: LedgerMessage
  readonly pass: LedgerPass
  readonly journey: CompiledJourney
  readonly visits: readonly LedgerVisit[]
  /** The last moment, in milliseconds, at which it may be a touch. */
  readonly untilMs: number
}

/** By goal: 'primary', for which the messages of all journeys compete, or JOURNEY/NAME. Each with the earliest first. */
export type TouchesOf = (occurrence: Occurrence) => ReadonlyMap<string, readonly Touch[]>

export function touchFinder(ledger: Ledger, journeys: JourneySet): TouchesOf {
  const openAt = candidateFinder(candidatesOf(ledger, journeys))
  return occurrence => {
    const touches = openAt(occurrence.at.getTime()).flatMap(candidate =>
      candidate.journey.goals.flatMap(goal => touchBy(candidate, goal, occurrence)),
    )
    const groups = groupBy(touches.sort(inTime), ({ message, goal }) => goalKey(message.journeyId, goal))
    return new Map([...groups].map(([goal, ofGoal]) => [goal, ofGoal.slice(-mostTouches)]))
  }
}

/** Nobody is written to so often; an address that a whole office shares must not fill the memory. */
const mostTouches = 100

/** Those that may be a touch at that time, without looking at all there ever were. */
function candidateFinder(candidates: Candidate[]): (at: number) => Candidate[] {
  const sentAt = ({ message }: Candidate): number => message.wireAt.getTime()
  candidates.sort((a, b) => sentAt(a) - sentAt(b))
  const longestMs = candidates.reduce((longest, one) => Math.max(longest, one.untilMs - sentAt(one)), 0)
  return at => {
    const end = firstAfter(candidates, sentAt, at)
    const begin = firstAfter(candidates, sentAt, at - longestMs - 1)
    return candidates.slice(begin, end).filter(({ untilMs }) => at <= untilMs)
  }
}

/** What a goal is called where those of several journeys meet. */
export const goalKey = (journeyId: string, { name }: CompiledGoal): string =>
  name === 'primary' ? name : `${journeyId}/${name}`

function candidatesOf(ledger: Ledger, journeys: JourneySet): Candidate[] {
  const passes = new Map(ledger.passes.map(pass => [pass.id, pass]))
  const visits = groupBy(ledger.visits, ({ messageId }) => messageId)
  const messages = new Map(ledger.messages.map(message => [message.id, message]))
  return [...messages.values()].flatMap(message => {
    const pass = passes.get(message.enrollmentId)
    const journey = journeys.version(message.journeyId, message.version)
    if (!pass || !journey) return []
    const candidate = { message, pass, journey, visits: visits.get(message.id) ?? [] }
    return [{ ...candidate, untilMs: untilOf(candidate) }]
  })
}

function untilOf({ message, pass, journey, visits }: Omit<Candidate, 'untilMs'>): number {
  const latest = [message.wireAt, pass.enteredAt, ...visits.map(visit => visit.at)]
  return (
    latest.reduce((last, at) => Math.max(last, at.getTime()), 0) +
    journey.goals.reduce((longest, { withinMs }) => Math.max(longest, withinMs), 0)
  )
}

function touchBy(candidate: Candidate, goal: CompiledGoal, occurrence: Occurrence): Touch[] {
  const { message, pass, journey } = candidate
  const [properties] = occurrence.reports
  const anchor = anchorOf(candidate, goal, occurrence.at)
  if (!anchor || occurrence.at.getTime() - anchor.getTime() > goal.withinMs) return []
  const event = { type: occurrence.type, at: occurrence.at, properties: properties! }
  if (!matchesGoal(goal, journey, pass, event)) return []
  return [{ message, pass, goal, at: goal.anchor === 'entry' ? message.wireAt : anchor }]
}

/** When the window begins; null: it does not. */
function anchorOf({ message, pass, visits }: Candidate, { anchor }: CompiledGoal, at: Date): Date | null {
  if (anchor === 'send') return message.wireAt
  if (anchor === 'entry') return pass.enteredAt
  return visits.reduce<Date | null>((last, visit) => {
    const counts = visit.at <= at && (anchor === 'open' || visit.kind === 'click')
    return counts && (!last || visit.at > last) ? visit.at : last
  }, null)
}

/** Messages can be handed over at the same millisecond; who earns the order must not hang on how they are listed. */
const inTime = (a: Touch, b: Touch): number =>
  a.at.getTime() - b.at.getTime() ||
  a.message.createdAt.getTime() - b.message.createdAt.getTime() ||
  compare(a.message.id, b.message.id)
