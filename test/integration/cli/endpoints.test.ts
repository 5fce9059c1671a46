// What is not called any more, and calling it again.
import { beforeEach, expect, it } from 'vitest'
import { disableEndpoint } from '../../../src/dispatch/disabled-endpoint-store.js'
import { cli, giveServers } from '../../support/cli.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
  giveServers(database.url)
})

const crm = { kind: 'webhook', name: 'crm', url: 'https://crm.example/in?token=t0ken' } as const

it('endpoints list tells what is disabled, and since when, without the address', async () => {
  expect((await cli('endpoints', 'list')).out).toBe('No webhook and no audience is disabled.\n')
  await disableEndpoint(database.db, crm, 'http_410')
  const { code, out } = await cli('endpoints', 'list')
  expect([code, out.includes('t0ken')]).toEqual([0, false])
  expect(out).toMatch(/webhook +crm +\S+ \S+ +http_410/)
  expect(JSON.parse((await cli('endpoints', 'list', '--json')).out)).toEqual({
    disabled: [{ kind: 'webhook', name: 'crm', reason: 'http_410', disabledAt: expect.any(String) }],
  })
})

it('endpoints enable has it called again; what is not disabled is said', async () => {
  await disableEndpoint(database.db, crm, 'http_410')
  expect(await cli('endpoints', 'enable', 'crm')).toMatchObject({ code: 0, err: '' })
  expect(await cli('endpoints', 'enable', 'crm')).toMatchObject({
    code: 1,
    err: 'crm is not disabled: `triggerfish endpoints list` shows what is.\n',
  })
})
