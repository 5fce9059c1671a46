// The built program as a process of its own, for the tests that kill it. `npm test` builds it first.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { eventually } from './eventually.js'
import { untilOver } from './until-over.js'

export interface ProgramOptions {
  /** Default: dist/src/main.js */
  script?: string
  args?: string[]
  /** Nothing of the tests' own environment reaches it but PATH and HOME. */
  env?: Record<string, string>
  cwd?: string
}

export interface Exit {
  code: number | null
  signal: NodeJS.Signals | null
}

export interface Program {
  pid: number
  /** Everything it wrote so far, to both outputs. */
  output(): string
  /** Waits for it to write something, such as its URL; fails at once when it ends before. */
  says(pattern: RegExp, options?: { within?: number }): Promise<RegExpMatchArray>
  kill(signal?: NodeJS.Signals): Promise<Exit>
  exited: Promise<Exit>
}

export async function startProgram(options: ProgramOptions = {}): Promise<Program> {
  const { script = 'dist/src/main.js', args = [], env = {}, cwd } = options
  const { PATH = '', HOME = '' } = process.env
  const child = spawn(process.execPath, [script, ...args], { cwd, env: { PATH, HOME, ...env } })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', text => {
      output += text
    })
  }
  const exited = once(child, 'close').then(([code, signal]) => ({ code, signal }) as Exit)
  let ended = false
  void exited.then(() => {
    ended = true
  })
  await once(child, 'spawn')
  const kill = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return exited
  }
  const says = async (pattern: RegExp, { within = 60_000 } = {}) => {
    await eventually(() => ended || pattern.test(output), { within }).catch(() => {})
    const found = output.match(pattern)
    if (!found)
      throw new Error(`${ended ? 'it ended' : 'time is over'} without saying ${pattern}; it said:\n${output}`)
    return found
  }
  untilOver(async () => void (await kill('SIGKILL')))
  return { pid: child.pid!, output: () => output, says, kill, exited }
}
