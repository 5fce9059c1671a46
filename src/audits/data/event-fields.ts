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
  usualWeeks,
} from '../event-facts.js'
import { noPast, type Past } from '../past.js'

/** Fewer than this say nothing. */
const leastChecked = 50
/** A share of mistyped ones that is a fault of the storefront, not of one shopper; and the one below which it is over. */
const mistypedShare = 0.01
const mistypedOver = 0.005
const leastMistyped = 5
/** So much more than usual must lack it; and less than so much more is over. */
const missingMore = 0.2
const missingOver = 0.1

export function eventFields(facts: EventFacts, past: Past = noPast): AuditFinding[] {
  const weekly = compareWeeks(facts, 168)
  return compareWeeks(facts, 24).flatMap((daily, n) => {
    if (daily.now.checked >= leastChecked) return judge(daily, facts.fields[24], past)
    const week = weekly[n]
    return week && week.now.checked >= leastChecked ? judge(week, facts.fields[168], past) : []
  })
}

function judge(stream: Compared, fields: readonly FieldSum[], past: Past): AuditFinding[] {
  const own = fields.filter(({ source, type }) => source === stream.source && type === stream.type)
  return own
    .filter(({ week }) => week === 0)
    .flatMap(field => {
      const share = field.events / stream.now.checked
      return field.fault === 'mistyped'
        ? ofKind(field, share, past)
        : ofAbsence(stream, own, field, share, past)
    })
}

const subjectOf = ({ source, type, path }: FieldSum): string => `${source} ${type} ${path}`

function ofKind(field: FieldSum, share: number, past: Past): AuditFinding[] {
  const open = past.isOpen('event_field_mistyped', subjectOf(field))
  if (open) return share > mistypedOver ? [mistyped(field, share)] : []
  return share > mistypedShare && field.events >= leastMistyped ? [mistyped(field, share)] : []
}

function ofAbsence(
  stream: Compared,
  own: readonly FieldSum[],
  field: FieldSum,
  share: number,
  past: Past,
): AuditFinding[] {
  const usual = usualShare(stream, own, field, past)
  const more = past.isOpen('event_field_missing', subjectOf(field)) ? missingOver : missingMore
  return usual !== null && share > usual + more ? [missing(field, share, usual)] : []
}

/** null: too few were looked at in the weeks before. */
function usualShare(stream: Compared, own: readonly FieldSum[], field: FieldSum, past: Past): number | null {
  const looked = { ...stream, before: stream.before.filter(({ checked }) => checked >= leastChecked) }
  const known = usualWeeks(looked, past, ['event_field_missing'], subjectOf(field))
  if (known.length === 0) return null
  return median(
    known.map(({ week, checked }) => {
      const lacking = own.find(one => one.fault === 'missing' && one.week === week && one.path === field.path)
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
