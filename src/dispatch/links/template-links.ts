// The links a template has, as far as they are known before anything is sent: those that are written out, and those made of the
// brand alone. Pure.
import type { Brand } from '../../journeys/definition/brand.js'
import type { Settings } from '../../journeys/definition/settings-schema.js'
import type { MessageChannel } from '../../model/channel.js'
import { isObject, type JsonObject } from '../../model/json.js'
import { type TemplateEngine, templateEngine } from '../liquid.js'
import { withLinks } from './html-links.js'
import { targetOf } from './target.js'
import { withoutSentence } from './text-links.js'

export interface TemplateLink {
  /** As the template has it, with its Liquid. */
  readonly source: string
  /** null: where it leads to is known only when it is sent. */
  readonly url: string | null
}

export interface LinkedTemplate {
  readonly channel: MessageChannel
  /** In all its languages. */
  readonly content: JsonObject
}

/** Each once; not those that lead to no host, such as `mailto:`. */
export function templateLinks(
  { channel, content }: LinkedTemplate,
  settings: Settings,
  brand: Brand,
): TemplateLink[] {
  const { locales, ...own } = content
  const texts = [own, ...Object.values(isObject(locales) ? locales : {})].filter(isObject)
  const sources = new Set(texts.flatMap(parts => sourcesIn(channel, parts)))
  const engine = templateEngine(settings.timeZone)
  return [...sources].flatMap(source => linkOf(source, engine, settings, brand) ?? [])
}

function sourcesIn(channel: MessageChannel, { html, text, link }: JsonObject): string[] {
  if (channel === 'onsite') return typeof link === 'string' && link !== '' ? [link] : []
  return [
    ...(typeof html === 'string' ? inHtml(html) : []),
    ...(typeof text === 'string' ? inText(text) : []),
  ]
}

const liquid = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g

/** Its tags may hold quotes and brackets, so they stand aside while links are looked for. */
function marked(text: string): { readonly text: string; readonly restored: (part: string) => string } {
  const tags: string[] = []
  return {
    text: text.replace(liquid, tag => `\uE000${tags.push(tag) - 1}\uE001`),
    restored: part => part.replace(/\uE000(\d+)\uE001/g, (_, index: string) => tags[Number(index)] ?? ''),
  }
}

function inHtml(html: string): string[] {
  const { text, restored } = marked(html)
  const found: string[] = []
  withLinks(text, href => {
    found.push(restored(href))
    return href
  })
  return found
}

/** Also a value that is called an address and stands where one would. */
function inText(text: string): string[] {
  const { text: aside, restored } = marked(text)
  const found = aside.match(/(?:https?:\/\/|\uE000)[^\s<>"'“”„«»‹›]*/gi) ?? []
  return found
    .map(part => restored(withoutSentence(part)))
    .filter(part => /^https?:/i.test(part) || /^\{\{.*url/i.test(part))
}

function linkOf(
  source: string,
  engine: TemplateEngine,
  settings: Settings,
  brand: Brand,
): TemplateLink | null {
  const url = isKnown(source) ? rendered(source, engine, settings, brand) : null
  if (url !== null) return targetOf(url) === null ? null : { source, url: targetOf(url) }
  return source.includes('{{') || source.includes('{%') ? { source, url: null } : null
}

/** Written out; one value alone, which may fall back to the brand's; or made of the brand's words only. */
function isKnown(source: string): boolean {
  const tags = source.match(liquid) ?? []
  if (tags.length === 1 && tags[0] === source) return true
  return tags.every(tag => /^\{\{-?\s*brand\.[^{}]*\}\}$/.test(tag))
}

/** null: nothing comes of it without an event or a customer. */
function rendered(source: string, engine: TemplateEngine, settings: Settings, brand: Brand): string | null {
  const { name, url, postalAddress, reason, cartUrl } = brand
  const { timeZone, currency, locale } = settings
  const context = { brand: { name, url, postalAddress, reason, currency } }
  const reader = { locale, timeZone, currency, shop: { url, cartUrl } }
  try {
    const text = engine.render('text', source, context, reader).trim()
    return text === '' ? null : text
  } catch {
    return null
  }
}
