// docker-compose.yml and Dockerfile, as far as they can be checked without Docker.
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { type ConfigKey, configKeys, readConfig, roles } from '../../src/platform/config.js'
import { filesIn, read } from './files.js'

interface Service {
  readonly image?: string
  readonly build?: string
  readonly user?: string
  readonly read_only?: boolean
  readonly restart?: string
  readonly ports?: string[]
  readonly command?: string[]
  readonly volumes?: string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly healthcheck?: { readonly test?: string[]; readonly disable?: boolean }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
}
interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose
const services = Object.entries(compose.services)
const ours = services.filter(([, { image }]) => image === 'triggerfish')
const running = services.filter(([, { restart }]) => restart !== 'no')

/** `${A:-b}` → b, `${A:?why}` → a value somebody has given. */
const filledIn = (value: string): string =>
  value.replace(/\$\{\w+:-([^}]*)\}/g, '$1').replace(/\$\{\w+:\?[^}]*\}/g, 'secret')

const settingsOf = ({ environment = {} }: Service): Partial<Record<ConfigKey, string>> =>
  Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, filledIn(value)]))

describe('every service', () => {
  test.each(services)('%s: a fixed image, an unwritable root, an order to start in', (_name, service) => {
    expect(service.image).toMatch(/^(triggerfish|[\w/]+:v?\d+(\.\d+)*(-alpine)?)$/)
    expect(service.read_only).toBe(true)
    for (const [other, { condition }] of Object.entries(service.depends_on ?? {})) {
      expect(Object.keys(compose.services)).toContain(other)
      expect(['service_healthy', 'service_completed_successfully']).toContain(condition)
    }
  })

  test.each(running)('%s is watched and comes back', (_name, { restart, healthcheck }) => {
    expect(restart).toBe('unless-stopped')
    expect(healthcheck?.test?.[0]).toBe('CMD')
  })

  test('keeps its data in a volume that is declared', () => {
    const named = services.flatMap(([, { volumes = [] }]) => volumes).filter(volume => /^\w/.test(volume))
    expect(named.map(volume => volume.split(':')[0]).sort()).toEqual(Object.keys(compose.volumes).sort())
  })

  test('has no secret in the file', () => {
    const values = services.flatMap(([, { environment = {} }]) => Object.entries(environment))
    for (const [key, value] of values.filter(([name]) => /PASSWORD|TOKEN|SID|_URL/.test(name)))
      if (/:[^/@]+@/.test(value) || /PASSWORD|TOKEN|SID/.test(key)) expect(value, key).toContain('${')
  })
})

describe('our own services', () => {
  test.each(ours)('%s: an ordinary user and settings that the program knows', (_name, service) => {
    expect(service.user).toBe('node')
    expect(configKeys).toEqual(expect.arrayContaining(Object.keys(service.environment ?? {})))
    expect(() => readConfig({ ...settingsOf(service), NODE_ENV: 'production' })).not.toThrow()
  })

  test('play every role, each in one service', () => {
    const played = ours.flatMap(([, service]) => settingsOf(service).TRIGGERFISH_ROLES?.split(',') ?? [])
    expect(played.sort()).toEqual([...roles].sort())
  })

  test('who takes the reports of Twilio knows the account that dispatch sends by', () => {
    const twilioOf = (role: string) =>
      ours
        .filter(([, service]) => settingsOf(service).TRIGGERFISH_ROLES?.split(',').includes(role))
        .map(([, { environment = {} }]) =>
          Object.entries(environment).filter(([key]) => key.startsWith('TWILIO_')),
        )
    expect(twilioOf('dispatch')[0]?.length).toBeGreaterThan(0)
    expect(twilioOf('ingest')).toEqual(twilioOf('dispatch'))
  })

  test('wait until the schema is there', () => {
    const { migrate, ...others } = Object.fromEntries(ours)
    expect(migrate?.command).toEqual(['node', 'dist/src/cli/main.js', 'migrate'])
    for (const service of Object.values(others))
      expect(service.depends_on?.migrate?.condition).toBe('service_completed_successfully')
  })
})

test('Redis keeps what it was given before it says so, and refuses when it is full', () => {
  const command = compose.services.redis?.command?.join(' ')
  expect(command).toContain('--appendonly yes --appendfsync always')
  expect(command).toContain('--maxmemory-policy noeviction')
})

describe('the image', () => {
  const dockerfile = read('Dockerfile')

  test('copies only what .dockerignore lets through and the repository has', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(
      match => match[1]?.split(' ') ?? [],
    )
    const allowed = [...read('.dockerignore').matchAll(/^!(\S+)$/gm)].map(match => match[1])
    expect(allowed).toEqual(expect.arrayContaining(copied))
  })

  test('runs as an ordinary user, in production, and says whether it lives', () => {
    const last = dockerfile.split(/^FROM /m).at(-1)
    expect(last).toMatch(/^USER node$/m)
    expect(last).toMatch(/^ENV NODE_ENV=production$/m)
    expect(last).toMatch(/^HEALTHCHECK .*\n.*\/health\/live/m)
  })

  test('starts what the build makes', () => {
    expect(dockerfile).toContain('CMD ["node", "--max-semi-space-size=64", "dist/src/main.js"]')
    expect(filesIn('src', 'main.ts')).toContain('src/main.ts')
  })
})
