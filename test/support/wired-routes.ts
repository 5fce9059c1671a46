// The routes of all roles as they are wired. Behind them is nothing but what a test puts there: nothing is asked before a
// request comes.
import type { Express } from 'express'
import type { Kysely } from 'kysely'
import { createAuthenticator } from '../../src/access/index.js'
import { connect, type Database } from '../../src/db/index.js'
import { createMetrics } from '../../src/metrics.js'
import type { Parts } from '../../src/parts.js'
import { systemClock } from '../../src/platform/clock.js'
import { roles as allRoles, type Role, readConfig } from '../../src/platform/config.js'
import { createLogger } from '../../src/platform/logger.js'
import { httpOf, onsiteOf } from '../../src/routers.js'

/** Nobody listens there. */
const nowhere = 'postgres://nobody@127.0.0.1:1/none'

/** A method and a path as Express has it: `GET /v1/customers/:key`. */
export type WiredRoute = `${string} /${string}`

/** Whatever comes in is accepted and forgotten. */
const forgetful = { accept: async () => undefined, drain: async () => undefined }
const nothingFailed = { failed: async () => [], replay: async () => 0 }

interface Wiring {
  readonly db?: Kysely<Database>
  readonly roles?: readonly Role[]
}

export interface Wired {
  readonly http: Express
  close(): Promise<void>
}

/** `db`: default none; `roles`: default all. Close it, or what is being written down may come after the test. */
export function wire({ db, roles = allRoles }: Wiring = {}): Wired {
  const none = connect(nowhere, { applicationName: 'wired', onError: () => undefined })
  const reached = db ?? none.db
  const config = readConfig({ PUBLIC_URL: 'https://journeys.example.com' })
  const parts = {
    config: { ...config, roles, databaseUrl: nowhere, redisUrl: 'redis://127.0.0.1:1' },
    connection: { ...none, db: reached },
    authenticator: createAuthenticator({ db: reached }),
    broker: nothingFailed,
    intake: forgetful,
    webhookIntake: forgetful,
    reportIntake: forgetful,
    refusals: { note: () => undefined },
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics(),
    clock: systemClock,
  } as unknown as Parts
  const onsite = onsiteOf(parts)
  return {
    http: httpOf(parts, onsite),
    close: async () => {
      await onsite.close()
      await none.close()
    },
  }
}

/** As much of Express's router as tells which routes it has. */
interface Routed {
  readonly stack?: readonly Layer[]
}
interface Layer {
  readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] }
  readonly handle: Routed
}

/** In the order in which Express looks at them. */
export const wiredIn = ({ router }: Express): WiredRoute[] => routesIn(router as unknown as Routed)

function routesIn({ stack = [] }: Routed): WiredRoute[] {
  return stack.flatMap(({ route, handle }) => {
    if (!route) return routesIn(handle)
    const methods = new Set(route.stack.flatMap(({ method }) => (method === undefined ? [] : [method])))
    return [...methods].map((method): WiredRoute => `${method.toUpperCase()} ${route.path as `/${string}`}`)
  })
}
