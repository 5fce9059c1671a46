// Events that stop in the first weeks, when there are no weeks before to compare with. And sources whose keys were all revoked.
import type { AuditFinding } from '../../model/audit-finding.js'
import { type Compared, type EventFacts, shown } from '../event-facts.js'

export const tooFewAdvice =
  'Did the shop change something? Look whether it still sends them, and whether webhooks wait (`triggerfish failed`).'

const hourMs = 3_600_000
const leastDaily = 50
const leastDays = 4
/** From Friday evening to Monday morning: what rests at weekends is not told every Sunday. */
const silentHours = 60

/** `compared`: one source and type, of each stretch. */
export function stoppedEarly(
  { source, type, since, last }: EventFacts['streams'][number],
  compared: readonly Compared[],
): AuditFinding[] {
  const week = compared.find(({ hours }) => hours === 168)
  if (!week || compared.some(({ hours, before }) => hours === 24 && before.length > 1)) return []
  const silent = (week.to.getTime() - last.getTime()) / hourMs - 1
  const days = (last.getTime() - Math.max(since.getTime(), week.to.getTime() - 168 * hourMs)) / (24 * hourMs)
  const daily = week.now.events / Math.max(1, days)
  if (silent < silentHours || days < leastDays || daily < leastDaily) return []
  return [
    {
      code: 'events_too_few',
      subject: `${source} ${type}`,
      severity: 'error',
      message: `No ${type} of ${source} came in ${Math.floor(silent)} hours; before that there were ${shown(daily)} a day.`,
      advice: tooFewAdvice,
      facts: { source, type, hours: Math.floor(silent), events: 0, usual: daily },
    },
  ]
}

/** Told for as long as events of the last seven days stand beside it: whoever did it on purpose hears of it once. */
export function revokedSources({ revoked, sums }: EventFacts): AuditFinding[] {
  return revoked.flatMap((source): AuditFinding[] => {
    const events = sums[168]
      .filter(sum => sum.source === source && sum.week === 0)
      .reduce((sum, one) => sum + one.events, 0)
    if (events === 0) return []
    return [
      {
        code: 'source_revoked',
        subject: source,
        severity: 'notice',
        message: `All keys of the source ${source} are revoked; ${shown(events)} events came from it in 7 days.`,
        advice:
          'Nothing is to be done if that was meant. Else make a new key with `triggerfish keys create`.',
        facts: { source, events },
      },
    ]
  })
}
