// The only reader of the environment. Checks every setting at once and never repeats a value, which may be a secret.
import { z } from 'zod'
import { namedSecrets } from './named-secrets.js'
import { parseClusterUrl } from './redis-url.js'
import { type ReportSettings, reportFaults, reportSettings, reportSettingsOf } from './report-settings.js'
import { storefrontSecretsIn } from './storefront-secrets.js'
import { type TrustedProxies, trustedProxiesSchema } from './trusted-proxies.js'
import { webhookSecretsIn } from './webhook-secrets.js'

export const roles = ['ingest', 'engine', 'dispatch', 'web'] as const
export type Role = (typeof roles)[number]

export interface TwilioConfig {
  readonly accountSid: string
  readonly authToken: string
  readonly from?: string
  readonly messagingServiceSid?: string
  readonly apiUrl?: string
}

export interface Config {
  /** Absent: a private PostgreSQL is started. */
  readonly databaseUrl?: string
  /** Of one server or of a cluster. Absent: a private Redis is started. */
  readonly redisUrl?: string
  readonly redisMinReplicas: number
  /** 0: any free port. */
  readonly port: number
  /** Without a slash at the end. */
  readonly publicUrl: string
  /** Absent: none is believed. */
  readonly trustProxy?: TrustedProxies
  /** The folder of the marketers' files. */
  readonly workspace: string
  /** The file that says who sends; `none`: no file. Absent: senders.json of the workspace, if it is there. */
  readonly sendersFile?: string
  /** What senders log in and sign with, by the name of the variable: `TRIGGERFISH_SENDER_…`. */
  readonly senderSecrets: ReadonlyMap<string, string>
  /** `TRIGGERFISH_AUDIENCE_…`, by name. */
  readonly audienceTokens: ReadonlyMap<string, string>
  readonly smtpUrl?: string
  readonly twilio?: TwilioConfig
  /** By what reports of providers on messages are known to be theirs. */
  readonly reports: ReportSettings
  readonly logLevel: (typeof logLevels)[number]
  /** Seconds on the product's clock per second of real time. */
  readonly clockSpeed: number
  /** Webhooks may go to private, loopback and link-local addresses. */
  readonly allowPrivateWebhooks: boolean
  /** What webhooks are signed with, by the name of the variable: `TRIGGERFISH_SECRET_…`. */
  readonly webhookSecrets: ReadonlyMap<string, string>
  /** What the webhooks of shops are signed with, by the name of the variable; see `secretVariable`. */
  readonly storefrontSecrets: ReadonlyMap<string, readonly string[]>
  /** Where private servers keep their data. */
  readonly dataDir: string
  readonly roles: readonly Role[]
  readonly wireTimeoutMs: number
  readonly production: boolean
}

/** `faults` has one line per wrong setting, each naming its key and none its value. */
export class ConfigError extends Error {
  readonly code = 'config_invalid'
  readonly faults: readonly string[]

  constructor(faults: readonly string[]) {
    super(`The settings are not usable:\n${faults.map(fault => `  ${fault}`).join('\n')}`)
    this.name = 'ConfigError'
    this.faults = faults
  }
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 }

const isUrl = (text: string, schemes: readonly string[]): boolean =>
  URL.canParse(text) && schemes.includes(new URL(text).protocol.slice(0, -1))

const url = (...schemes: readonly string[]) =>
  z.string().refine(text => isUrl(text, schemes), {
    error: `must be a URL that begins with ${schemes.map(scheme => `${scheme}://`).join(' or ')}`,
  })

const redisUrl = z
  .string()
  .refine(text => isUrl(text, ['redis', 'rediss']) || parseClusterUrl(text) !== undefined, {
    error:
      'must be a URL that begins with redis:// or rediss://, or for a cluster redis+cluster://host:port,host:port or rediss+cluster://… without a database number',
  })

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, { error: `must be a whole number from ${min} to ${max}` })
    .transform(Number)
    .refine(number => number >= min && number <= max, {
      error: `must be a whole number from ${min} to ${max}`,
    })

const speed = z
  .string()
  .transform(Number)
  .refine(number => number > 0 && number <= 1_000_000, { error: 'must be a number above 0, at most 1000000' })

const duration = z
  .string()
  .regex(/^[1-9]\d{0,5}[smh]$/, { error: 'must be a duration such as "90s", "15m" or "1h"' })
  .transform(text => Number(text.slice(0, -1)) * (unitMs[text.slice(-1)] ?? 0))

const yesOrNo = z
  .enum(['true', 'false'], { error: 'must be true or false' })
  .transform(text => text === 'true')

const roleList = z
  .string()
  .transform(text => text.split(',').map(role => role.trim()))
  .pipe(z.array(z.enum(roles, { error: `must be a list of ${roles.join(', ')}` })))
  .transform(list => roles.filter(role => list.includes(role)))

