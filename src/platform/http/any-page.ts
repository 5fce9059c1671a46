// What routes have in common that any page of any origin may ask, without credentials: what browsers want to be told first,
// and bodies as the storefront's script posts them.
import express, { type RequestHandler } from 'express'
import type { z } from 'zod'
import { errorsOf, Problem } from './problem.js'

export const fromAnyPage: RequestHandler = (_req, res, next) => {
  res.set({
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'Retry-After',
    'Cross-Origin-Resource-Policy': 'cross-origin',
  })
  next()
}

/** The answer to `OPTIONS`: a POST may come. */
export const pagesMayPost: RequestHandler = (_req, res) => {
  res.set({
    'Access-Control-Allow-Methods': 'POST',
    'Access-Control-Allow-Headers': 'Content-Type',
    'Access-Control-Max-Age': '86400',
  })
  res.status(204).end()
}

/** As text, whatever it is called: a beacon may not call it JSON. Compressed it is refused, since pages cannot do that. */
export function pageBody(limitBytes: number): RequestHandler {
  const parseText = express.text({
    type: ['text/plain', 'application/json'],
    limit: limitBytes,
    inflate: false,
  })
  return (req, res, next) => {
    parseText(req, res, (error?: unknown) => {
      const { type } = (error ?? {}) as { type?: unknown }
      next(type === 'entity.too.large' ? tooLarge(limitBytes) : error)
    })
  }
}

/** Only behind `pageBody`. Throws a `Problem` for what is no JSON, or not of this shape; `words`: what it says then. */
export function pagePost<T>(
  schema: z.ZodType<T>,
  body: unknown,
  words: { readonly error: z.core.$ZodErrorMap },
): T {
  const read = schema.safeParse(parseJson(body), words)
  if (read.success) return read.data
  const errors = errorsOf(read.error)
  throw new Problem({ status: 400, code: 'script_post_invalid', title: 'The body cannot be read', errors })
}

function parseJson(body: unknown): unknown {
  try {
    return JSON.parse(String(body))
  } catch (cause) {
    throw new Problem({ status: 400, code: 'invalid_json', title: 'The body is not valid JSON' }, { cause })
  }
}

const tooLarge = (limitBytes: number): Problem =>
  new Problem({
    status: 413,
    code: 'body_too_large',
    title: `The body is larger than ${limitBytes / 1_024} kB`,
  })
