// Templates in Liquid, with everything shut that a template does not need: files, prototypes, endless work.
import { Liquid, LiquidError, type Template } from 'liquidjs'
import { escapeHtml } from '../platform/html.js'

/** Far above what a real message takes, since the clock also counts the times when the process had to wait. */
const renderLimitMs = 2_000
const memoryLimit = 10_000_000
const parseLimit = 1_000_000
/** Parsed templates kept: the current ones of a large workspace several times over. */
const keptTemplates = 2_000

const escaped = (value: unknown): string => escapeHtml(String(value ?? ''))

/** Reads like `html` or `text`: values in HTML are escaped unless the template says `| raw`. */
export type Markup = 'html' | 'text'

export interface TemplateEngine {
  /** Throws a TemplateFailure. Synchronous: between the claim and the wire there is nothing to wait for. */
  render(markup: Markup, source: string, context: object): string
}

/** Where a template is wrong, without any value it was filled with. */
export class TemplateFailure extends Error {
  readonly code = 'template_failure'
}

export function templateEngine(timeZone: string): TemplateEngine {
  const engines: Record<Markup, Liquid> = {
    html: engineFor('html', timeZone),
    text: engineFor('text', timeZone),
  }
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
    render: (markup, source, context) => {
      try {
        return String(engines[markup].renderSync(parse(markup, source), context))
      } catch (error) {
        throw new TemplateFailure(describe(error))
      }
    },
  }
}

function engineFor(markup: Markup, timezoneOffset: string): Liquid {
  const engine = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    // No other template can be named, so no file is ever looked for.
    templates: {},
    relativeReference: false,
    timezoneOffset,
    parseLimit,
    renderLimit: renderLimitMs,
    memoryLimit,
    ...(markup === 'html' && { outputEscape: escaped }),
  })
  if (markup === 'html') {
    // Who escapes by hand, as Shopify's templates do, must not get &amp;amp;.
    const withBreaks = (value: unknown): string => escaped(value).replace(/\r?\n/g, '<br>\n')
    engine.registerFilter('escape', { raw: true, handler: escaped })
    engine.registerFilter('newline_to_br', { raw: true, handler: withBreaks })
  }
  return engine
}

/** A parse error speaks of the template alone; the text of a render error may quote the customer, so only its place is told. */
function describe(error: unknown): string {
  if (!LiquidError.is(error)) return 'error'
  // Said by one of our own words, and about the template.
  if (error.originalError instanceof TemplateFailure) return error.originalError.message
  const place = /line:(\d+), col:(\d+)/.exec(error.message)
  const where = place ? ` at line ${place[1]}, column ${place[2]}` : ''
  if (error.name === 'RenderError' || error.name === 'UndefinedVariableError') return `${error.name}${where}`
  return error.message.split('\n')[0] ?? error.name
}
