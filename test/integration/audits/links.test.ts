// Links of published templates are asked by themselves: those to the shop's hosts, politely, and twice before anybody is told.
import { expect, test } from 'vitest'
import { type AskingLinks, askLinks, findAll } from '../../../src/audits/index.js'
import { workspaceLinks } from '../../../src/dispatch/index.js'
import { aDatabase } from '../../support/database.js'
import { anEmail, aSettings } from '../../support/workspace-files.js'
import { anAuditedShop } from './world.js'

const shop = 'https://shop.example'
const template = (...links: string[]) =>
  anEmail({
    body: `<mj-section><mj-column><mj-text>${links.map(link => `<a href="${link}">x</a>`).join(' ')}</mj-text></mj-column></mj-section>`,
  })

async function anAskedShop(replies: Record<string, number | 'timeout' | 'private_address'>) {
  const world = await anAuditedShop()
  const asked: string[] = []
  const links: AskingLinks = {
    findLinks: workspaceLinks,
    pauseMs: 0,
    ask: async ({ method, url }) => {
      asked.push(`${method} ${url}`)
      const reply = replies[url] ?? 200
      return typeof reply === 'number' ? { status: reply, headers: {}, body: null } : { failure: reply }
    },
  }
  const ask = () => askLinks(world.db, links, new AbortController().signal)
  /** As if its time had come. */
  const later = () =>
    world.db
      .updateTable('template_links')
      .set({ due_at: new Date(0) })
      .execute()
  const found = async () =>
    (await findAll(world.db, ['messages'])).map(({ code, subject }) => `${code}: ${subject}`)
  return { ...world, links, asked, replies, ask, later, found }
}

test('a broken link is a finding from the second answer on, until it is there again', async () => {
  const { publish, ask, later, found, asked, replies, db } = await anAskedShop({ [`${shop}/gone`]: 410 })
  await publish({ 'templates/hello.mjml': template(`${shop}/gone`, `${shop}/gone#top`, `${shop}/a`) })
  await ask()
  expect(asked.toSorted()).toEqual([`GET ${shop}/gone`, `HEAD ${shop}/a`, `HEAD ${shop}/gone`])
  expect(await found()).toEqual([])
  await ask()
  expect(asked).toHaveLength(3)
  await later()
  await ask()
  expect(await found()).toEqual([`template_link_broken: ${shop}/gone`])
  expect(
    (await db.selectFrom('template_links').selectAll().where('failures', '=', 2).execute())[0],
  ).toMatchObject({
    templates: ['email hello'],
    why: '410',
  })
  replies[`${shop}/gone`] = 200
  await later()
  await ask()
  expect(await found()).toEqual([])
})

test('only hosts that the settings name are asked, and templates that an open journey sends', async () => {
  const { publish, ask, asked } = await anAskedShop({})
  await publish(
    {
      'templates/hello.mjml': template(
        'https://elsewhere.example/a',
        'https://www.shop.example/b',
        'https://help.partner.example/c',
        '{{ brand.url }}/d',
        '{{ product.url }}',
      ),
      'templates/unused.mjml': template(`${shop}/unused`),
    },
    { brand: { ...(aSettings().brand as object), links: { hosts: ['*.partner.example'] } } },
  )
  await ask()
  expect(asked.toSorted()).toEqual([
    'HEAD https://help.partner.example/c',
    'HEAD https://shop.example/d',
    'HEAD https://www.shop.example/b',
  ])
})

test('"links": false asks nobody, and forgets what was found', async () => {
  const { publish, ask, later, found, asked } = await anAskedShop({ [`${shop}/gone`]: 404 })
  const files = { 'templates/hello.mjml': template(`${shop}/gone`) }
  await publish(files)
  await ask()
  await later()
  await ask()
  expect(await found()).toHaveLength(1)
  await publish(files, { reports: { links: false } })
  asked.length = 0
  await ask()
  expect(asked).toEqual([])
  expect(await found()).toEqual([])
})

test('a host that never answers is one notice, an address of this network none', async () => {
  const { publish, ask, later, found } = await anAskedShop({
    [`${shop}/a`]: 'timeout',
    [`${shop}/b`]: 'timeout',
    'https://intern.shop.example/c': 'private_address',
  })
  const links = [`${shop}/a`, `${shop}/b`, 'https://intern.shop.example/c']
  await publish({ 'templates/hello.mjml': template(...links) })
  await ask()
  await later()
  await ask()
  expect(await found()).toEqual(['link_host_silent: shop.example'])
})

test('two processes ask each link once', async () => {
  const { publish, ask, asked } = await anAskedShop({})
  await publish({
    'templates/hello.mjml': template(...Array.from({ length: 10 }, (_, n) => `${shop}/${n}`)),
  })
  await Promise.all([ask(), ask()])
  expect(new Set(asked).size).toBe(asked.length)
  expect(asked).toHaveLength(10)
})

test('nothing published, nobody asked', async () => {
  const { db } = await aDatabase()
  const links: AskingLinks = { findLinks: workspaceLinks, ask: () => Promise.reject(new Error('asked')) }
  expect(await askLinks(db, links, new AbortController().signal)).toBe(false)
})

test('a process that is told to stop waits for no answer, and takes none for a broken link', async () => {
  const { publish, links, asked, db } = await anAskedShop({})
  await publish({ 'templates/hello.mjml': template(`${shop}/slow`, `${shop}/b`) })
  const stop = new AbortController()
  const slow: AskingLinks['ask'] = request =>
    new Promise(resolve => {
      asked.push(request.url)
      request.stop?.addEventListener('abort', () => resolve({ failure: 'stopped' }))
      stop.abort()
    })
  expect(await askLinks(db, { ...links, ask: slow }, stop.signal)).toBe(false)
  expect(asked).toHaveLength(1)
  expect(await db.selectFrom('template_links').select(['failures', 'asked_at']).execute()).toEqual([
    { failures: 0, asked_at: null },
    { failures: 0, asked_at: null },
  ])
})
