// The secrets of outgoing webhooks, each in a variable of its own that the workspace names. No other variable can be named
// there, or a file could have any secret of the program sent away as a signature.

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
  const given = Object.entries(env)
    .map(([name, value = '']) => [name, value.trim().replace(/\s+/g, ' ')] as const)
    .filter(([name, value]) => name.startsWith(prefix) && value !== '')
  const faults = given
    .filter(([, value]) => !value.split(' ').every(isSecret))
    .map(([name]) => `${name} must be whsec_ and the base64 of ${fewestBytes} to ${mostBytes} bytes`)
  return { secrets: new Map(given), faults }
}

function isSecret(text: string): boolean {
  const bytes = Buffer.from(shape.exec(text)?.[1] ?? '', 'base64').length
  return bytes >= fewestBytes && bytes <= mostBytes
}
