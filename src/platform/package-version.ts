// The version of the program, as package.json has it.
import { readFileSync } from 'node:fs'

/** From src/platform and dist/src/platform alike. */
export function packageVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'))
      if (name === 'triggerfish') return version
    } catch {}
  }
  return 'unknown'
}
