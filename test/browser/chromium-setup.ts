// Tells the browser tests where Chromium is, and says in words when they are left out.
import type { TestProject } from 'vitest/node'
import { findChromium } from './find-chromium.js'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Empty where there is none. */
    chromium: string
  }
}

export default function setup(project: TestProject): void {
  const chromium = findChromium()
  project.provide('chromium', chromium ?? '')
  if (!chromium)
    console.warn(
      'No Chromium was found: the tests of triggerfish.js in a browser are LEFT OUT. Install chromium, or set CHROMIUM_PATH.',
    )
}
