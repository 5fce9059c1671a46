// The built triggerfish.js, read once when the process starts: a process that could not serve it must not start.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

export interface ScriptFile {
  readonly plain: Buffer
  readonly gzipped: Buffer
  readonly etag: string
}

/** From the built program, and from its sources as tests run them. */
const places = ['../../../storefront/triggerfish.js', '../../../dist/storefront/triggerfish.js']

/** Throws an error with the code `script_not_built` where there is none. */
export function readScriptFile(): ScriptFile {
  const place = places.map(path => new URL(path, import.meta.url)).find(path => existsSync(path))
  if (!place) throw new ScriptNotBuilt()
  return scriptFile(readFileSync(place))
}

export function scriptFile(plain: Buffer): ScriptFile {
  const hash = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
  return { plain, gzipped: gzipSync(plain, { level: 9 }), etag: `"${hash}"` }
}

class ScriptNotBuilt extends Error {
  readonly code = 'script_not_built'

  constructor() {
    super('dist/storefront/triggerfish.js is missing: run `npm run build`')
    this.name = 'ScriptNotBuilt'
  }
}
