// Runs the program until it is told to stop: servers, app, signals. Used by `npm start` and `triggerfish start`.
import { setTimeout as pause } from 'node:timers/promises'
import { startApp } from './app.js'
import type { Config } from './platform/config.js'
import { createLogger, type Logger } from './platform/logger.js'
import { ensureServers } from './platform/private-servers/index.js'

/** Longer than any batch or hand-over should take; an orchestrator's own patience is usually 30 s. */
const stopWithinMs = 20_000
const lastWordMs = 5_000

/** Resolves when everything has stopped after SIGTERM or SIGINT; a second signal ends it at once. */
export async function run(config: Config): Promise<void> {
  const logger = createLogger({ level: config.logLevel, base: { roles: config.roles.join(',') } })
  const stopped = signalled()
  const servers = await ensureServers({ ...config, say: line => logger.info(line) })
  try {
    const app = await startApp({ ...config, ...servers }, { logger })
    const signal = await stopped
    logger.info({ signal }, 'stopping')
    await withinPatience(app.stop(), logger)
  } finally {
    await servers.stop()
  }
  logger.info('stopped')
}

function signalled(): Promise<NodeJS.Signals> {
  return new Promise(resolve => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) {
      process.once(signal, () => {
        resolve(signal)
        process.once(signal, () => process.exit(130))
      })
    }
  })
}

/** What does not stop in time is left alone: what it has in hand is taken up again at the next start. */
async function withinPatience(stopping: Promise<void>, logger: Logger): Promise<void> {
  const patience = new AbortController()
  const late = pause(stopWithinMs, 'late', { signal: patience.signal }).catch(() => undefined)
  const outcome = await Promise.race([stopping, late])
  patience.abort()
  if (outcome !== 'late') return
  logger.error('it did not stop in time; what is in hand is taken up again at the next start')
  // Whatever hangs must not keep the process; the servers are stopped first.
  setTimeout(() => process.exit(1), lastWordMs).unref()
  process.exitCode = 1
}
