// Every way a hand-over by HTTP can go wrong, with what becomes of the message. docs/reference/senders.md shows this table.
import type { HttpBehaviour } from '../../support/http-provider.js'

export interface HttpFault {
  readonly fault: string
  readonly behaviour: HttpBehaviour | 'no server' | 'no handshake' | 'unknown certificate'
  readonly result: { readonly kind: 'retry' | 'give_up' | 'unknown' } & Readonly<
    Record<string, string | number>
  >
  /** Requests that left. */
  readonly requests: 0 | 1
  /** What the provider has then. */
  readonly has: 0 | 1
}

const retry = (reason: string) => ({ kind: 'retry', reason, about: 'sender' }) as const
const unknown = (reason: string) => ({ kind: 'unknown', reason }) as const

export const httpFaults: readonly HttpFault[] = [
  {
    fault: 'connection refused',
    behaviour: 'no server',
    result: retry('http econnrefused'),
    requests: 0,
    has: 0,
  },
  {
    fault: 'certificate nobody signed',
    behaviour: 'unknown certificate',
    result: retry('http depth_zero_self_signed_cert'),
    requests: 0,
    has: 0,
  },
  {
    fault: 'time-out before TLS stands',
    behaviour: 'no handshake',
    result: retry('http timeout'),
    requests: 0,
    has: 0,
  },
  {
    fault: 'redirect',
    behaviour: { status: 302, headers: { location: '/' } },
    result: retry('http 302'),
    requests: 1,
    has: 0,
  },
  { fault: '401, wrong key', behaviour: { status: 401 }, result: retry('http 401'), requests: 1, has: 0 },
  { fault: '404, wrong address', behaviour: { status: 404 }, result: retry('http 404'), requests: 1, has: 0 },
  {
    fault: '422, not this message',
    behaviour: { status: 422 },
    result: { kind: 'give_up', reason: 'http 422' },
    requests: 1,
    has: 0,
  },
  {
    fault: '429 with Retry-After',
    behaviour: { status: 429, headers: { 'retry-after': '7' } },
    result: { ...retry('http 429'), afterMs: 7_000 },
    requests: 1,
    has: 0,
  },
  {
    fault: '429 with a time in Retry-After',
    behaviour: {
      status: 429,
      headers: { 'retry-after': 'Sat, 21 Nov 2026 10:01:00 GMT', date: 'Sat, 21 Nov 2026 10:00:00 GMT' },
    },
    result: { ...retry('http 429'), afterMs: 60_000 },
    requests: 1,
    has: 0,
  },
  { fault: '500', behaviour: { status: 500 }, result: unknown('http 500'), requests: 1, has: 0 },
  {
    fault: '503',
    behaviour: { status: 503, headers: { 'retry-after': '7' } },
    result: unknown('http 503'),
    requests: 1,
    has: 0,
  },
  {
    fault: 'time-out after the body',
    behaviour: 'is silent after the body',
    result: unknown('http timeout'),
    requests: 1,
    has: 1,
  },
  {
    fault: 'cut after the body',
    behaviour: 'cuts after the body',
    result: unknown('http econnreset'),
    requests: 1,
    has: 1,
  },
  {
    fault: 'cut in mid-answer',
    behaviour: 'cuts in mid-answer',
    result: unknown('http econnreset'),
    requests: 1,
    has: 1,
  },
]
