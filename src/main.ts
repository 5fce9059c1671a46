// `npm start`: reads the settings and runs the roles they name.
import { ConfigError, readConfig } from './platform/config.js'
import { run } from './run.js'

if (process.argv.length > 2) {
  // Whoever writes --roles=engine must not get all of them.
  console.error(
    'npm start takes no arguments: set TRIGGERFISH_ROLES, PORT or TRIGGERFISH_WORKSPACE in the environment, ' +
      'or run `npx triggerfish start`, which takes --roles, --port and --workspace.',
  )
  process.exitCode = 2
} else {
  try {
    await run(readConfig())
  } catch (error) {
    // People read this, so the message alone; what a ConfigError or a WorkspaceRefused says is meant for them.
    console.error(error instanceof Error ? error.message : error)
    process.exitCode = error instanceof ConfigError ? 2 : 1
  }
}
