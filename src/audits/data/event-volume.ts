// Fewer events than usual, or many more: against the same hours of the weeks before. Most of what looks like a journey that
// fails is a storefront that tells less.
import type { AuditFinding } from '../../model/audit-finding.js'
import {
  type Compared,
  compareWeeks,
  type EventFacts,
  median,
  type Stretch,
  shown,
  stretches,
  stretchText,
} from '../event-facts.js'

interface Bounds {
  /** What usually comes must be at least so much: of few events, none is no news. */
  readonly least: number
  /** Less than this share of the usual is too few, more than so many times of it too many. */
  readonly few: number
  readonly many: number
}

/** The shorter the stretch, the more has to be missing from it. */
const bounds: Readonly<Record<Stretch, Bounds>> = {
  3: { least: 200, few: 0.15, many: 10 },
  24: { least: 50, few: 0.4, many: 5 },
  168: { least: 20, few: 0.3, many: 4 },
}
/** A week of holidays among the four is no reason: it must also be clearly less, or more, than the worst of them. */
const clearly = 0.75

export function eventVolume(facts: EventFacts): AuditFinding[] {
  const found = new Map<string, AuditFinding>()
  for (const hours of stretches)
    for (const stream of compareWeeks(facts, hours)) {
      const key = `${stream.source} ${stream.type}`
      const finding = found.has(key) ? null : judge(stream, hours)
      if (finding) found.set(key, finding)
    }
  return [...found.values()]
}

function judge(stream: Compared, hours: Stretch): AuditFinding | null {
  const { least, few, many } = bounds[hours]
  const before = stream.before.map(({ events }) => events)
  const usual = median(before)
  if (before.length === 0 || usual < least) return null
  const { events } = stream.now
  if (events < usual * few && events < Math.min(...before) * clearly) return tooFew(stream, hours, usual)
  if (events > usual * many && events * clearly > Math.max(...before)) return tooMany(stream, hours, usual)
  return null
}

const tooFew = ({ source, type, now }: Compared, hours: Stretch, usual: number): AuditFinding => ({
  code: 'events_too_few',
  subject: `${source} ${type}`,
  severity: 'error',
  message: `${now.events === 0 ? 'No' : `Only ${shown(now.events)}`} ${type} of ${source} came in ${stretchText(hours)}; usually there are ${shown(usual)} on these days of the week.`,
  advice:
    'Did the shop change something? Look whether it still sends them, and whether they are refused at the door (triggerfish_events_rejected_total, webhooks: `triggerfish failed`).',
  facts: { source, type, hours, events: now.events, usual },
})

const tooMany = ({ source, type, now }: Compared, hours: Stretch, usual: number): AuditFinding => ({
  code: 'events_too_many',
  subject: `${source} ${type}`,
  severity: 'warning',
  message: `${shown(now.events)} ${type} of ${source} came in ${stretchText(hours)}; usually there are ${shown(usual)} on these days of the week.`,
  advice:
    'A campaign or a sale explains it. Else look whether the shop sends each twice under different ids, or a robot shops.',
  facts: { source, type, hours, events: now.events, usual },
})
