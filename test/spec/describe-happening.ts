// Writes what an input led to as the lines a case expects: "1h cart-recovery sent remind email reminder".
import type { Decision, Enrollment, PastMessage } from '../../src/journeys/engine/index.js'
import type { JsonObject } from '../../src/model/json.js'
import { start } from '../support/builders.js'
import type { Happening } from './simulation.js'

/** How a journey is called in a line: its id, and its version where the case has several. */
export type Label = (journeyId: string, version: number) => string

/** All lines of one input: decisions, then messages taken back, then the credit, then refusals. */
export function describeHappening(
  { at, outcome, withdrawn }: Happening,
  label: Label,
  keyOf: (enrollmentId: string) => string,
): string[] {
  const of = ({
    journeyId,
    version,
    enrollmentId,
  }: {
    journeyId: string
    version: number
    enrollmentId: string
  }) => {
    const key = keyOf(enrollmentId)
    return `${label(journeyId, version)}${key === '' ? '' : `(${key})`}`
  }
  const { conversion } = outcome
  const lines = [
    ...outcome.decisions.map(decision => `${of(decision)} ${describeDecision(decision)}`),
    ...withdrawn.map(message => `${of(message)} withdrawn ${message.stepId}`),
    ...(conversion ? [`${of(conversion.message)} credited ${describeCredit(conversion)}`] : []),
    ...outcome.refusals.map(
      ({ journeyId, version, reason }) => `${label(journeyId, version)} refused ${reason}`,
    ),
  ]
  return lines.map(line => `${offsetOf(at)} ${line}`)
}

const describeCredit = (credit: {
  message: PastMessage
  value: string | null
  currency: string | null
}): string =>
  `${credit.message.stepId} ${credit.value === null ? 'without value' : `${credit.value} ${credit.currency}`}`

function describeDecision({ kind, stepId, reason, detail }: Decision): string {
  const said = (detail ?? {}) as JsonObject
  switch (kind) {
    case 'entered':
      return kind
    case 'waited':
      return `waited ${stepId}${said.for === undefined ? '' : ` for ${said.for}`} until ${offsetOf(new Date(String(said.until)))}`
    case 'branched':
      return `branched ${stepId} ${reason === 'case_matched' ? `case ${said.case}` : reason}`
    case 'sent':
      return `sent ${stepId} ${said.channel} ${said.template}`
    case 'skipped':
      return `skipped ${stepId} ${reason}`
    default:
      return `${kind} ${reason}`
  }
}

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
] as const

/** "1h30m"; the start itself is "0m". */
export function offsetOf(time: Date): string {
  let rest = time.getTime() - start.getTime()
  if (rest === 0) return '0m'
  let text = ''
  for (const [unit, ms] of units) {
    const count = Math.floor(rest / ms)
    if (count > 0) text += `${count}${unit}`
    rest -= count * ms
  }
  return text
}

export const keysOf = (enrollments: readonly Enrollment[]): ((id: string) => string) => {
  const keys = new Map(enrollments.map(({ id, key }) => [id, key]))
  return id => keys.get(id) ?? ''
}
