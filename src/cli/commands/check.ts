// check: everything wrong with a workspace and its tests, found without any server; with --links, also which of its links lead
// nowhere. Runs no test.
import { checkSendersFile } from '../../dispatch/index.js'
import type { Finding } from '../../journeys/definition/finding.js'
import type { Workspace } from '../../journeys/workspace/index.js'
import { readConfig } from '../../platform/config.js'
import { readTestedWorkspace } from '../../workbench/index.js'
import { type CheckedLink, checkLinks } from '../check-links/check-links.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'
import { misuse, Problem } from '../problem.js'
import { type SmsCost, smsCosts } from '../sms-costs.js'
import { printable, table } from '../table.js'
import type { Terminal } from '../terminal.js'

interface Options {
  readonly links?: true
  readonly sms?: true
  readonly allowPrivate?: true
  readonly json?: true
}

export const addCheck: AddCommand = (program, terminal) => {
  program
    .command('check [folder]')
    .description('find what is wrong with a workspace; by default TRIGGERFISH_WORKSPACE')
    .option('--links', 'also ask every link of the templates whether it is there')
    .option('--sms', 'also say how long the SMS are, and what they cost')
    .option('--allow-private', 'with --links: also addresses of this machine and its network')
    .option(...jsonOption)
    .action(async (folder: string | undefined, given: Options) => {
      const { json } = given
      if (given.allowPrivate && !given.links) throw misuse('--allow-private is for --links.')
      const place = folder === undefined ? readConfig() : { workspace: folder }
      const { workspace, findings: inWorkspace } = await readTestedWorkspace(place.workspace)
      const findings = [...checkSendersFile(place), ...inWorkspace]
      const errors = findings.filter(({ level }) => level === 'error').length
      const links = given.links && workspace ? await linksOf(workspace, given, terminal) : null
      const sms = given.sms && workspace ? smsCosts(workspace) : null
      if (json) printJson(terminal, { findings, ...(links && { links }), ...(sms && { sms }) })
      else {
        for (const finding of findings) printFinding(terminal, finding)
        if (links?.length === 0) terminal.out('The templates have no links.')
        else if (links) printLinks(terminal, links)
        if (sms?.length === 0) terminal.out('The workspace has no SMS.')
        else if (sms) printSms(terminal, sms)
      }
      if (errors > 0) throw new Problem(`The workspace has ${counted(errors, 'error')}.`)
      const broken = links?.filter(({ state }) => state === 'broken').length ?? 0
      if (broken > 0) throw new Problem(`The templates have ${counted(broken, 'broken link')}.`)
      if (!json && workspace) terminal.out(`${counted(workspace.journeys.length, 'journey')} without errors.`)
    })
}

function linksOf(
  workspace: Workspace,
  { allowPrivate, json }: Options,
  terminal: Terminal,
): Promise<CheckedLink[]> {
  if (!json) terminal.say('Asking the links of the templates …')
  return checkLinks(workspace, { allowPrivate: allowPrivate === true })
}

/** `file:line path: message`, which editors and terminals make a link of. */
export function printFinding(terminal: Terminal, { level, file, line, path, message }: Finding): void {
  const place = line === undefined ? file : `${file}:${line}`
  const kind = level === 'error' ? terminal.paint('red', 'error') : terminal.paint('yellow', 'warning')
  terminal.out(`${printable(place)} ${kind} ${printable(path ? `${path}: ${message}` : message)}`)
}

const shownStates: Readonly<Record<CheckedLink['state'], string>> = {
  good: 'good',
  broken: 'broken',
  unsure: 'look yourself',
  not_asked: 'not asked',
}

function printLinks(terminal: Terminal, links: readonly CheckedLink[]): void {
  const columns = ['link', 'state', 'why', 'templates'].map(title => ({ title }))
  const rows = links.map(({ url, state, why, endsAt, templates }) => [
    url,
    shownStates[state],
    endsAt === null ? why : `${why}, at ${endsAt}`,
    shortened(templates),
  ])
  for (const line of table(columns, rows)) terminal.out(line)
}

/** A header is in every template: the first ones are enough to find it. */
const shortened = (templates: readonly string[]): string =>
  templates.length > 3
    ? `${templates.slice(0, 2).join(', ')} and ${templates.length - 2} more`
    : templates.join(', ')

function printSms(terminal: Terminal, sms: readonly SmsCost[]): void {
  const columns = ['SMS, without values', 'characters', 'alphabet', 'segments', 'left', 'costs'].map(
    title => ({
      title,
    }),
  )
  const rows = sms.map(({ template, units, encoding, segments, left, prices }) => [
    template,
    String(units),
    encoding,
    String(segments),
    String(left),
    Object.entries(prices)
      .map(([country, price]) => `${country} ${price}`)
      .join(', ') || 'no "prices" in settings.json',
  ])
  for (const line of table(columns, rows)) terminal.out(line)
}
