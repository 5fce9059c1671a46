// Errors as HTTP answers: application/problem+json (RFC 9457) with a stable code. Nothing else of an error gets out.
import type { z } from 'zod'

export interface ProblemDetails {
  readonly status: number
  /** Stable, snake_case: what a client may branch on. */
  readonly code: string
  /** For people; may change. */
  readonly title: string
  readonly detail?: string
  readonly errors?: readonly { readonly path: string; readonly message: string }[]
  /** Further members of the body. */
  readonly more?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
}

/** What a schema found, as `errors` of a problem. */
export const errorsOf = ({ issues }: z.ZodError): ProblemDetails['errors'] =>
  issues.map(({ path, message }) => ({ path: path.join('.'), message }))

/** Thrown by a route; the app makes the answer of it. */
export class Problem extends Error {
  readonly details: ProblemDetails

  constructor(details: ProblemDetails, options?: { cause?: unknown }) {
    super(details.title, options)
    this.name = 'Problem'
    this.details = details
  }

  get status(): number {
    return this.details.status
  }

  get code(): string {
    return this.details.code
  }

  toJSON(): Record<string, unknown> {
    const { status, code, title, detail, errors, more } = this.details
    return { type: 'about:blank', title, status, code, detail, errors, ...more }
  }
}

/** Thrown by a route that writes a long answer, when whoever reads it breaks off: nobody is to be told. */
export class ReaderGone extends Error {
  override name = 'ReaderGone'
}

/** Something the answer needs is away for now. `seconds` is when to try again. */
export const unavailable = (code: string, title: string, seconds: number, cause?: unknown): Problem =>
  new Problem({ status: 503, code, title, headers: { 'Retry-After': String(seconds) } }, { cause })
