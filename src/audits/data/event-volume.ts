// Fewer events than usual, or many more: against the same hours of the weeks before. Most of what looks like a journey that
// fails is a storefront that tells less.
import type { AuditFinding } from '../../model/audit-finding.js'
import {
  type Compared,
  compareWeeks,
  type EventFacts,
  median,
  type RefusedSum,
  type Stretch,
  shown,
  stretches,
  stretchText,
  usualWeeks,
} from '../event-facts.js'
import { noPast, type Past } from '../past.js'
import { stoppedEarly, tooFewAdvice } from './new-streams.js'

interface Bounds {
  /** What usually comes must be at least so much: of few events, fewer are no news. */
  readonly least: number
  /** And so much where nothing at all came. */
  readonly leastOfNone: number
  /** Less than this share of the usual is too few, more than so many times of it too many. */
  readonly few: number
  readonly many: number
}

/** The shorter the stretch, the more has to be missing from it. */
const bounds: Readonly<Record<Stretch, Bounds>> = {
  3: { least: 200, leastOfNone: 60, few: 0.15, many: 10 },
  24: { least: 80, leastOfNone: 20, few: 0.4, many: 5 },
  168: { least: 20, leastOfNone: 14, few: 0.3, many: 4 },
  // An order a day is too few to tell a quiet week from a fault.
  336: { least: Number.POSITIVE_INFINITY, leastOfNone: 10, few: 0, many: Number.POSITIVE_INFINITY },
}
/** A week of holidays among the four is no reason: it must also be clearly less, or more, than the worst of them. */
const clearly = 0.75
/** Two or three weeks say less of what is usual than four: then more must be missing. */
const unsure = 0.6
const enoughWeeks = 4
/** What was found is over only when it is nearer to the usual by so much. */
const softer = 1.5
const softlyClearly = 0.9

const codes = ['events_too_few', 'events_too_many'] as const
type Code = (typeof codes)[number]

export function eventVolume(facts: EventFacts, past: Past = noPast): AuditFinding[] {
  const byStretch = stretches.map(hours => compareWeeks(facts, hours))
  return facts.streams.flatMap((stream, n): AuditFinding[] => {
    if (facts.revoked.includes(stream.source)) return []
    const compared = byStretch.map(list => list[n]!)
    const finding = codes.map(code => judge(code, compared, facts, past)).find(one => one !== null)
    return finding ? [finding] : stoppedEarly(stream, compared)
  })
}

/** The first stretch that is out of bounds; of what was found before, also by softer ones. */
function judge(
  code: Code,
  compared: readonly Compared[],
  facts: EventFacts,
  past: Past,
): AuditFinding | null {
  const subject = subjectOf(compared[0]!)
  const open = past.open(code, subject)
  const usual = compared.map(stream => ({ stream, before: usualWeeks(stream, past, codes, subject) }))
  const out = usual.find(({ stream, before }) => isOut(code, stream, before, open !== null))
  const told = out ?? (open && undecided(usual, open.facts.hours))
  return told ? findings[code](told.stream, usualOf(told.before), facts) : null
}

interface Usual {
  readonly stream: Compared
  readonly before: readonly Compared['before'][number][]
}

/** At night nobody can tell whether what stopped in the evening goes on: then it does. */
function undecided(usual: readonly Usual[], hours: unknown): Usual | null {
  const own = usual.find(({ stream }) => stream.hours === hours)
  return own && own.before.length > 0 && usualOf(own.before) < bounds[own.stream.hours].leastOfNone
    ? own
    : null
}

const usualOf = (before: Usual['before']): number => median(before.map(({ events }) => events))

function isOut(
  code: Code,
  { hours, now: { events } }: Compared,
  before: Usual['before'],
  open: boolean,
): boolean {
  const { least, leastOfNone, few, many } = bounds[hours]
  const usual = usualOf(before)
  if (before.length === 0 || usual < (events === 0 ? leastOfNone : least)) return false
  const counts = before.map(one => one.events)
  const sure = counts.length < enoughWeeks ? unsure : 1
  const [soft, clear] = open ? [sure * softer, softlyClearly] : [sure, clearly]
  if (code === 'events_too_few')
    return (events === 0 || events < usual * few * soft) && events < Math.min(...counts) * clear
  return events > (usual * many) / soft && events * clear > Math.max(...counts)
}

const subjectOf = ({ source, type }: Compared): string => `${source} ${type}`

const findings: Readonly<Record<Code, (stream: Compared, usual: number, facts: EventFacts) => AuditFinding>> =
  {
    events_too_few: ({ source, type, now, hours }, usual, { refused }) => ({
      code: 'events_too_few',
      subject: `${source} ${type}`,
      severity: 'error',
      message: `${now.events === 0 ? 'No' : `Only ${shown(now.events)}`} ${type} of ${source} came in ${stretchText(hours)}; usually there are ${shown(usual)} on these days of the week.${refusedText(refused, source, type, hours)}`,
      advice: tooFewAdvice,
      facts: { source, type, hours, events: now.events, usual },
    }),
    events_too_many: ({ source, type, now, hours }, usual) => ({
      code: 'events_too_many',
      subject: `${source} ${type}`,
      severity: 'warning',
      message: `${shown(now.events)} ${type} of ${source} came in ${stretchText(hours)}; usually there are ${shown(usual)} on these days of the week.`,
      advice:
        'A campaign or a sale explains it. Else look whether the shop sends each twice under different ids, or a robot shops.',
      facts: { source, type, hours, events: now.events, usual },
    }),
  }

function refusedText(refused: EventFacts['refused'], source: string, type: string, hours: Stretch): string {
  const of = (sums: readonly RefusedSum[]): number =>
    sums.find(one => one.source === source && one.type === type && one.path === '')?.events ?? 0
  const count = of(hours === 336 ? refused[168] : refused[hours])
  return count === 0 ? '' : ` ${shown(count)} were refused at the door.`
}
