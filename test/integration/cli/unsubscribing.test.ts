// The commands by which people keep the list of suppressions, and mail servers hand on mails that unsubscribe.
import { sql } from 'kysely'
import { beforeEach, describe, expect, it, vi } from 'vitest'
import { linkKeys, signLink } from '../../../src/links/index.js'
import { newId } from '../../../src/platform/new-id.js'
import { aFileNamed, cli, giveServers } from '../../support/cli.js'
import { aDatabase, type TestDatabase } from '../../support/database.js'

let database: TestDatabase
beforeEach(async () => {
  database = await aDatabase()
  giveServers(database.url)
})

describe('suppressions', () => {
  it('are added, listed, and lifted with a reason', async () => {
    expect(await cli('suppressions', 'list')).toMatchObject({ code: 0, out: 'No address is suppressed.\n' })
    const added = await cli('suppressions', 'add', 'email:Ann@example.com', '--note', 'asked by telephone')
    expect(added).toMatchObject({ code: 0, out: 'email:ann@example.com is suppressed now.\n' })
    expect((await cli('suppressions', 'add', 'email:ann@example.com')).out).toContain('already')
    const { out } = await cli('suppressions', 'list', '--json', '--channel', 'email')
    expect(JSON.parse(out)).toMatchObject({
      suppressions: [
        { channel: 'email', address: 'ann@example.com', reason: 'manual', note: 'asked by telephone' },
      ],
    })
    expect((await cli('suppressions', 'list')).out).toContain('asked by telephone')
    expect(await cli('suppressions', 'remove', 'email:ann@example.com')).toMatchObject({ code: 2 })
    const lifted = await cli('suppressions', 'remove', 'email:ann@example.com', '--note', 'changed her mind')
    expect(lifted).toMatchObject({ code: 0, out: expect.stringContaining('it was suppressed: manual') })
    expect(await cli('suppressions', 'remove', 'email:ann@example.com', '--note', 'x')).toMatchObject({
      code: 1,
    })
    const { rows } =
      await sql`select change, note, made_by from suppression_changes order by changed_at`.execute(
        database.db,
      )
    expect(rows).toEqual([
      { change: 'added', note: 'asked by telephone', made_by: 'cli' },
      { change: 'lifted', note: 'changed her mind', made_by: 'cli' },
    ])
  })

  it('of another provider come in as a file, again and again', async () => {
    const file = await aFileNamed(
      'list.csv',
      '"ann@example.com"\r\n+4915112345678\nnobody\n\nANN@example.com\n',
    )
    const imported = await cli('suppressions', 'import', file, '--reason', 'hard_bounce', '--json')
    expect(imported.code).toBe(1)
    expect(JSON.parse(imported.out)).toEqual({ added: 2, known: 1, rejected: [3] })
    expect((await cli('suppressions', 'import', file)).out).toContain('0 addresses added; 3 it had already')
    const { rows } = await sql`select channel, reason from suppressions order by channel`.execute(database.db)
    expect(rows).toEqual([
      { channel: 'email', reason: 'hard_bounce' },
      { channel: 'sms', reason: 'hard_bounce' },
    ])
  })

  it.each([
    [['list', '--channel', 'fax']],
    [['list', '--reason', 'odd']],
    [['list', '--limit', 'x']],
    [['add', 'ann@example.com']],
    [['add', 'phone:0151']],
    [['import', 'x.csv', '--reason', 'odd']],
  ])('%j is misuse', async args => {
    expect(await cli('suppressions', ...args)).toMatchObject({ code: 2 })
  })
})

describe('unsubscribe', () => {
  it('takes a mail, and says what it did', async () => {
    const [key] = await linkKeys(database.db)
    const token = signLink(key!, {
      use: 'unsubscribe',
      messageId: newId(),
      customerId: newId(),
      channel: 'email',
      topic: 'newsletter',
      mark: 'x',
      expiresAt: new Date(Date.now() + 60_000),
    })
    const mail = await aFileNamed(
      'mail.eml',
      `From: ann@example.com\r\nSubject: unsubscribe ${token}\r\n\r\n`,
    )
    expect(await cli('unsubscribe', mail)).toMatchObject({
      code: 0,
      out: 'Unsubscribed from newsletter by email.\n',
    })
    expect(JSON.parse((await cli('unsubscribe', mail, '--json')).out)).toEqual({
      unsubscribed: { channel: 'email', topic: 'newsletter' },
    })
  })

  it('leaves to a person what has no token', async () => {
    const mail = await aFileNamed('mail.eml', 'Subject: stop it please\r\n\r\n')
    expect(await cli('unsubscribe', mail)).toMatchObject({
      code: 1,
      err: expect.stringContaining('a person'),
    })
  })

  it('has the mail server come again where a server is away', async () => {
    vi.stubEnv('DATABASE_URL', 'postgres://localhost:1/none')
    const mail = await aFileNamed('mail.eml', 'Subject: stop\r\n\r\n')
    expect(await cli('unsubscribe', mail)).toMatchObject({
      code: 75,
      err: expect.stringContaining('Not now'),
    })
  })
})
