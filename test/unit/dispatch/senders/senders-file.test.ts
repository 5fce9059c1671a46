// senders.json: what is accepted, what is refused and in which words, and the examples of the reference page.
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { sendersFrom, twilioAuthTokens } from '../../../../src/dispatch/index.js'
import { checkSendersFile, parseSendersFile } from '../../../../src/dispatch/senders-file.js'
import { sendersSchemaFile } from '../../../../src/journeys/workspace/json-schemas.js'
import { readConfig } from '../../../../src/platform/config.js'
import { isValid } from '../../../support/json-schema.js'

const page = readFileSync('docs/reference/senders.md', 'utf8')
const examples = [...page.matchAll(/```json\n(.*?)```/gs)].map(match => match[1]!)
const logger = { info: () => {} } as never

const faultsOf = (file: unknown): string[] =>
  parseSendersFile(JSON.stringify(file), 'senders.json').findings.map(
    ({ path, message }) => `${path}: ${message}`,
  )

function aWorkspace(file?: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'tf-senders-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  if (file !== undefined) writeFileSync(join(folder, 'senders.json'), JSON.stringify(file))
  return folder
}

const smtp = { name: 'main', kind: 'smtp', url: 'smtp://mail.example' }

describe('senders.json', () => {
  it('journeys/schema/senders.schema.json is up to date', () => {
    expect(readFileSync('journeys/schema/senders.schema.json', 'utf8')).toBe(sendersSchemaFile())
  })

  it('the examples of the page are right, by the checker and by the schema for editors', () => {
    expect(examples.length).toBeGreaterThanOrEqual(3)
    // The kinds exclude each other, so that one of them is the only one.
    const schema = JSON.parse(sendersSchemaFile().replaceAll('"oneOf"', '"anyOf"'))
    for (const text of examples) {
      expect(parseSendersFile(text, 'senders.json').findings).toEqual([])
      expect(isValid(schema, JSON.parse(text), schema.definitions)).toBe(true)
    }
  })

  it('every word of the schema is on the page', () => {
    const words = new Set<string>()
    JSON.parse(sendersSchemaFile(), (key, value) => {
      if (key === 'properties') for (const name of Object.keys(value)) words.add(name)
      return value
    })
    words.delete('$schema')
    expect([...words].filter(word => !new RegExp(`\\b${word}\\b`).test(page))).toEqual([])
  })

  it.each([
    [
      'a secret in the file',
      { email: [{ ...smtp, user: 'shop', password: 'hunter2' }] },
      /^email\[0\]\.password: must name an environment variable/,
    ],
    [
      'a login in the address',
      { email: [{ ...smtp, url: 'smtp://u:hunter2@h' }] },
      /^email\[0\]\.url: must be an address .* without user and password/,
    ],
    [
      'a variable of something else',
      { email: [{ ...smtp, url: '$DATABASE_URL' }] },
      /^email\[0\]\.url: must be an address/,
    ],
    [
      'a user without a password',
      { email: [{ ...smtp, user: 'shop' }] },
      /must have both "user" and "password"/,
    ],
    ['two of a name', { email: [smtp, smtp] }, /^email\[1\]\.name: "main" stands twice/],
    [
      'a kind that sends no email',
      { email: [{ ...smtp, kind: 'twilio' }] },
      /^email\[0\]\.kind: must be one of "smtp", "http", "log"$/,
    ],
    ['a mistyped kind', { email: [{ ...smtp, kind: 'smpt' }] }, /\.kind: must be .* did you mean "smtp"\?/],
    ['no kind', { email: [{ name: 'a' }] }, /\.kind: is missing; it must be one of "smtp"/],
    [
      'a class of statuses that is none',
      { sms: [{ name: 'a', kind: 'http', url: 'https://a.example', form: {}, answers: { sent: ['2x'] } }] },
      /answers\.sent\[0\]: must be a status such as 422, or a class of them such as "2xx"/,
    ],
    [
      'DKIM without a domain',
      { email: [{ ...smtp, dkim: { domain: '', selector: 'tf', key: '$TRIGGERFISH_SENDER_KEY' } }] },
      /dkim\.domain: must be a domain such as "shop\.example"/,
    ],
    ['a mistyped property', { email: [{ ...smtp, rates: { max: 1, per: '1s' } }] }, /did you mean "rate"\?/],
    ['a rate without a stretch of time', { email: [{ ...smtp, rate: { max: 5 } }] }, /rate\.per/],
    [
      'a body that is none',
      { sms: [{ name: 'a', kind: 'http', url: 'https://a.example' }] },
      /must have either "json" or "form"/,
    ],
    [
      'a word that stands for nothing',
      { sms: [{ name: 'a', kind: 'http', url: 'https://a.example', form: { to: '{{ to }}' } }] },
      /^sms\[0\]\.form\.to: has \{\{ to \}\}; there is message\.id/,
    ],
    [
      'a line break in a header',
      { sms: [{ name: 'a', kind: 'http', url: 'https://a.example', form: {}, headers: { A: 'b\r\nc: d' } }] },
      /^sms\[0\]\.headers/,
    ],
  ])('refuses %s', (_, file, fault) => {
    const faults = faultsOf(file)
    expect(faults.join('\n')).toMatch(fault)
    expect(faults.join('\n')).not.toContain('hunter2')
  })

  it('a fault names its line', () => {
    const { findings } = parseSendersFile('{\n  "email": [\n    { "kind": "smtp" }\n  ]\n}', 'senders.json')
    expect(findings[0]).toMatchObject({ file: 'senders.json', line: 3 })
    expect(parseSendersFile('{ // no', 'senders.json').findings).toMatchObject([
      { code: 'json_syntax', line: 1 },
    ])
  })

  it('is looked for in the workspace, or where the settings say', () => {
    expect(checkSendersFile({ workspace: aWorkspace() })).toEqual([])
    const wrong = aWorkspace({ email: [] })
    expect(checkSendersFile({ workspace: wrong })).toMatchObject([{ file: 'senders.json', path: 'email' }])
    expect(checkSendersFile({ workspace: wrong, sendersFile: 'none' })).toEqual([])
    expect(() => checkSendersFile({ workspace: wrong, sendersFile: '/nowhere.json' })).toThrow(
      'cannot be read: ENOENT',
    )
  })
})

