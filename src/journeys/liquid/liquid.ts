// The Liquid of templates, the same where they are checked and where they are rendered: its own filters and tags, and
// everything shut that a template does not need: files, prototypes, endless work.
import { type FilterImplOptions, Liquid } from 'liquidjs'
import { escapeHtml } from '../../platform/html.js'
import { isBlank } from './blank.js'
import { cartAddress } from './cart-address.js'
import { dateStyles, isDateStyle, localDateText } from './local-date-text.js'
import { moneyText } from './money-text.js'
import { readerIn } from './reader.js'
import { RequireTag } from './require-tag.js'

/** Reads like `html` or `text`: values in HTML are escaped unless the template says `| raw`. */
export type Markup = 'html' | 'text'

export interface LiquidOptions {
  /** Of the filter `date`; `local_date` has the customer's. */
  readonly timeZone: string
  /** Milliseconds one rendering may take. */
  readonly renderLimit: number
}

const memoryLimit = 10_000_000
const parseLimit = 1_000_000

const escaped = (value: unknown): string => escapeHtml(String(value ?? ''))

/** A filter was used as it cannot be. The text is about the template, and holds no value. */
export class FilterMisuse extends Error {
  readonly code = 'filter_misuse'
}

export function liquidFor(markup: Markup, { timeZone, renderLimit }: LiquidOptions): Liquid {
  const liquid = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    // No other template can be named, so no file is ever looked for.
    templates: {},
    relativeReference: false,
    timezoneOffset: timeZone,
    parseLimit,
    renderLimit,
    memoryLimit,
    ...(markup === 'html' && { outputEscape: escaped }),
  })
  if (markup === 'html') {
    // Who escapes by hand, as Shopify's templates do, must not get &amp;amp;.
    const withBreaks = (value: unknown): string => escaped(value).replace(/\r?\n/g, '<br>\n')
    liquid.registerFilter('escape', { raw: true, handler: escaped })
    liquid.registerFilter('newline_to_br', { raw: true, handler: withBreaks })
  }
  for (const [name, filter] of Object.entries(filtersFor(markup))) liquid.registerFilter(name, filter)
  liquid.registerTag('require', RequireTag)
  return liquid
}

/** In texts no-break spaces would be ordinary ones: a single one makes an SMS twice as dear. */
const plainSpaces = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ')

function filtersFor(markup: Markup): Readonly<Record<string, FilterImplOptions>> {
  const shown = markup === 'html' ? (text: string) => text : plainSpaces
  return {
    money(amount: unknown, currency: unknown) {
      const reader = readerIn(this.context)
      const named = typeof currency === 'string' && currency !== '' ? currency : reader.currency
      return shown(moneyText(amount, named, reader.locale))
    },
    local_date(value: unknown, style: unknown = 'long') {
      if (!isDateStyle(style)) throw new FilterMisuse(`local_date is one of ${dateStyles.join(', ')}`)
      const { locale, timeZone } = readerIn(this.context)
      return shown(localDateText(value, style, locale, timeZone))
    },
    cart_url(cart: unknown) {
      return cartAddress(cart, readerIn(this.context).shop)
    },
    fallback(value: unknown, ...others: readonly unknown[]) {
      return [value, ...others].find(one => !isBlank(one)) ?? ''
    },
  }
}
