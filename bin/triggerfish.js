#!/usr/bin/env node
// Runs the command line. In a clone it builds first what is missing or older than the source, if the compiler is there.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const main = join(root, 'dist/src/cli/main.js')

/** The time of the newest file with this ending in a folder, 0 where there is none. */
const newest = (folder, ending) => {
  if (!existsSync(folder)) return 0
  const files = readdirSync(folder, { recursive: true }).filter(name => name.endsWith(ending))
  return Math.max(0, ...files.map(name => statSync(join(folder, name)).mtimeMs))
}

const isStale = () => newest(join(root, 'src'), '.ts') > newest(join(root, 'dist/src'), '.js')

function build() {
  try {
    createRequire(import.meta.url).resolve('typescript/bin/tsc')
    // Its complaints are not the command's output.
    const stdio = ['ignore', process.stderr, process.stderr]
    spawnSync('npm', ['run', '-s', 'build'], { cwd: root, stdio, shell: process.platform === 'win32' })
  } catch {
    console.error('The program is not built for this source: run `npm ci && npm run build`.')
  }
}

if (isStale()) build()
if (existsSync(main)) await import(main)
else process.exitCode = 1
