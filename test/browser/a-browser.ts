// The Chromium that all tests in a browser share, which the global set-up starts.
import { type Browser, chromium } from 'playwright-core'
import { inject } from 'vitest'
import { untilOver } from '../support/until-over.js'

/** False where this machine has none: the tests are left out. */
export const hasChromium = inject('chromium') !== ''

/** To be called at the top of a file. */
export async function aBrowser(): Promise<Browser> {
  const browser = await chromium.connect(inject('chromium'))
  untilOver(() => browser.close())
  return browser
}
