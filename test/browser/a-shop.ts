// A shop on one port whose pages carry triggerfish.js, and the whole program on another: two origins, as in life.
import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { onTestFinished } from 'vitest'
import { createKey } from '../../src/access/index.js'
import { startApp } from '../../src/app.js'
import type { Db } from '../../src/db/tables.js'
import type { JsonObject } from '../../src/model/json.js'
import { readConfig } from '../../src/platform/config.js'
import { createLogger } from '../../src/platform/logger.js'
import { aDatabase } from '../support/database.js'
import { eventually } from '../support/eventually.js'
import { aRedis } from '../support/redis.js'
import { untilOver } from '../support/until-over.js'
import { aSettings } from '../support/workspace-files.js'
import { aBrowser } from './a-browser.js'

export interface SeenEvent {
  readonly type: string
  readonly customer: string
  readonly properties: JsonObject
}

export interface Shop {
  readonly context: BrowserContext
  /** What the browser posts to. */
  readonly endpoint: string
  /** A tab on a page of the shop, the script loaded. */
  open(path?: string): Promise<Page>
  /** What was processed, once it is so many, in the order in which it happened. */
  events(count: number): Promise<SeenEvent[]>
  /** How many posts have arrived since it was made. */
  posts(): Promise<number>
}

export interface ShopOptions {
  /** Further attributes of the script's tag. */
  readonly attributes?: string
  readonly key?: string
}

export type Program = Awaited<ReturnType<typeof aProgram>>

/** Each shop is a source of its own, in a browser that has never been here. */
export async function aShop(program: Program, options: ShopOptions = {}): Promise<Shop> {
  const { attributes = 'data-consent="given"' } = options
  const { key, events, posts } = await program.aSource()
  const src = `${program.url}/triggerfish.js`
  const home = await pages(
    `<script src="${src}" data-key="${options.key ?? key}" ${attributes} async></script>`,
  )
  const context = await program.browser.newContext()
  onTestFinished(() => context.close())
  return {
    context,
    endpoint: `${program.url}/v1/script/events`,
    open: async (path = '/') => {
      const page = await context.newPage()
      await page.goto(`${home}${path}`)
      await loaded(page)
      return page
    },
    events: count => eventually(async () => enough(await events(), count), { within: 8_000 }),
    posts,
  }
}

export const loaded = (page: Page): Promise<unknown> => page.waitForFunction('window.triggerfish.loaded')

/** Commands as the page gives them. */
export const say = (page: Page, ...commands: readonly (readonly unknown[])[]): Promise<unknown> =>
  page.evaluate(
    commands.map(args => `triggerfish(${args.map(one => JSON.stringify(one)).join(', ')})`).join(';'),
  )

/** What waits is sent without its two seconds. */
export const hurry = (page: Page): Promise<unknown> => page.evaluate('dispatchEvent(new Event("online"))')

export const stored = (page: Page): Promise<string[]> =>
  page.evaluate('Object.keys(localStorage).sort()') as Promise<string[]>

function enough(events: SeenEvent[], count: number): SeenEvent[] {
  if (events.length < count) throw new Error(`only ${events.map(({ type }) => type).join(', ')}`)
  return events
}

/** To be called at the top of a file: one for all of its shops. `files`: further ones of its workspace, as JSON. */
export async function aProgram(files: Readonly<Record<string, object>> = {}) {
  const { db, url: databaseUrl } = await aDatabase()
  const redis = aRedis()
  const folder = await mkdtemp(join(tmpdir(), 'tf-shop-'))
  untilOver(() => rm(folder, { recursive: true }))
  for (const [path, content] of Object.entries({ 'settings.json': aSettings(), ...files })) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), JSON.stringify(content))
  }
  const config = readConfig({
    PORT: '0',
    TRIGGERFISH_WORKSPACE: folder,
    TRIGGERFISH_ROLES: 'ingest,engine,web',
  })
  const app = await startApp(
    { ...config, databaseUrl, redisUrl: redis.url },
    { logger: createLogger({ level: 'silent' }), queuePrefix: redis.prefix },
  )
  untilOver(() => app.stop())
  const url = `http://127.0.0.1:${app.port}`
  let sources = 0
  const aSource = async () => {
    const source = `shop-${++sources}`
    const { key } = await createKey(db, { source, name: 'page', scopes: ['script'] })
    const before = await postsTo(url)
    return { key, events: () => eventsOf(db, source), posts: async () => (await postsTo(url)) - before }
  }
  return { url, aSource, browser: await aBrowser() }
}

async function eventsOf(db: Db, source: string): Promise<SeenEvent[]> {
  const rows = await db
    .selectFrom('events')
    .select(['type', 'customer_id', 'properties'])
    .where('source_id', '=', source)
    .orderBy('occurred_at')
    .execute()
  return rows.map(({ type, customer_id: customer, properties }) => ({
    type,
    customer,
    properties: properties as JsonObject,
  }))
}

/** As the program counts them: a browser does not tell of the posts of a page that is left. */
async function postsTo(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text()
  const counted = metrics
    .split('\n')
    .filter(line => /^\w*http_requests_total\{.*method="POST".*"\/v1\/script\/events"/.test(line))
  return counted.reduce((sum, line) => sum + Number(line.split(' ').at(-1)), 0)
}

/** Every path is a page, with the stub of the documentation before the script. */
async function pages(tag: string): Promise<string> {
  const [stub] = /<script>.*<\/script>/.exec(readFileSync('docs/reference/storefront-script.md', 'utf8'))!
  const server = createServer((_request, answer) => {
    answer.setHeader('content-type', 'text/html')
    answer.end(
      `<!doctype html><html lang="en"><head><title>A shop</title>${stub}${tag}</head><body></body></html>`,
    )
  })
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}