const settings = z.object({
  DATABASE_URL: url('postgres', 'postgresql').optional(),
  REDIS_URL: redisUrl.optional(),
  REDIS_MIN_REPLICAS: whole(0, 100).prefault('0'),
  PORT: whole(0, 65_535).prefault('8080'),
  PUBLIC_URL: url('http', 'https').optional(),
  TRIGGERFISH_TRUST_PROXY: trustedProxiesSchema.optional(),
  TRIGGERFISH_WORKSPACE: z.string().prefault('journeys'),
  TRIGGERFISH_DATA_DIR: z.string().prefault('.triggerfish'),
  TRIGGERFISH_ROLES: roleList.prefault(roles.join(',')),
  TRIGGERFISH_WIRE_TIMEOUT: duration.prefault('15m'),
  TRIGGERFISH_CLOCK_SPEED: speed.prefault('1'),
  TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS: yesOrNo.prefault('false'),
  TRIGGERFISH_SENDERS: z.string().optional(),
  SMTP_URL: url('smtp', 'smtps').optional(),
  TWILIO_ACCOUNT_SID: z.string().optional(),
  TWILIO_AUTH_TOKEN: z.string().optional(),
  TWILIO_FROM: z.string().optional(),
  TWILIO_MESSAGING_SERVICE_SID: z.string().optional(),
  TWILIO_API_URL: url('http', 'https').optional(),
  ...reportSettings,
  LOG_LEVEL: z.enum(logLevels, { error: `must be one of ${logLevels.join(', ')}` }).prefault('info'),
  NODE_ENV: z.string().optional(),
})
type Settings = z.infer<typeof settings>

export type ConfigKey = keyof Settings
/** In the order of docs/reference/config.md. */
export const configKeys = Object.keys(settings.shape) as ConfigKey[]

/**
 * The settings in the environment, with the command line's on top, under the same keys. An empty value counts as none.
 * Throws a `ConfigError` that names every fault.
 */
export function readConfig(
  env: Readonly<Record<string, string | undefined>> = process.env,
  overrides: Readonly<Partial<Record<ConfigKey, string>>> = {},
): Config {
  const given = Object.fromEntries(
    configKeys.map(key => [key, (overrides[key] ?? env[key])?.trim() || undefined]),
  )
  const read = settings.safeParse(given)
  const faults = read.success
    ? []
    : read.error.issues.map(issue => `${issue.path[0]?.toString()} ${issue.message}`)
  const webhooks = webhookSecretsIn(env)
  const storefronts = storefrontSecretsIn(env)
  faults.push(...crossFaults(given), ...webhooks.faults, ...storefronts.faults)
  if (!read.success || faults.length > 0) throw new ConfigError(faults)
  return toConfig(read.data, {
    webhookSecrets: webhooks.secrets,
    storefrontSecrets: storefronts.secrets,
    senderSecrets: namedSecrets(env, 'TRIGGERFISH_SENDER_'),
    audienceTokens: namedSecrets(env, 'TRIGGERFISH_AUDIENCE_'),
  })
}

/** Faults that no single setting has. */
function crossFaults(given: Readonly<Partial<Record<ConfigKey, string | undefined>>>): string[] {
  const faults: string[] = []
  const { TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: token } = given
  const sender = given.TWILIO_FROM ?? given.TWILIO_MESSAGING_SERVICE_SID
  if (sid && !token) faults.push('TWILIO_AUTH_TOKEN must be set with TWILIO_ACCOUNT_SID')
  if (!sid && (token ?? sender)) faults.push('TWILIO_ACCOUNT_SID must be set with the other TWILIO settings')
  if (sid && !sender)
    faults.push('TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID must be set with TWILIO_ACCOUNT_SID')
  faults.push(...reportFaults(given))
  if (given.NODE_ENV === 'production' && given.TRIGGERFISH_CLOCK_SPEED !== undefined) {
    faults.push('TRIGGERFISH_CLOCK_SPEED must not be set when NODE_ENV is production')
  }
  return faults
}

type Secrets = Pick<Config, 'webhookSecrets' | 'storefrontSecrets' | 'senderSecrets' | 'audienceTokens'>

function toConfig(read: Settings, secrets: Secrets): Config {
  return {
    databaseUrl: read.DATABASE_URL,
    redisUrl: read.REDIS_URL,
    redisMinReplicas: read.REDIS_MIN_REPLICAS,
    port: read.PORT,
    publicUrl: (read.PUBLIC_URL ?? `http://localhost:${read.PORT}`).replace(/\/+$/, ''),
    trustProxy: read.TRIGGERFISH_TRUST_PROXY,
    workspace: read.TRIGGERFISH_WORKSPACE,
    sendersFile: read.TRIGGERFISH_SENDERS,
    smtpUrl: read.SMTP_URL,
    twilio: twilioOf(read),
    reports: reportSettingsOf(read),
    logLevel: read.LOG_LEVEL,
    clockSpeed: read.TRIGGERFISH_CLOCK_SPEED,
    allowPrivateWebhooks: read.TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS,
    ...secrets,
    dataDir: read.TRIGGERFISH_DATA_DIR,
    roles: read.TRIGGERFISH_ROLES,
    wireTimeoutMs: read.TRIGGERFISH_WIRE_TIMEOUT,
    production: read.NODE_ENV === 'production',
  }
}

function twilioOf(read: Settings): TwilioConfig | undefined {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken } = read
  if (accountSid === undefined || authToken === undefined) return undefined
  return {
    accountSid,
    authToken,
    from: read.TWILIO_FROM,
    messagingServiceSid: read.TWILIO_MESSAGING_SERVICE_SID,
    apiUrl: read.TWILIO_API_URL,
  }
}
