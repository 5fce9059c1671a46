// `npm start`: reads the settings and runs the roles they name.
import { ConfigError, readConfig } from './platform/config.js'
import { run } from './run.js'

try {
  await run(readConfig())
} catch (error) {
  // People read this, so the message alone; what a ConfigError or a WorkspaceRefused says is meant for them.
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = error instanceof ConfigError ? 2 : 1
}
