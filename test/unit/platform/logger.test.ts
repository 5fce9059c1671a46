// The second line of defence: what a careless log line does not give away.
import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { createLogger } from '../../../src/platform/logger.js'

function aLogger() {
  const lines: string[] = []
  const destination = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  return { logger: createLogger({ level: 'info', base: { roles: ['web'] }, destination }), lines }
}

test('addresses and secrets are hidden by the name of their field', () => {
  const { logger, lines } = aLogger()
  logger.info({
    email: 'ann@example.com',
    message: { to: '+4915112345678', id: 'm-1' },
    deep: { customer: { key: 'tf_x' } },
  })
  expect(lines.join()).not.toMatch(/ann@|\+4915|tf_x/)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'info', roles: ['web'], message: { id: 'm-1' } })
})

test('an error is logged with its code, without its other fields, and cleaned of addresses, its causes too', () => {
  const { logger, lines } = aLogger()
  const cause = new Error('550 <ann@example.com> unknown, call +4915112345678')
  const error = Object.assign(new Error('not stored', { cause }), {
    code: '23505',
    detail: 'Key (kind, value)=(email, ann@example.com) already exists.',
  })
  logger.error({ err: error }, 'failed')
  expect(lines.join()).not.toMatch(/ann@|\+4915/)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    level: 'error',
    msg: 'failed',
    err: {
      name: 'Error',
      code: '23505',
      message: 'not stored',
      cause: { message: '550 <[email]> unknown, call [phone]' },
    },
  })
})
