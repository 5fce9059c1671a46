// For whom a template is rendered: what filters need to know beside the value. Handed in with each rendering, under a name
// that no template can say.
import type { Context } from 'liquidjs'

export interface Reader {
  /** BCP 47: how money and dates are written. */
  readonly locale: string
  /** IANA: when it is for them. */
  readonly timeZone: string
  /** Of amounts that come without one. */
  readonly currency: string
  readonly shop: {
    readonly url: string
    /** With `{id}` where that of the cart goes. */
    readonly cartUrl: string | null
  }
}

const key = Symbol('reader')

/** For the `globals` of a rendering. */
export const asGlobals = (reader: Reader): object => ({ [key]: reader })

export function readerIn(context: Context): Reader {
  const reader = (context.globals as { [key]?: Reader })[key]
  if (!reader) throw new Error('rendered without a reader')
  return reader
}
