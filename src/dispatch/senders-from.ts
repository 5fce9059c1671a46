// From settings and senders.json to senders. The only place where the variables that the file names are looked up; says
// everything that is missing at once, and nothing of any value.
import { readFileSync } from 'node:fs'
import type { HttpSenderEntry } from '../journeys/definition/http-sender-schema.js'
import type {
  EmailSenderEntry,
  SmsSenderEntry,
  SmtpSenderEntry,
  TwilioSenderEntry,
} from '../journeys/definition/senders-file-schema.js'
import { durationMs } from '../model/time.js'
import type { Config } from '../platform/config.js'
import type { Logger } from '../platform/logger.js'
import type { NamedSender } from './named-sender.js'
import type { OutgoingEmail, OutgoingSms } from './sender.js'
import { type DkimKey, dkimKey } from './senders/dkim.js'
import { emailValues, smsValues } from './senders/http-body.js'
import { type HttpOptions, httpSender } from './senders/http-sender.js'
import { logSender } from './senders/log-sender.js'
import { smtpSender } from './senders/smtp-sender.js'
import { parseSmtpUrl } from './senders/smtp-url.js'
import { twilioSender } from './senders/twilio-sender.js'
import { readSendersFile, SendersFileError, sendersFilePath } from './senders-file.js'

export type SendersConfig = Pick<
  Config,
  'sendersFile' | 'workspace' | 'senderSecrets' | 'smtpUrl' | 'twilio' | 'allowPrivateWebhooks'
>

export interface NamedSenders {
  /** The first is used, the others stand in for it. Empty: the channel is not set up. */
  readonly email: readonly NamedSender<OutgoingEmail>[]
  readonly sms: readonly NamedSender<OutgoingSms>[]
}

export interface SenderTools {
  readonly logger: Pick<Logger, 'info'>
  /** Where Twilio reports on a message; `standIn`: of an account at another address than Twilio's. */
  readonly twilioStatusUrl?: (standIn: boolean) => ((messageId: string) => string) | undefined
}

/** Throws SendersFileError. A channel that the file says nothing of is set up by its own settings. */
export function sendersFrom(config: SendersConfig, tools: SenderTools): NamedSenders {
  const file = readSendersFile(config)
  const look = new Look(config, tools)
  const email = file.email?.map(entry => look.named(entry, () => emailBy(entry, look)))
  const sms = file.sms?.map(entry => look.named(entry, () => smsBy(entry, look)))
  if (look.faults.length > 0)
    throw new SendersFileError(sendersFilePath(config) ?? 'senders.json', look.faults)
  return { email: present(email) ?? emailOf(config), sms: present(sms) ?? smsOf(config, tools) }
}

/**
 * What Twilio signs its reports with, of every account in use: for processes that take reports, and may lack the secrets of
 * other senders. Throws SendersFileError.
 */
export function twilioAuthTokens(config: SendersConfig): string[] {
  const { sms } = readSendersFile(config)
  if (!sms) return config.twilio ? [config.twilio.authToken] : []
  return sms.flatMap(entry => {
    const token = entry.kind === 'twilio' && config.senderSecrets.get(entry.authToken.slice(1))
    return token ? [token] : []
  })
}

const present = <T>(list: readonly (T | null)[] | undefined): T[] | undefined =>
  list?.filter(one => one !== null)

const emailOf = ({ smtpUrl }: SendersConfig): NamedSenders['email'] =>
  smtpUrl ? [{ name: 'smtp', kind: 'smtp', sender: smtpSender({ url: smtpUrl }) }] : []

function smsOf({ twilio }: SendersConfig, { twilioStatusUrl }: SenderTools): NamedSenders['sms'] {
  if (!twilio) return []
  const { from, messagingServiceSid, ...account } = twilio
  const sender = messagingServiceSid ? { messagingServiceSid } : { from: from! }
  const statusUrl = twilioStatusUrl?.(account.apiUrl !== undefined)
  return [{ name: 'twilio', kind: 'twilio', sender: twilioSender({ ...account, sender, statusUrl }) }]
}

function emailBy(entry: EmailSenderEntry, look: Look): NamedSender<OutgoingEmail>['sender'] {
  if (entry.kind === 'log') return logSender('email', look.tools.logger)
  if (entry.kind === 'http') return httpSender('email', httpOptions(entry, look), emailValues)
  return smtpBy(entry, look)
}

