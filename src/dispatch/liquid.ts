// Renders templates: parses each once, fills it, and says where it went wrong without any value it was filled with.
import {
  Context,
  type Emitter,
  type Liquid,
  LiquidError,
  type Template,
  toValue,
  toValueSync,
} from 'liquidjs'
import { FilterMisuse, liquidFor, type Markup } from '../journeys/liquid/liquid.js'
import { asGlobals, type Reader } from '../journeys/liquid/reader.js'
import { MissingValue } from '../journeys/liquid/require-tag.js'

export type { Markup } from '../journeys/liquid/liquid.js'

/** Far above what a real message takes, since the clock also counts the times when the process had to wait. */
const renderLimitMs = 2_000
/** Characters of any one text. Mail programs cut off far below that; more is a loop that got out of hand. */
const longest: Readonly<Record<Markup, number>> = { html: 1_000_000, text: 100_000 }
/** Parsed templates kept: the current ones of a large workspace several times over. */
const keptTemplates = 2_000

export interface TemplateEngine {
  /**
   * Throws a TemplateFailure, or a TemplateSkip. Without a reader it is one of the shop's own zone, in English.
   * Synchronous: between the claim and the wire there is nothing to wait for.
   */
  render(markup: Markup, source: string, context: object, reader?: Reader): string
}

/** Where a template is wrong, without any value it was filled with. */
export class TemplateFailure extends Error {
  readonly code = 'template_failure'
}

/** The template itself wants not to be sent; the message is the name of what is missing. */
export class TemplateSkip extends Error {
  readonly code = 'template_skip'
}

export function templateEngine(timeZone: string): TemplateEngine {
  const options = { timeZone, renderLimit: renderLimitMs }
  const engines: Record<Markup, Liquid> = {
    html: liquidFor('html', options),
    text: liquidFor('text', options),
  }
  const nobody: Reader = { locale: 'en', timeZone, currency: '', shop: { url: '', cartUrl: null } }
  const parsed: Record<Markup, Map<string, Template[]>> = { html: new Map(), text: new Map() }
  const parse = (markup: Markup, source: string): Template[] => {
    // By the text itself: it comes from the cache of templates, so its hash is computed once.
    const known = parsed[markup].get(source)
    if (known) return known
    const template = engines[markup].parse(source)
    if (parsed[markup].size >= keptTemplates) parsed[markup].clear()
    parsed[markup].set(source, template)
    return template
  }
  return {
    render: (markup, source, context, reader = nobody) => {
      try {
        return rendered(engines[markup], parse(markup, source), context, reader, longest[markup])
      } catch (error) {
        throw failureOf(error)
      }
    },
  }
}

/** As Liquid's own renderSync, but for an output that ends. */
function rendered(
  liquid: Liquid,
  template: Template[],
  scope: object,
  reader: Reader,
  limit: number,
): string {
  const context = new Context(scope, liquid.options, { sync: true, globals: asGlobals(reader) }, { liquid })
  const output = limitedOutput(limit)
  toValueSync(liquid.renderer.renderTemplates(template, context, output) as Generator)
  return output.buffer
}

function limitedOutput(limit: number): Emitter {
  return {
    buffer: '',
    write(piece: unknown) {
      this.buffer += textOf(piece)
      if (this.buffer.length > limit)
        throw new TemplateFailure(`is longer than ${limit.toLocaleString('en')} characters`)
    },
  }
}

function textOf(piece: unknown): string {
  const value = toValue(piece)
  if (value === undefined || value === null) return ''
  return Array.isArray(value) ? value.map(textOf).join('') : String(value)
}

function failureOf(error: unknown): Error {
  const cause = LiquidError.is(error) ? error.originalError : error
  if (cause instanceof MissingValue) return new TemplateSkip(cause.path)
  // Said by one of our own words, and about the template.
  if (cause instanceof TemplateFailure) return cause
  if (cause instanceof FilterMisuse) return new TemplateFailure(cause.message)
  return new TemplateFailure(describe(error))
}

/** A parse error speaks of the template alone; the text of a render error may quote the customer, so only its place is told. */
function describe(error: unknown): string {
  if (!LiquidError.is(error)) return 'error'
  const place = /line:(\d+), col:(\d+)/.exec(error.message)
  const where = place ? ` at line ${place[1]}, column ${place[2]}` : ''
  if (error.name === 'RenderError' || error.name === 'UndefinedVariableError') return `${error.name}${where}`
  return error.message.split('\n')[0] ?? error.name
}
