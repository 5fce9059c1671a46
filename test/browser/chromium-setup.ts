// Starts the Chromium that all tests in a browser share, or says in words that they are left out.
import { type BrowserServer, chromium } from 'playwright-core'
import type { TestProject } from 'vitest/node'
import { findChromium } from './find-chromium.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Where to connect to it; empty where there is none. */
    chromium: string
  }
}

/** A start takes seconds, a context of a test's own is as good as a browser of its own. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const executablePath = findChromium()
  const server = executablePath === undefined ? undefined : await start(executablePath)
  project.provide('chromium', server?.wsEndpoint() ?? '')
  if (server) return async () => await server.close()
  console.warn(
    'No Chromium was found: the tests of triggerfish.js in a browser are LEFT OUT. Install chromium, or set CHROMIUM_PATH.',
  )
}

const start = async (executablePath: string): Promise<BrowserServer> =>
  await chromium.launchServer({
    executablePath,
    args: ['--no-sandbox', '--disable-background-networking'],
  })