function smsBy(entry: SmsSenderEntry, look: Look): NamedSender<OutgoingSms>['sender'] {
  if (entry.kind === 'log') return logSender('sms', look.tools.logger)
  if (entry.kind === 'http') return httpSender('sms', httpOptions(entry, look), smsValues)
  return twilioBy(entry, look)
}

function smtpBy(entry: SmtpSenderEntry, look: Look): NamedSender<OutgoingEmail>['sender'] {
  const { user, password, dkim, provider, configurationSet, connections } = entry
  const url = look.up(entry.url)
  parseSmtpUrl(url, 'url')
  return smtpSender({
    url,
    ...(user !== undefined && { auth: { user, pass: look.up(password ?? '') } }),
    dkim: dkim && keyOf(dkim, look),
    provider,
    configurationSet,
    maxConnections: connections,
  })
}

function keyOf({ domain, selector, key }: NonNullable<SmtpSenderEntry['dkim']>, look: Look): DkimKey {
  const given = look.up(key)
  try {
    // A variable can hardly hold line breaks everywhere: "\n" in it counts as one.
    return dkimKey(
      domain,
      selector,
      given.includes('-----BEGIN') ? given.replaceAll('\\n', '\n') : fileAt(given),
    )
  } catch (error) {
    throw new TypeError(`${key.slice(1)} ${(error as Error).message}`)
  }
}

function fileAt(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (failure) {
    throw new TypeError(`names a file that cannot be read: ${(failure as NodeJS.ErrnoException).code}`)
  }
}

function twilioBy(entry: TwilioSenderEntry, look: Look): NamedSender<OutgoingSms>['sender'] {
  const { accountSid, from, messagingServiceSid, apiUrl } = entry
  return twilioSender({
    accountSid,
    authToken: look.up(entry.authToken),
    sender: messagingServiceSid === undefined ? { from: from! } : { messagingServiceSid },
    statusUrl: look.tools.twilioStatusUrl?.(apiUrl !== undefined),
    ...(apiUrl !== undefined && { apiUrl }),
  })
}

function httpOptions(entry: HttpSenderEntry, look: Look): HttpOptions {
  const { url, method, headers, login, json, form, answers, idempotencyHeader, timeout } = entry
  const address = look.up(url)
  if (!URL.canParse(address)) throw new TypeError('url is no address once its variables are filled in')
  if (address.startsWith('http:') && !look.config.allowPrivateWebhooks)
    throw new TypeError(
      'url must begin with https://; for a stand-in of your own set TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS=true',
    )
  const basic = login && Buffer.from(`${login.user}:${look.up(login.password)}`).toString('base64')
  return {
    url: address,
    method,
    headers: {
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, look.up(value)])),
      ...(basic !== undefined && { authorization: `Basic ${basic}` }),
    },
    ...(json ? { json: look.upIn(json) } : { form: look.upIn(form ?? {}) }),
    answers,
    idempotencyHeader,
    timeoutMs: durationMs(timeout),
    allowPrivate: look.config.allowPrivateWebhooks,
  }
}

/** Looks variables up, and remembers every fault instead of stopping at the first. */
class Look {
  readonly faults: string[] = []
  readonly config: SendersConfig
  readonly tools: SenderTools

  constructor(config: SendersConfig, tools: SenderTools) {
    this.config = config
    this.tools = tools
  }

  /** null: a fault, which is remembered. */
  named<M>(
    { name, kind, rate, warmUp, ...rest }: EmailSenderEntry | SmsSenderEntry,
    make: () => NamedSender<M>['sender'],
  ): NamedSender<M> | null {
    try {
      return {
        name,
        kind,
        sender: make(),
        rate,
        warmUp,
        domains: 'domains' in rest ? rest.domains : undefined,
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error
      this.faults.push(`sender "${name}": ${error.message}`)
      return null
    }
  }

  /** The text with the values of the variables it names. */
  up(text: string): string {
    return text.replace(/\$(TRIGGERFISH_SENDER_[A-Z0-9_]+)/g, (_, variable: string) => {
      const value = this.config.senderSecrets.get(variable)
      if (value === undefined) throw new TypeError(`the environment variable ${variable} is not set`)
      return value
    })
  }

  upIn<T>(template: T): T {
    const withValue = (_: string, value: unknown): unknown =>
      typeof value === 'string' ? this.up(value) : value
    return JSON.parse(JSON.stringify(template), withValue) as T
  }
}
