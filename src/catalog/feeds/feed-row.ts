// What every kind of feed is read into: products one after another, each with its line, or why there is none.
import type { Fault } from '../../model/event.js'

/** `line` counts from 1. A product is as `PUT /v1/catalog/products` takes it, and not checked yet. */
export type FeedRow =
  | { readonly line: number; readonly raw: unknown }
  | {
      readonly line: number
      readonly faults: readonly Fault[]
      /** Whose line it is, where that can be told. */
      readonly id?: string | undefined
    }

/** The feed as a whole cannot be read on from here. The message says where and why. */
export class FeedFault extends Error {
  readonly code = 'feed_not_readable'
  override name = 'FeedFault'
}

export const unusable = (line: number, message: string): FeedRow => ({
  line,
  faults: [{ path: '', message }],
})
