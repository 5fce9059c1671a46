// Whether Liquid in a template can be rendered: its grammar, its filters, and the names it reads that cannot be there.
import { LiquidError, type Template } from 'liquidjs'
import { didYouMean, slipOf } from '../definition/did-you-mean.js'
import type { FindingCode } from '../definition/finding.js'
import { liquidFor } from '../liquid/liquid.js'
import { dateStyles, isDateStyle } from '../liquid/local-date-text.js'

export interface LiquidFault {
  readonly level: 'error' | 'warning'
  readonly code: FindingCode
  readonly line: number
  readonly message: string
}

/** Only reads; what it would render with is of no account. */
const engine = liquidFor('text', { timeZone: 'UTC', renderLimit: 1 })

/** The syntax of a template; null where it has none. */
export function parsedLiquid(text: string): Template[] | null {
  try {
    return engine.parse(text)
  } catch (failure) {
    if (LiquidError.is(failure)) return null
    throw failure
  }
}

/** What is always there for a template to read; beside it, at the top, the properties of the trigger's event. */
export const templateWords = {
  customer: null,
  data: null,
  steps: null,
  brand: ['name', 'url', 'postalAddress', 'reason', 'currency'],
  journey: ['id', 'name'],
  recommendations: ['boughtTogether', 'viewedTogether', 'bestSellers', 'compatible'],
  message: ['id', 'step', 'channel', 'locale', 'subject', 'preheader'],
  unsubscribeUrl: null,
  preferencesUrl: null,
  confirmUrl: null,
} as const

/** Properties of the storefronts' events; only for guessing what a mistyped word should have been. */
const usualWords = [...Object.keys(templateWords), 'cart', 'product', 'order', 'checkout']

export function checkLiquid(text: string): LiquidFault[] {
  const partial = /\{%-?\s*(render|include|layout)\b/.exec(text)
  if (partial) {
    const message = `{% ${partial[1]} %} reads another file, which templates cannot; use <mj-include path="../blocks/NAME.mjml" />`
    return [{ level: 'error', code: 'liquid_syntax', line: lineAt(text, partial.index), message }]
  }
  try {
    engine.parse(text)
  } catch (failure) {
    return [syntaxFault(failure)]
  }
  return [...wrongStyles(text), ...unusualNames(text)]
}

/** A style that is no style would only show when a message is sent, and fail it. */
const wrongStyles = (text: string): LiquidFault[] =>
  [...text.matchAll(/\|\s*local_date:\s*["']([^"']*)["']/g)]
    .filter(([, style]) => !isDateStyle(style))
    .map(({ 1: style = '', index }) => ({
      level: 'error',
      code: 'liquid_syntax',
      line: lineAt(text, index),
      message: `local_date has no style "${style}"${didYouMean(style, dateStyles) || `; it has ${dateStyles.join(', ')}`}`,
    }))

/** Every `{{ … }}` and `{% … %}`, in order. */
export const liquidTags = (text: string): string[] => text.match(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g) ?? []

function syntaxFault(failure: unknown): LiquidFault {
  if (!LiquidError.is(failure)) throw failure
  const [first = ''] = failure.message.split('\n')
  const line = Number(/line:(\d+)/.exec(first)?.[1] ?? 1)
  const said = first.replace(/,? (?:file:\S+, )?line:\d+, col:\d+/, '')
  const message = `Liquid: ${said}${remedy(said)}`
  return { level: 'error', code: 'liquid_syntax', line, message }
}

/** What Liquid itself does not say: the word that was meant, or that a tag in between was not closed. */
function remedy(said: string): string {
  const [, filter] = /^undefined filter: (\S+)$/.exec(said) ?? []
  if (filter !== undefined) return didYouMean(filter, Object.keys(engine.filters))
  const [, tag] = /^tag "(\S+)" not found$/.exec(said) ?? []
  if (tag === undefined) return ''
  if (!tag.startsWith('end')) return didYouMean(tag, Object.keys(engine.tags))
  return '; it closes nothing here: something above it is not closed yet, or was never opened'
}

export interface LiquidRead {
  /** As a path of conditions: `cart.items.0.name`. */
  readonly name: string
  readonly line: number
}

/** What a template reads of the trigger and the steps, as far as nothing is wrong with its first word. */
export const liquidReads = (text: string): LiquidRead[] =>
  namesIn(text).flatMap(({ parts, line }) => {
    const [root, property] = parts.map(String)
    const isOurs = Object.hasOwn(templateWords, root!) && root !== 'data' && root !== 'steps'
    if (isOurs || hintFor(root!, property) !== undefined) return []
    const end = parts.indexOf('size')
    const path = (end > 0 ? parts.slice(0, end) : parts).map(part =>
      part === 'first' || part === 'last' ? 0 : part,
    )
    return [{ name: path.join('.'), line }]
  })

function unusualNames(text: string): LiquidFault[] {
  return namesIn(text).flatMap(({ parts, line }) => {
    const [root, property] = parts.map(String)
    const hint = hintFor(root!, property)
    if (hint === undefined) return []
    const name = parts.filter(part => typeof part === 'string').join('.')
    const message = `reads "${name}", which is never there${hint}`
    return [{ level: 'warning' as const, code: 'unusual_variable' as const, line, message }]
  })
}

/** Every name that is not the template's own (`for`, `assign`), cut where it depends on another one. */
function namesIn(text: string): { parts: (string | number)[]; line: number }[] {
  try {
    return engine.globalVariableSegmentsSync(text).map(segments => {
      const cut = segments.findIndex(part => typeof part === 'object')
      const parts = (cut < 0 ? segments : segments.slice(0, cut)) as (string | number)[]
      const names = parts.slice(0, parts.findIndex(part => typeof part === 'number') + 1 || undefined)
      const found = text.indexOf(names.filter(part => typeof part === 'string').join('.'))
      return { parts, line: lineAt(text, Math.max(0, found < 0 ? text.indexOf(String(parts[0])) : found)) }
    })
  } catch {
    return []
  }
}

/** Why a name cannot be right, as the end of a sentence; undefined where it may well be. */
function hintFor(root: string, property: string | undefined): string | undefined {
  if (usualWords.includes(root)) {
    const known: readonly string[] | null | undefined = templateWords[root as keyof typeof templateWords]
    if (!known || property === undefined || known.includes(property)) return undefined
    return didYouMean(property, known) || `; ${root} has ${known.join(', ')}`
  }
  const meant = slipOf(root, usualWords)
  return meant === undefined ? undefined : `; did you mean "${meant}"?`
}

const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length
