// Properties that are of another kind than they should be, or that more and more events lack: conditions on them match nobody,
// and messages show nothing. A property that was never there is no finding.
import type { AuditFinding } from '../../model/audit-finding.js'
import {
  type Compared,
  compareWeeks,
  type EventFacts,
  type FieldSum,
  median,
  percent,
} from '../event-facts.js'

/** Fewer than this say nothing. */
const leastChecked = 50
/** A share of mistyped ones that is a fault of the storefront, not of one shopper. */
const mistypedShare = 0.01
const leastMistyped = 5
/** So much more than usual must lack it. */
const missingMore = 0.2

export function eventFields(facts: EventFacts): AuditFinding[] {
  const weekly = compareWeeks(facts, 168)
  return compareWeeks(facts, 24).flatMap((daily, n) => {
    if (daily.now.checked >= leastChecked) return judge(daily, facts.fields[24])
    const week = weekly[n]
    return week && week.now.checked >= leastChecked ? judge(week, facts.fields[168]) : []
  })
}

function judge(stream: Compared, fields: readonly FieldSum[]): AuditFinding[] {
  const own = fields.filter(({ source, type }) => source === stream.source && type === stream.type)
  const present = own.filter(({ week }) => week === 0)
  return present.flatMap(field => {
    const share = field.events / stream.now.checked
    if (field.fault === 'mistyped')
      return share > mistypedShare && field.events >= leastMistyped ? [mistyped(field, share)] : []
    const usual = usualShare(stream, own, field)
    return usual !== null && share > usual + missingMore ? [missing(field, share, usual)] : []
  })
}

/** null: too few were looked at in the weeks before. */
function usualShare({ before }: Compared, own: readonly FieldSum[], { path }: FieldSum): number | null {
  const known = before.filter(({ checked }) => checked >= leastChecked)
  if (known.length < 2) return null
  return median(
    known.map(({ week, checked }) => {
      const lacking = own.find(one => one.fault === 'missing' && one.week === week && one.path === path)
      return (lacking?.events ?? 0) / checked
    }),
  )
}

const mistyped = ({ source, type, path }: FieldSum, share: number): AuditFinding => ({
  code: 'event_field_mistyped',
  subject: `${source} ${type} ${path}`,
  severity: 'warning',
  message: `In ${percent(share)} of the ${type} of ${source}, ${path} is of another kind than it should be.`,
  advice: `Send it as docs/reference/journey-format.md (Events) or events/${type}.json says: conditions on it match nobody.`,
  facts: { source, type, path, share },
})

const missing = ({ source, type, path }: FieldSum, share: number, usual: number): AuditFinding => ({
  code: 'event_field_missing',
  subject: `${source} ${type} ${path}`,
  severity: 'warning',
  message: `${percent(share)} of the ${type} of ${source} lack ${path}; usually it is ${percent(usual)}.`,
  advice:
    'Did the shop change what it sends? Conditions on it match nobody, and messages show nothing of it.',
  facts: { source, type, path, share, usual },
})
