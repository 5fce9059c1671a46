// Events that the doors refused, with what was missing or wrong in them: they are lost unless the shop sends them again.
import type { AuditFinding } from '../../model/audit-finding.js'
import { type EventFacts, percent, type RefusedSum, shown, stretchText } from '../event-facts.js'
import { noPast, type Past } from '../past.js'

interface Bounds {
  readonly hours: 3 | 24 | 168
  /** So many at least, and this share of what was posted. */
  readonly least: number
  readonly share: number
}

/** The longer the stretch, the fewer are enough: of a small shop a week is looked at. */
const bounds: readonly Bounds[] = [
  { hours: 3, least: 20, share: 0.2 },
  { hours: 24, least: 20, share: 0.01 },
  { hours: 24, least: 5, share: 0.5 },
  { hours: 168, least: 5, share: 0.1 },
]
/** What was found is over only below half of that. */
const softer = 0.5
/** From here on it is no single shopper's browser. */
const errorShare = 0.05
const mostNamed = 3

export function refusedEvents(facts: EventFacts, past: Past = noPast): AuditFinding[] {
  const whole = facts.refused[168].filter(({ path }) => path === '')
  return whole.flatMap(({ source, type }) => {
    const factor = past.isOpen('events_refused', subjectOf(source, type)) ? softer : 1
    const found = bounds
      .map(({ hours, least, share }) => ({ ...countsOf(facts, hours, source, type), least, share }))
      .find(({ refused, all, least, share }) => refused >= least * factor && refused / all >= share * factor)
    return found ? [finding(facts, source, type, found)] : []
  })
}

const subjectOf = (source: string, type: string): string => `${source} ${type || '(unknown)'}`

interface Counts {
  readonly hours: Bounds['hours']
  readonly refused: number
  /** Posted in all; where the type is none, by the whole source. */
  readonly all: number
}

function countsOf(
  { refused, sums }: EventFacts,
  hours: Bounds['hours'],
  source: string,
  type: string,
): Counts {
  const own = (one: { readonly source: string; readonly type: string }): boolean =>
    one.source === source && (type === '' || one.type === type)
  const total = (list: readonly { readonly events: number }[]): number =>
    list.reduce((sum, { events }) => sum + events, 0)
  const accepted = total(sums[hours].filter(sum => sum.week === 0 && own(sum)))
  const events = refused[hours].filter(({ path }) => path === '')
  return {
    hours,
    refused: total(events.filter(one => one.source === source && one.type === type)),
    all: accepted + total(events.filter(own)),
  }
}

function finding(
  facts: EventFacts,
  source: string,
  type: string,
  { hours, refused, all }: Counts,
): AuditFinding {
  const share = refused / all
  const places = facts.refused[hours]
    .filter(one => one.source === source && one.type === type && one.path !== '')
    .sort((a, b) => b.events - a.events || a.path.localeCompare(b.path))
    .slice(0, mostNamed)
  return {
    code: 'events_refused',
    subject: subjectOf(source, type),
    severity: share >= errorShare ? 'error' : 'warning',
    message: `${shown(refused)} ${type || 'events of no known type'} of ${source} (${percent(share)} of what was posted) were refused at the door in ${stretchText(hours)}${places.length > 0 ? `: ${places.map(placeText).join(', ')}` : ''}.`,
    advice:
      'The answer to each post says what is wrong; mend what sends them, and send again what was refused.',
    facts: { source, type, hours, refused, share, places: places.map(placeText) },
  }
}

const placeText = ({ path, fault, events }: RefusedSum): string =>
  `${path} is ${fault === 'missing' ? 'missing' : 'not as it should be'} in ${shown(events)}`
