// The settings: what is read, what is refused, and that no value leaks.
import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigError, configKeys, readConfig } from '../../../src/platform/config.js'

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env)
    return []
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return (error as ConfigError).faults
  }
}

describe('settings', () => {
  test('none is needed', () => {
    expect(readConfig({})).toEqual({
      databaseUrl: undefined,
      redisUrl: undefined,
      redisMinReplicas: 0,
      port: 8080,
      publicUrl: 'http://localhost:8080',
      trustProxy: undefined,
      workspace: 'journeys',
      sendersFile: undefined,
      senderSecrets: new Map(),
      audienceTokens: new Map(),
      smtpUrl: undefined,
      twilio: undefined,
      logLevel: 'info',
      clockSpeed: 1,
      allowPrivateWebhooks: false,
      webhookSecrets: new Map(),
      storefrontSecrets: new Map(),
      dataDir: '.triggerfish',
      reports: {},
      roles: ['ingest', 'engine', 'dispatch', 'web'],
      wireTimeoutMs: 900_000,
      production: false,
    })
  })

  test.each([
    ['1', 1],
    ['0', 0],
    ['loopback', ['loopback']],
    ['10.0.0.0/8, 192.0.2.7,fd00::/8', ['10.0.0.0/8', '192.0.2.7', 'fd00::/8']],
  ])('the proxies of %j are believed', (text, trustProxy) => {
    expect(readConfig({ TRIGGERFISH_TRUST_PROXY: text }).trustProxy).toEqual(trustProxy)
  })

  test.each([
    'true',
    '-1',
    '10',
    'proxy.example',
    '10.0.0.0/33',
    '0.0.0.0/0',
    '::/0',
    '::/129',
    '10.0.0.1/8/8',
    '10.0.0.1,',
  ])('the proxies of %j are not', text => {
    expect(faultsOf({ TRIGGERFISH_TRUST_PROXY: text })).toEqual([
      expect.stringMatching(/^TRIGGERFISH_TRUST_PROXY must be the number of proxies/),
    ])
  })

  test('an empty value counts as none', () => {
    expect(readConfig({ DATABASE_URL: '', PORT: ' ', NODE_ENV: '' })).toEqual(readConfig({}))
  })

  test('what is set is read', () => {
    const config = readConfig({
      DATABASE_URL: 'postgres://user:secret@db/tf',
      REDIS_URL: 'rediss://cache:6380/1',
      REDIS_MIN_REPLICAS: '2',
      PORT: '0',
      PUBLIC_URL: 'https://tf.example.com/',
      TRIGGERFISH_ROLES: 'dispatch, engine',
      TRIGGERFISH_WIRE_TIMEOUT: '90s',
      TRIGGERFISH_CLOCK_SPEED: '3600',
      SMTP_URL: 'smtp://localhost:1025',
      TWILIO_ACCOUNT_SID: 'AC1',
      TWILIO_AUTH_TOKEN: 'secret',
      TWILIO_FROM: '+15005550006',
      TWILIO_API_URL: 'http://localhost:4010',
      LOG_LEVEL: 'debug',
    })
    expect(config).toMatchObject({
      databaseUrl: 'postgres://user:secret@db/tf',
      redisUrl: 'rediss://cache:6380/1',
      redisMinReplicas: 2,
      port: 0,
      publicUrl: 'https://tf.example.com',
      roles: ['engine', 'dispatch'],
      wireTimeoutMs: 90_000,
      clockSpeed: 3600,
      twilio: {
        accountSid: 'AC1',
        authToken: 'secret',
        from: '+15005550006',
        apiUrl: 'http://localhost:4010',
      },
      logLevel: 'debug',
    })
  })

  test('the command line wins over the environment and is checked the same way', () => {
    expect(readConfig({ TRIGGERFISH_ROLES: 'web' }, { TRIGGERFISH_ROLES: 'engine' }).roles).toEqual([
      'engine',
    ])
    expect(() => readConfig({}, { TRIGGERFISH_ROLES: 'cook' })).toThrow('TRIGGERFISH_ROLES must be a list of')
  })

  test('every fault is named at once, and none with its value', () => {
    const faults = faultsOf({
      DATABASE_URL: 'mysql://user:hunter2@db/tf',
      REDIS_URL: 'hunter2',
      REDIS_MIN_REPLICAS: '-1',
      PORT: '70000',
      SMTP_URL: 'http://hunter2',
      TRIGGERFISH_WIRE_TIMEOUT: 'hunter2',
      TRIGGERFISH_ROLES: 'engine,hunter2',
      LOG_LEVEL: 'hunter2',
      TWILIO_AUTH_TOKEN: 'hunter2',
    })
    expect(faults).toEqual([
      'DATABASE_URL must be a URL that begins with postgres:// or postgresql://',
      expect.stringMatching(/^REDIS_URL must be a URL that begins with redis:\/\/ or rediss:\/\/, or /),
      'REDIS_MIN_REPLICAS must be a whole number from 0 to 100',
      'PORT must be a whole number from 0 to 65535',
      'TRIGGERFISH_ROLES must be a list of ingest, engine, dispatch, web',
      'TRIGGERFISH_WIRE_TIMEOUT must be a duration such as "90s", "15m" or "1h"',
      'SMTP_URL must be a URL that begins with smtp:// or smtps://',
      'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent',
      'TWILIO_ACCOUNT_SID must be set with the other TWILIO settings',
    ])
    expect(faults.join()).not.toContain('hunter2')
  })

  test('the queues may be on a Redis Cluster, which has no databases', () => {
    const redisUrl = 'rediss+cluster://:hunter2@a:7000,b:7001'
    expect(readConfig({ REDIS_URL: redisUrl }).redisUrl).toBe(redisUrl)
    for (const wrong of [`${redisUrl}/1`, 'redis://a:7000,b:7001', 'redis+cluster://']) {
      expect(faultsOf({ REDIS_URL: wrong })).toEqual([expect.stringContaining('redis+cluster://host:port')])
    }
  })

  test('a Twilio account needs its token and something to send from', () => {
    expect(faultsOf({ TWILIO_ACCOUNT_SID: 'AC1' })).toEqual([
      'TWILIO_AUTH_TOKEN must be set with TWILIO_ACCOUNT_SID',
      'TWILIO_FROM or TWILIO_MESSAGING_SERVICE_SID must be set with TWILIO_ACCOUNT_SID',
    ])
  })

  test('a faster clock is refused in production', () => {
    expect(faultsOf({ NODE_ENV: 'production', TRIGGERFISH_CLOCK_SPEED: '3600' })).toEqual([
      'TRIGGERFISH_CLOCK_SPEED must not be set when NODE_ENV is production',
    ])
    expect(readConfig({ NODE_ENV: 'production' })).toMatchObject({ production: true, clockSpeed: 1 })
    for (const speed of ['0', '-1', 'fast', 'Infinity']) {
      expect(faultsOf({ TRIGGERFISH_CLOCK_SPEED: speed })).toHaveLength(1)
    }
  })

  test('webhooks may go to private addresses where that is said', () => {
    expect(readConfig({ TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS: 'true' }).allowPrivateWebhooks).toBe(true)
    expect(faultsOf({ TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS: 'yes' })).toEqual([
      'TRIGGERFISH_ALLOW_PRIVATE_WEBHOOKS must be true or false',
    ])
  })

  test('secrets of webhooks have names of their own, and nothing else can be had by name', () => {
    const crm = `whsec_${Buffer.alloc(24).toString('base64')}`
    const { webhookSecrets } = readConfig({
      TRIGGERFISH_SECRET_CRM: ` ${crm} `,
      TRIGGERFISH_SECRET_ERP: '',
      HOME: '/root',
      SMTP_URL: 'smtp://user:hunter2@localhost',
    })
    expect([...webhookSecrets]).toEqual([['TRIGGERFISH_SECRET_CRM', crm]])
  })

  test('tokens of ad platforms have names of their own too', () => {
    const { audienceTokens } = readConfig({ TRIGGERFISH_AUDIENCE_META: ' EAAB ', TRIGGERFISH_AUDIENCE_X: '' })
    expect([...audienceTokens]).toEqual([['TRIGGERFISH_AUDIENCE_META', 'EAAB']])
  })

  test('secrets of senders have names of their own too', () => {
    const { senderSecrets, sendersFile } = readConfig({
      TRIGGERFISH_SENDERS: 'senders.json',
      TRIGGERFISH_SENDER_MAIN_PASSWORD: ' hunter2 ',
      TRIGGERFISH_SENDER_EMPTY: '',
      DATABASE_URL: 'postgres://user:hunter2@db/tf',
    })
    expect([...senderSecrets]).toEqual([['TRIGGERFISH_SENDER_MAIN_PASSWORD', 'hunter2']])
    expect(sendersFile).toBe('senders.json')
  })

  test('a webhook may have two secrets, while one takes the place of another', () => {
    const [fresh, old] = [1, 2].map(fill => `whsec_${Buffer.alloc(24, fill).toString('base64')}`)
    const { webhookSecrets } = readConfig({ TRIGGERFISH_SECRET_CRM: `${fresh}  ${old}` })
    expect(webhookSecrets.get('TRIGGERFISH_SECRET_CRM')).toBe(`${fresh} ${old}`)
    expect(faultsOf({ TRIGGERFISH_SECRET_CRM: `${fresh} hunter2` })).toHaveLength(1)
  })

  test('a secret that receivers could not use is refused, without its value', () => {
    const tooShort = `whsec_${Buffer.alloc(23).toString('base64')}`
    const tooLong = `whsec_${Buffer.alloc(65).toString('base64')}`
    for (const secret of ['hunter2hunter2hunter2hunter2hunter2', 'whsec_', tooShort, tooLong])
      expect(faultsOf({ TRIGGERFISH_SECRET_CRM: secret })).toEqual([
        'TRIGGERFISH_SECRET_CRM must be whsec_ and the base64 of 24 to 64 bytes',
      ])
  })

  test('reports of providers are taken with what each is known by', () => {
    const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey
    const shown = key.export({ type: 'spki', format: 'der' }).toString('base64')
    const { reports } = readConfig({
      SENDGRID_WEBHOOK_KEY: `${shown}, ${shown}`,
      SES_TOPIC_ARN: 'arn:aws:sns:eu-west-1:123456789012:ses,arn:aws-cn:sns:cn-north-1:123456789012:ses',
      POSTMARK_WEBHOOK_USER: 'postmark',
      POSTMARK_WEBHOOK_PASSWORD: 'hunter2hunter2hunter2',
    })
    expect(reports.sendgridKeys?.map(one => one.equals(key))).toEqual([true, true])
    expect(reports.sesTopicArns).toHaveLength(2)
    expect(reports.postmark).toEqual({ user: 'postmark', password: 'hunter2hunter2hunter2' })
  })

  test('what no provider could be known by is refused, without its value', () => {
    const other = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey
    const wrongCurve = other.export({ type: 'spki', format: 'der' }).toString('base64')
    for (const key of ['hunter2', wrongCurve])
      expect(faultsOf({ SENDGRID_WEBHOOK_KEY: key })).toEqual([
        'SENDGRID_WEBHOOK_KEY must be a verification key as SendGrid shows it (base64), or two with a comma between',
      ])
    for (const arn of ['ses', 'arn:aws:sqs:eu-west-1:123456789012:ses', ','])
      expect(faultsOf({ SES_TOPIC_ARN: arn })).toEqual([
        expect.stringMatching(/^SES_TOPIC_ARN must be the ARN of an SNS topic/),
      ])
    const together = 'POSTMARK_WEBHOOK_USER and POSTMARK_WEBHOOK_PASSWORD must be set together'
    expect(faultsOf({ POSTMARK_WEBHOOK_USER: 'postmark' })).toEqual([together])
    expect(faultsOf({ POSTMARK_WEBHOOK_PASSWORD: 'hunter2hunter2hunter2' })).toEqual([together])
    expect(faultsOf({ POSTMARK_WEBHOOK_USER: 'a:b', POSTMARK_WEBHOOK_PASSWORD: 'short' })).toEqual([
      'POSTMARK_WEBHOOK_USER must not hold a colon',
      'POSTMARK_WEBHOOK_PASSWORD must have at least 16 characters',
    ])
  })

  test('the reference page lists exactly the keys that are read', () => {
    const page = readFileSync(new URL('../../../docs/reference/config.md', import.meta.url), 'utf8')
    const listed = [...page.matchAll(/^\| `([A-Z_]+)` +\|/gm)].map(match => match[1])
    expect(listed).toEqual(configKeys)
  })
})
