// Structured logs, one JSON object a line. Whoever logs leaves addresses and secrets out; the redaction here is only the
// second line of defence and knows nothing but names of fields.
import { type DestinationStream, type Logger as Pino, pino } from 'pino'

export type Logger = Pino

const sensitive = [
  'address',
  'anonymousId',
  'apiKey',
  'authToken',
  'authorization',
  'cookie',
  'customer',
  'databaseUrl',
  'email',
  'event',
  'from',
  'key',
  'parameters',
  'password',
  'payload',
  'phone',
  'properties',
  'redisUrl',
  'smtpUrl',
  'to',
  'token',
]

/** pino's paths name one place each; addresses turn up at the top, in an object, or in an error's fields. */
const redactPaths = sensitive.flatMap(name => [name, `*.${name}`, `*.*.${name}`])

export interface LoggerOptions {
  readonly level: string
  /** On every line, such as the roles of the process. */
  readonly base?: Readonly<Record<string, unknown>>
  /** Default: standard output. */
  readonly destination?: DestinationStream
}

export function createLogger({ level, base = {}, destination }: LoggerOptions): Logger {
  const options = {
    level,
    base: { ...base },
    redact: { paths: redactPaths, censor: '[redacted]' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: safeError, error: safeError },
  }
  return destination ? pino(options, destination) : pino(options)
}

/**
 * What is known to be harmless of an error. Not its other fields: PostgreSQL's `detail` quotes the row ("Key (value)=
 * (ann@example.com) already exists"), and an SMTP answer quotes the address.
 */
function safeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: redactText(String(error)) }
  const { code } = error as { code?: unknown }
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    message: redactText(error.message),
    stack: redactText(error.stack ?? ''),
    ...(error.cause !== undefined && { cause: safeError(error.cause) }),
  }
}

/** Begins where a word does, or a long one would be looked through from each of its letters. */
const emailLike = /(?<![^\s"'<>()[\],;:=@])[^\s"'<>()[\],;:=@]+@[^\s"'<>()[\],;:=@]+/g
const phoneLike = /\+\d{7,15}\b/g
const keyLike = /\btf_[\w-]{20,}/g

/** A message is free text from a server or a provider, so it is searched for what looks like an address or a key. */
export const redactText = (text: string): string =>
  text.replace(emailLike, '[email]').replace(phoneLike, '[phone]').replace(keyLike, '[key]')
