// What operators and orchestrators ask: does it live, can it work, what has it done.
import { Router } from 'express'
import { allow } from './app.js'

export interface HealthOptions {
  /** What must work for this process to do its part, by name; each rejects when it does not. */
  readonly checks: Readonly<Record<string, () => Promise<unknown>>>
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>
  /** A check that takes longer has failed. Default 2000: orchestrators seldom wait longer themselves. */
  readonly patienceMs?: number
}

export function healthRoutes({ checks, metrics, patienceMs = 2_000 }: HealthOptions): Router {
  const router = Router()
  router
    .route('/health/live')
    .get((_req, res) => void res.json({ status: 'live' }))
    .all(allow('GET'))
  router
    .route('/health/ready')
    .get(async (_req, res) => {
      const failed = await failedChecks(checks, patienceMs)
      if (failed.length === 0) res.json({ status: 'ready' })
      else res.status(503).json({ status: 'not_ready', failed })
    })
    .all(allow('GET'))
  router
    .route('/metrics')
    .get(async (_req, res) => {
      const { contentType, text } = await metrics()
      res.set('Content-Type', contentType).send(text)
    })
    .all(allow('GET'))
  return router
}

/** Names only: the reason may hold an address of a server and belongs into the log. */
async function failedChecks(checks: HealthOptions['checks'], patienceMs: number): Promise<string[]> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const passed = await Promise.race([passes(check), timeout(patienceMs)])
      return passed ? [] : [name]
    }),
  )
  return results.flat()
}

async function passes(check: () => Promise<unknown>): Promise<boolean> {
  try {
    await check()
    return true
  } catch {
    return false
  }
}

const timeout = (ms: number): Promise<false> =>
  new Promise(resolve => {
    setTimeout(() => resolve(false), ms).unref()
  })
