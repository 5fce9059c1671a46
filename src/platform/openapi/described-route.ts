// How a folder describes its routes to whoever writes a client: in words, and with the very schemas that check what comes in.
// What becomes of it, an OpenAPI document, is document.ts; nothing here knows a route of the product.
import type { z } from 'zod'

export type Method = 'get' | 'post' | 'put' | 'delete' | 'options'

/** By media type; null: bytes or text of which no schema says more. */
export type Content = Readonly<Record<string, z.ZodType | null>>

/** Codes of `application/problem+json` by status. */
export type ProblemCodes = Readonly<Record<number, readonly string[]>>

export interface DescribedAnswer {
  readonly description: string
  readonly content?: Content
  /** What each header says. */
  readonly headers?: Readonly<Record<string, string>>
}

export interface DescribedRoute {
  readonly method: Method
  /** As Express has it: `/v1/customers/:key`. A name may stand in the place of a parameter: `/v1/reports/funnel`. */
  readonly path: string
  /** Unique; what generated clients call it: `postEvents`. */
  readonly name: string
  /** A line. */
  readonly summary: string
  /** Markdown; who may ask, where that is no key. */
  readonly description?: string
  /** Of the key that is asked for; absent: none is. */
  readonly scope?: string
  /** The key may also be the user name of Basic authentication. */
  readonly orAsUserName?: true
  /** Every parameter of the path, with `.meta({ description })`. */
  readonly params?: Readonly<Record<string, z.ZodType>>
  /** Parameters behind the `?`, likewise; those that do not accept `undefined` are required. */
  readonly query?: Readonly<Record<string, z.ZodType>>
  readonly body?: Content
  readonly bodyIsOptional?: true
  /** By status, without problems. */
  readonly answers: Readonly<Record<number, DescribedAnswer>>
  /** Besides those of the key, which follow from `scope`. */
  readonly problems?: readonly ProblemCodes[]
}

export interface DescribedArea {
  readonly tag: string
  readonly description: string
  readonly routes: readonly DescribedRoute[]
  /** Schemas that deserve a name of their own, by that name; the others are called after their route. */
  readonly schemas?: Readonly<Record<string, z.ZodType>>
}
