// `triggerfish check --links` against a real server on this machine.
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { askLink } from '../../../src/audits/index.js'
import { guardedAsker } from '../../../src/platform/guarded-request.js'
import { cli } from '../../support/cli.js'
import { anEmail, aSettings, aWorkspace } from '../../support/workspace-files.js'

type Reply =
  | number
  | { readonly status?: number; readonly to?: string; readonly hangs?: true; readonly head?: number }

interface Web {
  readonly url: string
  /** `HEAD /a`, in the order they came. */
  readonly asked: string[]
}

async function aWeb(replies: Readonly<Record<string, Reply>>): Promise<Web> {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    const given = replies[request.url ?? ''] ?? 404
    const reply = typeof given === 'number' ? { status: given } : given
    if (reply.hangs) return
    const status =
      (request.method === 'HEAD' ? reply.head : undefined) ?? reply.status ?? (reply.to ? 302 : 200)
    response.writeHead(status, reply.to === undefined ? {} : { location: reply.to })
    response.end(request.method === 'HEAD' ? undefined : 'x'.repeat(100_000))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(async () => {
    server.closeAllConnections()
    server.close()
    await once(server, 'close')
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked }
}

async function aFolder(changes: Parameters<typeof aWorkspace>[0]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'tf-links-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const { path, text } of aWorkspace(changes)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}

const withLinks = (url: string, ...links: readonly string[]) =>
  aFolder({
    'settings.json': aSettings({ brand: { name: 'Fern', url, postalAddress: 'Waldweg 12' } }),
    'templates/hello.mjml': anEmail({
      body: `<mj-section><mj-column><mj-text>${links.map(link => `<a href="${link}">x</a>`).join(' ')}</mj-text></mj-column></mj-section>`,
    }),
  })

interface Links {
  readonly links: readonly { readonly url: string; readonly state: string; readonly why: string }[]
}

const stateOf = ({ links }: Links) =>
  Object.fromEntries(links.map(({ url, state, why }) => [url, `${state}: ${why}`]))

describe('check --links', () => {
  it('asks each link once, and says which are broken and where they stand', async () => {
    const web = await aWeb({ '/': 200, '/a': 200, '/robots-no': 403 })
    const folder = await withLinks(
      web.url,
      ...['/a', '/a#top', '/gone', '/robots-no'].map(path => web.url + path),
      ...[
        '{{ cart.url | default: brand.url }}',
        '{{ brand.url }}/a',
        '{{ product.url }}',
        `${web.url}/p/{{ product.id }}`,
      ],
      'mailto:care@shop.example',
    )
    const { code, out, err } = await cli('check', folder, '--links', '--allow-private', '--json')
    expect(code).toBe(1)
    expect(err).toContain('The templates have 1 broken link.')
    expect(stateOf(JSON.parse(out))).toEqual({
      [`${web.url}/a`]: 'good: 200',
      [`${web.url}/gone`]: 'broken: 404',
      [`${web.url}/robots-no`]: 'unsure: 403',
      [web.url]: 'good: 200',
      '{{ product.url }}': 'not_asked: is made of an event or a customer',
      [`${web.url}/p/{{ product.id }}`]: 'not_asked: is made of an event or a customer',
      '{{ unsubscribeUrl }}': 'not_asked: is made of an event or a customer',
    })
    expect(JSON.parse(out).links[0].templates).toEqual(['email hello'])
    expect(web.asked.toSorted()).toEqual([
      'GET /gone',
      'GET /robots-no',
      'HEAD /',
      'HEAD /a',
      'HEAD /gone',
      'HEAD /robots-no',
    ])
  })

  it('shows them as a table, and is content where all are there', async () => {
    const web = await aWeb({ '/': 200, '/a': 200 })
    const { code, out } = await cli(
      'check',
      await withLinks(web.url, `${web.url}/a`),
      '--links',
      '--allow-private',
    )
    expect(code).toBe(0)
    expect(out).toMatch(/link +state +why +templates\n/)
    expect(out).toContain(`${web.url}/a`)
  })

  it('asks nothing on this machine or in its network unless it is allowed', async () => {
    const web = await aWeb({ '/a': 200 })
    const { code, out } = await cli(
      'check',
      await withLinks('https://shop.example', `${web.url}/a`),
      '--links',
      '--json',
    )
    expect(code).toBe(1)
    expect(stateOf(JSON.parse(out))[`${web.url}/a`]).toMatch(
      /^broken: leads to a private address: add --allow-private/,
    )
    expect(web.asked).toEqual([])
  })

  it('asks nothing without --links, and wants --links with --allow-private', async () => {
    const web = await aWeb({})
    const folder = await withLinks('https://shop.example', `${web.url}/a`)
    expect(await cli('check', folder)).toMatchObject({ code: 0 })
    expect(web.asked).toEqual([])
    expect(await cli('check', folder, '--allow-private')).toMatchObject({ code: 2 })
  })
})

describe('one link', () => {
  const ask = guardedAsker({ allowPrivate: true, timeoutMs: 300, longestAnswer: 0 })

  it('is asked by GET where HEAD is not understood', async () => {
    const web = await aWeb({ '/a': { head: 405, status: 200 }, '/b': { head: 500, status: 404 } })
    expect(await askLink(ask, `${web.url}/a`)).toMatchObject({ state: 'good', why: '200' })
    expect(await askLink(ask, `${web.url}/b`)).toMatchObject({ state: 'broken', why: '404' })
  })

  it('is followed over five redirects, and no further', async () => {
    const chain = Object.fromEntries(Array.from({ length: 7 }, (_, n) => [`/${n}`, { to: `/${n + 1}` }]))
    const web = await aWeb({ ...chain, '/7': 200 })
    expect(await askLink(ask, `${web.url}/2`)).toMatchObject({ state: 'good', endsAt: `${web.url}/7` })
    expect(await askLink(ask, `${web.url}/1`)).toMatchObject({
      state: 'broken',
      why: 'more than 5 redirects',
    })
  })

  it('is broken where it redirects to what no browser of a customer should open', async () => {
    const web = await aWeb({ '/a': { to: 'file:///etc/passwd' }, '/b': { to: 'http://[' } })
    for (const path of ['/a', '/b'])
      expect(await askLink(ask, web.url + path)).toMatchObject({
        state: 'broken',
        why: 'redirects to no web address',
      })
  })

  it('is not followed into a private network by a redirect', async () => {
    const asked: string[] = []
    const guarded = guardedAsker({ allowPrivate: false, timeoutMs: 300, longestAnswer: 0 })
    const answer = await askLink(async request => {
      asked.push(request.url)
      if (asked.length > 1) return guarded(request)
      return { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' }, body: null }
    }, 'https://shop.example/a')
    expect(answer).toMatchObject({ state: 'broken', why: expect.stringContaining('private address') })
  })

  it('is broken where nobody answers in time, or at all', async () => {
    const web = await aWeb({ '/a': { hangs: true } })
    expect(await askLink(ask, `${web.url}/a`)).toMatchObject({ state: 'broken', why: 'timeout' })
    expect(web.asked).toEqual(['HEAD /a'])
    expect(await askLink(ask, 'http://127.0.0.1:1/')).toMatchObject({
      state: 'broken',
      why: 'the host refuses the connection',
    })
  })
})
