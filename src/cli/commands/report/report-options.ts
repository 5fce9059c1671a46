// The parameters of a report as options of a command, and back.
import { type Command, Option } from 'commander'
import type { Fault } from '../../../model/event.js'
import type { Parameter } from '../../../reports/index.js'
import { jsonOption } from '../../command.js'
import { misuse, type Problem } from '../../problem.js'

/** What a command is told besides the parameters. */
export interface Format {
  readonly json?: true
  readonly csv?: true
  readonly ndjson?: true
}

/** `held_by` → `--held-by`. */
export const flagOf = (name: string): string => `--${name.replaceAll('_', '-')}`

export function addParameters(command: Command, parameters: readonly Parameter[]): void {
  for (const { name, description, values, default: usual } of parameters) {
    const words = [
      description,
      ...(values ? [`one of ${values.join(', ')}`] : []),
      ...(usual === undefined ? [] : [`by default ${usual}`]),
    ]
    command.option(`${flagOf(name)} <${name.replaceAll('_', '-')}>`, words.filter(Boolean).join('; '))
  }
  command
    .option(...jsonOption)
    .addOption(new Option('--csv', 'print CSV').conflicts(['json', 'ndjson']))
    .addOption(new Option('--ndjson', 'print a line of JSON for each row').conflicts('json'))
}

/** What commander read, as the parameters are called. */
export function textsOf(options: object): Record<string, string> {
  const { json: _json, csv: _csv, ndjson: _ndjson, ...texts } = options as Record<string, string>
  return Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [
      key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      value,
    ]),
  )
}

export const misused = (faults: readonly Fault[]): Problem =>
  misuse(faults.map(({ path, message }) => `${flagOf(path)} ${message}`).join('\n'))
