// preview: what customers would get of a template, from the folder and without any server. Sends nothing.
import { readFile, writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { type Preview, previewMessage } from '../../dispatch/index.js'
import { didYouMean } from '../../journeys/definition/did-you-mean.js'
import type { Template, Workspace } from '../../journeys/workspace/index.js'
import { type MessageChannel, messageChannels } from '../../model/channel.js'
import { isObject, type JsonObject } from '../../model/json.js'
import { localeSchema } from '../../model/locale.js'
import { systemClock } from '../../platform/clock.js'
import { readConfig } from '../../platform/config.js'
import { readTestedWorkspace, type Sample, samplesOf } from '../../workbench/index.js'
import { type AddCommand, counted, jsonOption, printJson } from '../command.js'
import { misuse, Problem } from '../problem.js'
import { printable } from '../table.js'
import type { Terminal } from '../terminal.js'

interface Options {
  readonly channel?: string
  readonly locale?: string
  readonly journey?: string
  readonly event?: string
  readonly customer?: string
  readonly html?: string
  readonly json?: true
}

export const addPreview: AddCommand = (program, terminal) => {
  options(
    program
      .command('preview <template> [folder]')
      .description('show what customers would get of a template; by default of TRIGGERFISH_WORKSPACE'),
  ).action(async (name: string, named: string | undefined, given: Options) => {
    const { workspace, tests, findings } = await readTestedWorkspace(named ?? readConfig().workspace)
    const errors = findings.filter(({ level }) => level === 'error').length
    if (!workspace) throw new Problem(`The workspace has ${counted(errors, 'error')}: see triggerfish check.`)
    const template = templateNamed(workspace, name, given.channel)
    const samples = samplesOf(workspace.journeys, tests, template)
    const sample = await withGiven(sampleOf(samples, template, given.journey), given)
    const { settings } = workspace
    const { content, ...rest } = template
    const preview = previewMessage({
      ...sample,
      settings,
      template: { ...rest, content: content as unknown as JsonObject },
      now: systemClock.now(),
      publicUrl: readConfig().publicUrl,
    })
    if (given.html !== undefined) await writeHtml(given.html, preview)
    if (given.json) printJson(terminal, { ...preview, journey: sample.journey.id, test: sample.test })
    else print(terminal, preview, settings.currency, sample)
    if ('notSent' in preview)
      throw new Problem(`It would not be sent: ${preview.notSent}.${hint(sample, given)}`)
  })
}

/** Without facts most templates lack something. */
const hint = ({ test, journey }: Sample, { event }: Options): string =>
  test === null && event === undefined
    ? ` No test of ${journey.id} says what happened: name an event by --event, or write a test.`
    : ''

const options = (command: Command): Command =>
  command
    .option('--channel <channel>', `where several templates have the name: ${messageChannels.join(', ')}`)
    .option('--locale <locale>', 'for a customer who reads this, such as de-AT')
    .option('--journey <id>', 'as this journey sends it')
    .option('--event <file>', 'JSON: the event that brought them in, or its properties; else that of a test')
    .option('--customer <file>', 'JSON: email, phone and attributes; else those of a test')
    .option('--html <file>', 'write the HTML of the email into this file')
    .option(...jsonOption)

function templateNamed({ templates }: Workspace, name: string, channel: string | undefined): Template {
  if (channel !== undefined && !messageChannels.includes(channel as MessageChannel))
    throw misuse(`--channel must be ${messageChannels.join(', ')}.`)
  const found = templates.filter(one => one.name === name && (channel ?? one.channel) === one.channel)
  const [template] = found
  if (!template) {
    const names = new Set(templates.map(one => one.name))
    throw misuse(`The workspace has no template "${name}"${didYouMean(name, names) || '.'}`)
  }
  if (found.length > 1)
    throw misuse(`"${name}" is a template for ${found.map(one => one.channel).join(', ')}: add --channel.`)
  return template
}

function sampleOf(samples: readonly Sample[], { name }: Template, journey: string | undefined): Sample {
  const [sample] = samples.filter(one => journey === undefined || one.journey.id === journey)
  if (sample) return sample
  const who = journey === undefined ? 'No journey sends' : `The journey "${journey}" does not send`
  throw misuse(`${who} "${name}".`)
}

async function withGiven(sample: Sample, { event, customer, locale }: Options): Promise<Sample> {
  const posted = event === undefined ? null : await readObject(event)
  const person = customer === undefined ? null : await readObject(customer)
  const { email = sample.customer.email, phone = sample.customer.phone } = person ?? {}
  const attributes = isObject(person?.attributes)
    ? person.attributes
    : person
      ? {}
      : sample.customer.attributes
  if (locale !== undefined && !localeSchema.safeParse(locale).success)
    throw misuse(`"${locale}" is no locale; write one such as "de" or "pt-BR".`)
  return {
    ...sample,
    data: posted ? (isObject(posted.properties) ? posted.properties : posted) : sample.data,
    customer: {
      email: typeof email === 'string' ? email : null,
      phone: typeof phone === 'string' ? phone : null,
      attributes: { ...attributes, ...(locale !== undefined && { locale }) },
    },
  }
}

async function readObject(file: string): Promise<JsonObject> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (isObject(value)) return value
  } catch (error) {
    const isSyntax = error instanceof SyntaxError
    throw misuse(`${file} cannot be read${isSyntax ? `: ${error.message}` : ''}.`)
  }
  throw misuse(`${file} must hold a JSON object.`)
}

async function writeHtml(file: string, preview: Preview): Promise<void> {
  if (preview.channel !== 'email') throw misuse('Only an email has HTML.')
  if ('notSent' in preview) return
  await writeFile(file, preview.html)
}

function print(terminal: Terminal, preview: Preview, currency: string, { journey, test }: Sample): void {
  const say = (name: string, value: string): void =>
    terminal.out(`${terminal.paint('bold', name)} ${printable(value)}`)
  if ('notSent' in preview) return
  if (preview.channel === 'email') {
    say('From:', preview.from)
    say('Subject:', preview.subject)
    terminal.out('')
    for (const line of preview.text.split('\n')) terminal.out(printable(line))
  } else if (preview.channel === 'sms') {
    for (const line of preview.text.split('\n')) terminal.out(printable(line))
    terminal.out('')
    const { encoding, units, segments, price, shortLinks } = preview
    const short = shortLinks ? ', with the short links it goes out with' : ''
    const cost = price === null ? 'price not known (sms.prices in settings.json)' : `${price} ${currency}`
    terminal.out(
      `${counted(segments, 'segment')} of ${encoding}, ${counted(units, 'unit')}${short}; ${cost}.`,
    )
  } else {
    for (const [part, value] of Object.entries(preview.parts)) say(`${part}:`, String(value))
  }
  const from = test === null ? 'no test of it says what happened' : `facts of its test "${test}"`
  terminal.say(`As ${journey.id} sends it; ${from}.`)
}
