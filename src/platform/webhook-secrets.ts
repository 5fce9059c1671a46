// The secrets that outgoing webhooks are signed with, each in a variable of its own that the workspace names.
import { namedSecrets } from './named-secrets.js'

const prefix = 'TRIGGERFISH_SECRET_'
const shape = /^whsec_([A-Za-z0-9+/]+={0,2})$/
const fewestBytes = 24
const mostBytes = 64

export interface WebhookSecrets {
  /** By the name of the variable. Several, with spaces between, while one takes the place of another. */
  readonly secrets: ReadonlyMap<string, string>
  /** One line for each that is not usable, without its value. */
  readonly faults: readonly string[]
}

export function webhookSecretsIn(env: Readonly<Record<string, string | undefined>>): WebhookSecrets {
  const given = [...namedSecrets(env, prefix)].map(
    ([name, value]) => [name, value.replace(/\s+/g, ' ')] as const,
  )
  const faults = given
    .filter(([, value]) => !value.split(' ').every(isSecret))
    .map(([name]) => `${name} must be whsec_ and the base64 of ${fewestBytes} to ${mostBytes} bytes`)
  return { secrets: new Map(given), faults }
}

function isSecret(text: string): boolean {
  const bytes = Buffer.from(shape.exec(text)?.[1] ?? '', 'base64').length
  return bytes >= fewestBytes && bytes <= mostBytes
}
