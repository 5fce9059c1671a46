// explain: why a customer did or did not come into journeys, and what became of them there.
import { readConfig } from '../../platform/config.js'
import { type Explanation, explainCustomer } from '../../reports/index.js'
import { type AddCommand, jsonOption, printJson, shownTime } from '../command.js'
import { customerKeyOf, customerKeys } from '../customer-key.js'
import { Problem } from '../problem.js'
import { printable } from '../table.js'
import type { Terminal } from '../terminal.js'
import { withServers } from '../with-servers.js'

export const addExplain: AddCommand = (program, terminal) => {
  program
    .command('explain <key>')
    .description(`why a customer (${customerKeys}) got what they got`)
    .option('--journey <id>', 'only about this journey')
    .option(...jsonOption)
    .action(async (text: string, { journey, json }: { journey?: string; json?: true }) => {
      const key = customerKeyOf(text)
      const explanation = await withServers(readConfig(), terminal, ({ db }) =>
        explainCustomer(db, key, journey ?? null),
      )
      if (!explanation) throw new Problem('Nobody is known by that key.')
      if (json) printJson(terminal, explanation)
      else printExplanation(terminal, explanation)
    })
}

interface Line {
  readonly at: Date
  readonly text: string
}

/** One line for each event and decision, in the order of time. */
function printExplanation(terminal: Terminal, { events, enrollments }: Explanation): void {
  const lines: Line[] = [
    ...events.flatMap(event => eventLines(terminal, event)),
    ...enrollments.flatMap(enrollment => enrollmentLines(terminal, enrollment)),
  ]
  if (lines.length === 0) terminal.out('Nothing is known about that.')
  for (const { at, text } of lines.sort((a, b) => a.at.getTime() - b.at.getTime()))
    terminal.out(`${shownTime(at)}  ${text}`)
}

function eventLines(terminal: Terminal, event: Explanation['events'][number]): Line[] {
  const refusals = event.refusals.map(({ journeyId, words }) => ({
    // Under the event, also where it was processed long after it happened.
    at: event.occurredAt,
    text: `  ${terminal.paint('yellow', 'not in')} ${journeyId}: ${printable(words)}`,
  }))
  const text = `${terminal.paint('bold', event.type)} ${printable(event.id)}`
  return [{ at: event.occurredAt, text }, ...refusals]
}

function enrollmentLines(terminal: Terminal, enrollment: Explanation['enrollments'][number]): Line[] {
  const { journeyId, version, key, decisions, messages, calls } = enrollment
  // The key as tests of journeys write it: two carts of one customer are two passes.
  const pass = key === '' ? journeyId : `${journeyId}(${printable(key)})`
  const line = (at: Date, stepId: string | null, words: string): Line => ({
    at,
    text: `  ${terminal.paint('green', stepId ? `${pass}/${stepId}` : pass)}: ${printable(words)}`,
  })
  const moved = decisions.find(({ kind }) => kind === 'moved')
  const first = moved ? asVersion(moved.detail) : version
  return [
    ...decisions.map(({ at, kind, stepId, words }) =>
      line(at, stepId, kind === 'entered' ? `${words}, version ${first}` : words),
    ),
    ...messages.map(({ createdAt, handedOverAt, stepId, words }) =>
      line(handedOverAt ?? createdAt, stepId, words),
    ),
    ...calls.map(({ createdAt, doneAt, stepId, words }) => line(doneAt ?? createdAt, stepId, words)),
  ]
}

/** The version somebody was moved from. */
const asVersion = (detail: unknown): unknown => (detail as { from?: unknown } | null)?.from
