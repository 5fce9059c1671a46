// The demo's settings: those of a first run, with its own servers, senders and clock. Takes nothing from the environment,
// so that no demo mail ever leaves by a real provider.
import { createServer } from 'node:net'
import { type Config, readConfig } from '../platform/config.js'
import type { SmsStandIn } from './sms-stand-in.js'
import type { SmtpSink } from './smtp-sink.js'

export interface DemoParts {
  readonly servers: { readonly databaseUrl: string; readonly redisUrl: string }
  readonly smtp: SmtpSink
  readonly sms: SmsStandIn
  readonly workspace: string
  readonly port: number
  readonly speed: number
}

export function demoConfig(parts: DemoParts): Config & { databaseUrl: string; redisUrl: string } {
  const { servers, smtp, sms, workspace, port, speed } = parts
  const config = readConfig(
    {},
    {
      PORT: String(port),
      TRIGGERFISH_WORKSPACE: workspace,
      TRIGGERFISH_CLOCK_SPEED: String(speed),
      TRIGGERFISH_SENDERS: 'none',
      SMTP_URL: smtp.url,
      TWILIO_ACCOUNT_SID: sms.accountSid,
      TWILIO_AUTH_TOKEN: sms.authToken,
      TWILIO_FROM: sms.from,
      TWILIO_API_URL: sms.url,
      LOG_LEVEL: 'warn',
    },
  )
  return { ...config, databaseUrl: servers.databaseUrl, redisUrl: servers.redisUrl }
}

/** The wanted port, or a free one where another program has it. */
export async function usablePort(wanted: number): Promise<number> {
  return (await tryPort(wanted)) ?? (await tryPort(0)) ?? 0
}

function tryPort(port: number): Promise<number | null> {
  return new Promise(answer => {
    const server = createServer()
    server.once('error', () => answer(null))
    server.listen(port, () => {
      const address = server.address()
      server.close(() => answer(typeof address === 'object' && address ? address.port : null))
    })
  })
}
