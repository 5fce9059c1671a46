// Replies by SMS on the command line and over HTTP: what no word explains is shown until somebody has dealt with it.
import { describe, expect, it, onTestFinished } from 'vitest'
import { createAuthenticator, createKey } from '../../../src/access/index.js'
import type { Db } from '../../../src/db/tables.js'
import { replyRoutes } from '../../../src/feedback/index.js'
import { createHttp, listen } from '../../../src/platform/http/index.js'
import { createLogger } from '../../../src/platform/logger.js'
import { cli, giveServers } from '../../support/cli.js'
import { at, aWorld, posted } from '../../support/pipeline-world.js'

const phone = '+4915112345678'
const reply = (text: string, meaning: string, minute: number, source = 'triggerfish') =>
  posted(
    'sms_replied',
    { address: phone, text, meaning, provider: 'twilio' },
    {
      source,
      customer: { phone },
      occurredAt: at(minute).toISOString(),
      receivedAt: at(minute).toISOString(),
    },
  )

async function aShop() {
  const world = await aWorld({ journeys: [] })
  giveServers(world.url)
  const unclear = reply('please stop this', 'unclear', 2)
  const question = reply('Is it in stock?', 'none', 1)
  await world.post(question, unclear, reply('HELP', 'help', 3), reply('posted by a shop', 'none', 4, 'shop'))
  return { ...world, unclear, question }
}

const listed = async (...args: string[]) => {
  const { replies } = JSON.parse((await cli('replies', 'list', ...args, '--json')).out) as {
    replies: { text: string }[]
  }
  return replies.map(({ text }) => text)
}

describe('replies', () => {
  it('lists what a person is to read: first what may be a STOP', async () => {
    await aShop()
    expect(await listed()).toEqual(['please stop this', 'Is it in stock?'])
    const { code, out } = await cli('replies')
    expect(code).toBe(0)
    expect(out).toMatch(/unclear: stop\? +please stop this/)
    expect(out).toContain(phone)
  })

  it('takes one off the list, once and for all', async () => {
    const { unclear, post } = await aShop()
    expect(await cli('replies', 'done', unclear.id)).toMatchObject({ code: 0, out: 'Done.\n' })
    expect(await cli('replies', 'done', unclear.id)).toMatchObject({ code: 0 })
    await post(unclear)
    expect(await listed()).toEqual(['Is it in stock?'])
    expect(await listed('--all')).toEqual(['Is it in stock?', 'please stop this'])
  })

  it('says when there is none, and that an id is unknown', async () => {
    const { url } = await aWorld({ journeys: [] })
    giveServers(url)
    expect(await cli('replies')).toMatchObject({ code: 0, out: 'No replies wait to be read.\n' })
    const unknown = await cli('replies', 'done', 'nothing')
    expect(unknown.code).toBe(1)
    expect(unknown.err).toContain('There is no reply nothing')
  })

  it('prints nothing that a terminal would take for more than text', async () => {
    const { post, url } = await aWorld({ journeys: [] })
    giveServers(url)
    await post(reply('red \u001b[31m alert', 'none', 1))
    expect((await cli('replies')).out).not.toContain('\u001b')
  })
})

describe('GET /v1/replies', () => {
  async function aDoor(db: Db) {
    const routes = replyRoutes({ db, authenticator: createAuthenticator({ db }) })
    const http = createHttp({ routers: [routes], logger: createLogger({ level: 'silent' }) })
    const server = await listen(http, { port: 0 })
    onTestFinished(() => server.close())
    const keyOf = async (scope: 'read' | 'ingest') =>
      (await createKey(db, { source: 'desk', name: scope, scopes: [scope] })).key
    return async (scope: 'read' | 'ingest') =>
      fetch(`${server.url}/v1/replies`, { headers: { authorization: `Bearer ${await keyOf(scope)}` } })
  }

  it('answers whoever may read', async () => {
    const { db } = await aShop()
    const ask = await aDoor(db)
    const answer = await ask('read')
    expect(answer.status).toBe(200)
    expect(await answer.json()).toMatchObject({
      replies: [{ text: 'please stop this', meaning: 'unclear', phone, doneAt: null }, { meaning: 'none' }],
    })
    expect((await ask('ingest')).status).toBe(403)
  })
})
