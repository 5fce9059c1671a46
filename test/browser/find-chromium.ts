// Where this machine has a Chromium or Chrome, if it has one: CHROMIUM_PATH, or the usual names on the PATH.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome']

export function findChromium(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter).filter(folder => folder !== '')
  const usual = names.flatMap(name => folders.map(folder => join(folder, name)))
  return env.CHROMIUM_PATH ? [env.CHROMIUM_PATH].find(isProgram) : usual.find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
