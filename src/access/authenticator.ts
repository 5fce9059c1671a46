// Who a key belongs to, from a short-lived memory, so that events are accepted while PostgreSQL is away (I1).
import type { Kysely } from 'kysely'
import { isDatabaseAway } from '../db/index.js'
import type { Database } from '../db/tables.js'
import { type Clock, systemClock } from '../platform/clock.js'
import { hashApiKey, isApiKey } from './api-key.js'
import { findPrincipal } from './api-key-store.js'
import { boundedMap } from './bounded-map.js'
import type { Principal } from './scope.js'

/** For so long a key is not asked about again; a revoked one stops working after it. */
const freshMs = 30_000
/** For so long a key that was good goes on working while the database cannot be asked. */
const usableMs = 600_000
/** For so long a key that was not good is not asked about again. */
const refusedMs = 5_000
/** How long a key waits for the database: one that is remembered, and one that is not. */
const patienceMs = { known: 1_000, unknown: 5_000 } as const
/** After the database was found away, nobody asks it again sooner. */
const awayPauseMs = 2_000
/** Good keys are few; what strangers send is many, and must not push the good ones out: each has its own memory. */
const remembered = 10_000

export interface Authenticator {
  /** Null where the key is not good. Rejects with `KeysUnavailable` when that cannot be found out. */
  authenticate(key: string): Promise<Principal | null>
}

/** The database is away and the key is not remembered. */
export class KeysUnavailable extends Error {
  readonly code = 'keys_unavailable'

  constructor(cause: unknown) {
    super('keys cannot be checked at the moment', { cause })
    this.name = 'KeysUnavailable'
  }
}

interface Good {
  readonly principal: Principal
  readonly checkedAt: number
}

export interface AuthenticatorOptions {
  readonly db: Kysely<Database>
  /** Real time, never the product's clock: a demo that runs faster must not forget keys faster. */
  readonly clock?: Clock
}

export function createAuthenticator({ db, clock = systemClock }: AuthenticatorOptions): Authenticator {
  const good = boundedMap<Good>(remembered)
  const refused = boundedMap<number>(remembered)
  const asking = new Map<string, Promise<Principal | null>>()
  let awayUntil = 0
  const time = () => clock.now().getTime()

  async function authenticate(key: string): Promise<Principal | null> {
    if (!isApiKey(key)) return null
    const hash = hashApiKey(key)
    const name = hash.toString('base64')
    const known = good.get(name)
    const age = known ? time() - known.checkedAt : Number.POSITIVE_INFINITY
    if (known && age < freshMs) return known.principal
    if (time() - (refused.get(name) ?? Number.NEGATIVE_INFINITY) < refusedMs) return null
    const fallback = known && age < usableMs ? known.principal : undefined
    if (time() >= awayUntil) return askOrFallBack(name, hash, fallback)
    if (fallback) return fallback
    throw new KeysUnavailable(new OutOfPatience('the database was away a moment ago'))
  }

  async function askOrFallBack(
    name: string,
    hash: Buffer,
    fallback: Principal | undefined,
  ): Promise<Principal | null> {
    try {
      return await within(fallback ? patienceMs.known : patienceMs.unknown, askOnce(name, hash))
    } catch (error) {
      if (!(error instanceof OutOfPatience) && !isDatabaseAway(error)) throw error
      awayUntil = time() + awayPauseMs
      if (fallback) return fallback
      throw new KeysUnavailable(error)
    }
  }

  /** Requests that come together with one key ask once. */
  function askOnce(name: string, hash: Buffer): Promise<Principal | null> {
    const running = asking.get(name)
    if (running !== undefined) return running
    const answer = ask(name, hash).finally(() => asking.delete(name))
    asking.set(name, answer)
    return answer
  }

  async function ask(name: string, hash: Buffer): Promise<Principal | null> {
    // The answer is as old as the question: a key revoked in between must not live longer for it.
    const askedAt = time()
    const principal = await findPrincipal(db, hash)
    if (principal) good.set(name, { principal, checkedAt: askedAt })
    else {
      good.delete(name)
      refused.set(name, askedAt)
    }
    return principal
  }

  return { authenticate }
}

class OutOfPatience extends Error {}

/** The question goes on being asked; its failure after the fallback was used is nobody's concern. */
async function within<T>(ms: number, answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new OutOfPatience('the database is slow')), ms)
  })
  try {
    return await Promise.race([answer, patience])
  } finally {
    clearTimeout(timer)
  }
}
