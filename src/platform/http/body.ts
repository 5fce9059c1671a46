// Reading JSON bodies. A route asks for it after it has checked who is asking, so that strangers cannot make us parse.
import express, { type Request, type RequestHandler } from 'express'
import { Problem } from './problem.js'

export const bodyLimitBytes = 5 * 1024 * 1024

/** The limit counts after decompression. What cannot be read is answered by `toProblem`. */
export function jsonBody(limit = bodyLimitBytes): RequestHandler {
  const parse = express.json({ limit, strict: false, type: ['application/json', 'application/*+json'] })
  return (req, res, next) => {
    parse(req, res, error => next(error ?? (req.body === undefined ? noJson() : undefined)))
  }
}

/** A body of this size is let in however many there are. */
const smallBytes = 64 * 1024
/** Of larger ones; times the limit, that is what strangers can fill our memory with. */
const mostLarge = 40
const retryAfterSeconds = 5

/**
 * The bytes as they came, for `rawOf`; what is compressed is refused, because a signature is over what was sent. A body that
 * announces more than the limit is answered at once, without being read. Nobody knows who sends a body before it was read
 * as a whole, so that large ones are read only so many at once: a 503 to a shop, which comes again, instead of the end of
 * the process.
 */
export function rawBody(limit = bodyLimitBytes): RequestHandler {
  const read = express.raw({ limit, inflate: false, type: () => true })
  let large = 0
  return (req, res, next) => {
    const announced = Number(req.headers['content-length'] ?? Number.POSITIVE_INFINITY)
    if (announced > limit && announced !== Number.POSITIVE_INFINITY) throw tooLarge()
    if (announced > smallBytes && limit > smallBytes) {
      if (large >= mostLarge) throw tooManyLarge()
      large++
      res.once('close', () => large--)
    }
    read(req, res, next)
  }
}

/** Ends the connection, as the body is not read. */
const tooManyLarge = (): Problem =>
  new Problem({
    status: 503,
    code: 'too_many_large_bodies',
    title: 'Too many large bodies are being read; send again',
    headers: { Connection: 'close', 'Retry-After': String(retryAfterSeconds) },
  })

/** Of a body that only passes. Announced lengths are kept to by Node, so that this much is not exceeded either. */
const passingLimitBytes = 20 * 1024 * 1024

/** Whether a body announces more than `rawBody` would read, and little enough to look at while it passes. */
export function isPassing(req: Request): boolean {
  const announced = Number(req.headers['content-length'] ?? 0)
  return announced > bodyLimitBytes && announced <= passingLimitBytes
}

/** Shows every piece of the body to `look`; answers the first 64 kB of it. Nothing else of it is kept. */
export async function passBody(req: Request, look: (piece: Buffer) => void): Promise<Buffer> {
  if (req.headers['content-encoding'] !== undefined) throw new Problem(byParserType['encoding.unsupported']!)
  const beginning: Buffer[] = []
  let left = smallBytes
  try {
    for await (const piece of req as AsyncIterable<Buffer>) {
      look(piece)
      if (left > 0) beginning.push(piece.subarray(0, left))
      left -= piece.length
    }
  } catch (error) {
    throw new Problem(byParserType['request.aborted']!, { cause: error })
  }
  return Buffer.concat(beginning)
}

/** Only behind `rawBody`. */
export const rawOf = (req: Request): Buffer => (Buffer.isBuffer(req.body) ? req.body : Buffer.alloc(0))

/** Ends the connection too: otherwise the rest would be waited for. */
const tooLarge = (): Problem =>
  new Problem({
    status: 413,
    code: 'body_too_large',
    title: 'The body is too large',
    headers: { Connection: 'close' },
  })

const noJson = (): Problem =>
  new Problem({
    status: 415,
    code: 'not_json',
    title: 'The body must be JSON, sent with "Content-Type: application/json"',
  })

const byParserType: Readonly<Record<string, { status: number; code: string; title: string }>> = {
  'entity.too.large': { status: 413, code: 'body_too_large', title: 'The body is larger than 5 MB' },
  'entity.parse.failed': { status: 400, code: 'invalid_json', title: 'The body is not valid JSON' },
  'encoding.unsupported': { status: 415, code: 'not_json', title: 'The body has an unsupported encoding' },
  'charset.unsupported': { status: 415, code: 'not_json', title: 'The body must be UTF-8' },
  'request.aborted': { status: 400, code: 'invalid_body', title: 'The body ended too early' },
  'request.size.invalid': {
    status: 400,
    code: 'invalid_body',
    title: 'The body does not have the length announced',
  },
}

/** The problem for an error of the body parser or of Express, which carry a status; undefined for any other. */
export function knownProblem(error: unknown): Problem | undefined {
  if (error instanceof Problem) return error
  const { type, status } = (error ?? {}) as { type?: unknown; status?: unknown }
  const known = typeof type === 'string' ? byParserType[type] : undefined
  if (known) return new Problem(known, { cause: error })
  const isClientFault = typeof status === 'number' && status >= 400 && status < 500
  return isClientFault
    ? new Problem({ status, code: 'invalid_request', title: 'The request cannot be read' }, { cause: error })
    : undefined
}