describe('senders from settings', () => {
  const env = {
    SMTP_URL: 'smtp://localhost:1025',
    TWILIO_ACCOUNT_SID: 'AC1',
    TWILIO_AUTH_TOKEN: 't',
    TWILIO_FROM: '+1',
  }
  const from = (file: unknown, more: Record<string, string> = {}) =>
    sendersFrom(readConfig({ ...more, TRIGGERFISH_WORKSPACE: aWorkspace(file) }), { logger })
  const namesOf = ({ email, sms }: ReturnType<typeof sendersFrom>) => [
    ...email.map(({ name, kind }) => `email ${name} ${kind}`),
    ...sms.map(({ name, kind }) => `sms ${name} ${kind}`),
  ]

  it('without a file they are those of the settings, and none where there are none', () => {
    expect(namesOf(from(undefined, env))).toEqual(['email smtp smtp', 'sms twilio twilio'])
    expect(namesOf(from(undefined))).toEqual([])
  })

  it('a channel that the file speaks of is its own, in its order; the other one stays', () => {
    const file = { email: [smtp, { name: 'log', kind: 'log' }] }
    expect(namesOf(from(file, env))).toEqual(['email main smtp', 'email log log', 'sms twilio twilio'])
  })

  it('keeps how fast each may go', () => {
    const pace = { rate: { max: 5, per: '1s' }, domains: { 'gmail.com': { max: 1, per: '1s' } } }
    expect(from({ email: [{ ...smtp, ...pace }] }).email).toMatchObject([pace])
  })

  it('every variable that is missing stops the start at once, and no value is shown', () => {
    const file = JSON.parse(examples[0]!)
    const start = () =>
      from(file, { TRIGGERFISH_SENDER_DKIM_KEY: 'hunter2', TRIGGERFISH_SENDER_MAIN_PASSWORD: 'hunter2' })
    expect(start).toThrow(/senders\.json is not usable:\n/)
    expect(start).toThrow(
      /sender "main": TRIGGERFISH_SENDER_DKIM_KEY names a file that cannot be read: ENOENT/,
    )
    expect(start).toThrow(
      /sender "backup": the environment variable TRIGGERFISH_SENDER_BACKUP_URL is not set/,
    )
    expect(start).toThrow(
      /sender "twilio": the environment variable TRIGGERFISH_SENDER_TWILIO_TOKEN is not set/,
    )
    expect(start).not.toThrow(/hunter2/)
  })

  it('a key may stand in its variable, its line breaks written as \\n, or in a file', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
    const dkim = { domain: 'shop.example', selector: 'tf', key: '$TRIGGERFISH_SENDER_DKIM_KEY' }
    const file = { email: [{ ...smtp, dkim }] }
    const inFile = join(aWorkspace(), 'key.pem')
    writeFileSync(inFile, pem)
    for (const given of [pem, pem.replaceAll('\n', '\\n'), inFile])
      expect(namesOf(from(file, { TRIGGERFISH_SENDER_DKIM_KEY: given }))).toEqual(['email main smtp'])
  })

  it('tokens by which reports are known are those of every account in use, also where other secrets are missing', () => {
    const tokens = (file: unknown, more = {}) =>
      twilioAuthTokens(readConfig({ ...more, TRIGGERFISH_WORKSPACE: aWorkspace(file) }))
    expect(tokens(undefined, env)).toEqual(['t'])
    expect(tokens(undefined)).toEqual([])
    const file = { ...JSON.parse(examples[0]!), email: [{ ...smtp, url: '$TRIGGERFISH_SENDER_URL' }] }
    expect(tokens(file, { ...env, TRIGGERFISH_SENDER_TWILIO_TOKEN: 'other' })).toEqual(['other'])
    expect(tokens(file, env)).toEqual([])
  })

  it('a provider is asked over TLS, unless private addresses are allowed', () => {
    const file = { sms: [{ name: 'a', kind: 'http', url: 'http://a.example', form: {} }] }
    expect(() => from(file)).toThrow('url must begin with https://')
    expect(namesOf(from(file, { TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS: 'true' }))).toEqual(['sms a http'])
  })

  it('a variable with a wrong address is named by its place, without its value', () => {
    const file = { email: [{ ...smtp, url: '$TRIGGERFISH_SENDER_URL' }] }
    expect(() => from(file, { TRIGGERFISH_SENDER_URL: 'http://u:hunter2@h' })).toThrow(
      /sender "main": url must look like smtp:(?!.*hunter2)/,
    )
  })
})
