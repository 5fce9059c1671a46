// Reads senders.json and says everything that is wrong with it, in the words of `triggerfish check`. Knows no secret: what
// a variable holds is looked at when senders are made of the entries.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { error, type Fault, type Finding, findingOf } from '../journeys/definition/finding.js'
import { readJson } from '../journeys/definition/json-text.js'
import type {
  EmailSenderEntry,
  SendersFile,
  SmsSenderEntry,
} from '../journeys/definition/senders-file-schema.js'
import { sendersFileSchema } from '../journeys/definition/senders-file-schema.js'
import { checkShape } from '../journeys/definition/shape-faults.js'
import type { Channel } from '../model/channel.js'
import { unknownPlaceholders } from './senders/http-body.js'

const sendersFileName = 'senders.json'

/** One line for each fault, with its place in the file. */
export class SendersFileError extends Error {
  readonly code = 'senders_invalid'

  constructor(file: string, faults: readonly string[]) {
    super(`${file} is not usable:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
    this.name = 'SendersFileError'
  }
}

export interface SendersPlace {
  readonly sendersFile?: string | undefined
  readonly workspace: string
}

/** The file that the settings mean; null where there is none. */
export function sendersFilePath({ sendersFile, workspace }: SendersPlace): string | null {
  if (sendersFile === 'none') return null
  if (sendersFile !== undefined) return sendersFile
  const usual = join(workspace, sendersFileName)
  return existsSync(usual) ? usual : null
}

/** Throws SendersFileError. No file: nothing is said of any channel. */
export function readSendersFile(place: SendersPlace): SendersFile {
  const path = sendersFilePath(place)
  if (path === null) return {}
  const { file, findings } = parseSendersFile(textOf(path), path)
  if (file) return file
  throw new SendersFileError(
    path,
    findings.map(({ line, path: at, message }) => `line ${line ?? 1}${at ? `, ${at}` : ''}: ${message}`),
  )
}

/** Everything wrong with the file of these settings; nothing where there is none. Throws SendersFileError. */
export function checkSendersFile(place: SendersPlace): readonly Finding[] {
  const path = sendersFilePath(place)
  if (path === null) return []
  const isUsual = path === join(place.workspace, sendersFileName)
  return parseSendersFile(textOf(path), isUsual ? sendersFileName : path).findings
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (failure) {
    throw new SendersFileError(path, [`cannot be read: ${(failure as NodeJS.ErrnoException).code}`])
  }
}

/** `file` is null where there is a finding. */
export function parseSendersFile(
  text: string,
  name: string,
): { readonly file: SendersFile | null; readonly findings: readonly Finding[] } {
  const read = readJson(text)
  if ('fault' in read) {
    const { line, code, message } = read.fault
    return { file: null, findings: [{ level: 'error', code, file: name, path: '', line, message }] }
  }
  const shape = checkShape(sendersFileSchema, read.json.value)
  const faults = 'faults' in shape ? shape.faults : senseFaults(shape.value)
  const findings = faults.map(fault => findingOf(name, fault, read.json.lineOf))
  return { file: 'value' in shape && faults.length === 0 ? shape.value : null, findings }
}

const senseFaults = ({ email = [], sms = [] }: SendersFile): Fault[] => [
  ...entryFaults('email', email),
  ...entryFaults('sms', sms),
]

function entryFaults(channel: Channel, entries: readonly (EmailSenderEntry | SmsSenderEntry)[]): Fault[] {
  return entries.flatMap((entry, index) => {
    const twice = entries.findIndex(({ name }) => name === entry.name) < index
    return [
      ...(twice
        ? [error('wrong_value', [channel, index, 'name'], `"${entry.name}" stands twice; rename one`)]
        : []),
      ...(entry.kind === 'http' ? unknownPlaceholders(channel, entry) : []).map(({ path, message }) =>
        error('wrong_value', [channel, index, ...path], message),
      ),
    ]
  })
}
