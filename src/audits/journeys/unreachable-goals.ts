// Goals that no event reaches, so that a journey seems to bring nothing: the event never comes, its `where` is never true, or
// it lacks the amount it is counted by.
import type { AuditFinding } from '../../model/audit-finding.js'
import { percent, shown } from '../event-facts.js'
import { noPast, type Past } from '../past.js'
import type { GoalFacts, JourneysFacts } from './journey-facts.js'

const days = 30
/** Fewer events of its type say nothing of a `where`, and fewer goals nothing of their value. */
const leastChecked = 200
const leastMatching = 20
const valueless = 0.1
/** What was found is over only below that. */
const valuelessOver = 0.07

export function unreachableGoals(facts: JourneysFacts, past: Past = noPast): AuditFinding[] {
  return facts.journeys.flatMap(({ id, days: open, goals }) =>
    goals.flatMap(goal => {
      const subject = goal.name === 'primary' ? id : `${id}/${goal.name}`
      // What has begun to be counted, or to run, only lately may still come.
      if (goal.events === 0) return facts.days >= days && open >= days ? [unseen(subject, goal)] : []
      if (goal.hasWhere && goal.checked >= leastChecked && goal.matching === 0)
        return [neverTrue(subject, goal)]
      if (goal.value === undefined || goal.matching < leastMatching) return []
      const share = (goal.matching - goal.valued) / goal.matching
      const most = past.isOpen('goal_without_value', subject) ? valuelessOver : valueless
      return share >= most ? [withoutValue(subject, goal, share)] : []
    }),
  )
}

const unseen = (subject: string, { event }: GoalFacts): AuditFinding => ({
  code: 'goal_event_unseen',
  subject,
  severity: 'warning',
  message: `The goal of ${subject} is ${event}, and no such event came in ${days} days.`,
  advice: 'Let the shop send it, or choose another goal: nothing can be credited to this journey.',
  facts: { event },
})

const neverTrue = (subject: string, { event, checked }: GoalFacts): AuditFinding => ({
  code: 'goal_never_true',
  subject,
  severity: 'warning',
  message: `"where" of the goal of ${subject} was true for none of ${shown(checked)} ${event} that were looked at in ${days} days.`,
  advice:
    'Compare it with a real event: a path that is spelt otherwise, or an amount as text, matches nothing.',
  facts: { event, checked },
})

const withoutValue = (
  subject: string,
  { event, value = '', matching }: GoalFacts,
  share: number,
): AuditFinding => ({
  code: 'goal_without_value',
  subject,
  severity: 'warning',
  message: `${percent(share)} of the ${event} that reach the goal of ${subject} have no amount with a currency at ${value}: they count, but bring no revenue.`,
  advice: 'Send the amount as "129.50" with "currency" beside it, or correct "value" of the goal.',
  facts: { event, value, matching, share },
})
