// Every recorded payload means what its file says. A file in test/payloads/PLATFORM/*.json is one case, or a list of them:
//   { "platform": "shopify", "topic": "orders/create",
//     "about": "why this case is there",                     optional
//     "webhook": { "key": "k-1", … },                        optional: what of the webhook is not as `aWebhook` below has it
//     "body": { … },                                         as posted; or "bodyText": "…" for what JSON cannot write
//     "means": { "events": [ … ], "products": [ … ], … },    the whole `Meaning`, exactly; and then every event is also
//                                                            one that POST /v1/events takes, or
//     "fault": "line_items.0.price must be …" }              a part of the reason why it is set aside
// Numbers in "body" are read as the worker reads them: written with 54 bits or a point, they reach the reader as strings.
import { readdirSync, readFileSync } from 'node:fs'
import { parse, stringify } from 'lossless-json'
import { describe, expect, test } from 'vitest'
import { parseText } from '../../../../src/ingest/webhooks/parse.js'
import { readers } from '../../../../src/ingest/webhooks/readers.js'
import type { Meaning, Webhook } from '../../../../src/ingest/webhooks/webhook.js'
import { eventParser } from '../../../../src/model/event.js'

interface PayloadCase {
  readonly platform: Webhook['platform']
  readonly topic: string
  readonly about?: string
  readonly webhook?: Partial<Webhook>
  readonly body?: unknown
  readonly bodyText?: string
  readonly means?: Meaning
  readonly fault?: string
}

const folder = new URL('../../../payloads/', import.meta.url)
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter(path => /^(shopify|woocommerce|segment)\/.*\.json$/.test(path))
  .sort()

const aWebhook = ({ platform, topic, webhook }: PayloadCase, body: string): Webhook => ({
  platform,
  source: 'shop-de',
  topic,
  key: 'k-1',
  receivedAt: '2026-11-20T10:00:05.000Z',
  triggeredAt: platform === 'shopify' ? '2026-11-20T10:00:00.000Z' : null,
  body,
  ...webhook,
})

/** Twice read: the body without loss, the rest as JSON, so that what is expected needs no strings for numbers. */
function casesOf(file: string): [name: string, one: PayloadCase, body: string][] {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const list = [JSON.parse(text)].flat() as PayloadCase[]
  const lossless = [parse(text)].flat() as { body?: unknown }[]
  return list.map((one, index) => {
    const body = one.bodyText ?? stringify(lossless[index]?.body) ?? ''
    return [one.about ?? one.topic, one, body]
  })
}

describe.each(files)('%s', file => {
  test.each(casesOf(file))('%s', (_name, one, body) => {
    const webhook = aWebhook(one, body)
    const read = () => readers[webhook.platform](webhook, parseText(body))
    if (one.fault !== undefined) {
      expect(read).toThrow(expect.objectContaining({ message: expect.stringContaining(one.fault) }))
      return
    }
    const meaning = read()
    // As JSON, in which a property that is undefined is none.
    expect(JSON.parse(JSON.stringify(meaning))).toEqual(one.means)
    const parsed = (meaning.events ?? []).map(eventParser(webhook.source, new Date(webhook.receivedAt)))
    expect(parsed.filter(result => 'faults' in result)).toEqual([])
  })
})

test('there are payloads of every platform that is read', () => {
  for (const platform of ['woocommerce']) expect(files.some(file => file.startsWith(platform))).toBe(true)
})
