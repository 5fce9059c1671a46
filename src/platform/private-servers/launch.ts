// Starts a server in a session of its own and waits until it answers. Must not tie the server's life to this process:
// Ctrl-C reaches the whole terminal group, and the servers have to outlive the program's own clean stop.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { BARE_ENVIRONMENT } from './bare-environment.js'
import { giveToOwnerOfFolder } from './file-owner.js'
import { isRunning, markOf, type ProcessMark } from './process-mark.js'
import type { Command } from './run-as.js'

interface Launch extends Command {
  log: string
  /** Written to its standard input, where no list of processes shows it. */
  input?: string
  inheritEnvironment?: boolean
}

export async function launch({
  command,
  args,
  uid,
  gid,
  log,
  input,
  inheritEnvironment,
}: Launch): Promise<ProcessMark> {
  const output = openLog(log)
  try {
    const child = spawn(command, args, {
      detached: true,
      stdio: ['pipe', output, output],
      env: inheritEnvironment ? undefined : BARE_ENVIRONMENT,
      uid,
      gid,
    })
    await once(child, 'spawn')
    child.stdin?.on('error', () => {}) // it ended before it read; untilItAnswers tells why
    child.stdin?.end(input)
    child.unref()
    return markOf(child.pid!) ?? { pid: child.pid!, startedAt: 'ended at once' }
  } finally {
    closeSync(output)
  }
}

export async function run({ command, args, uid, gid, log }: Launch): Promise<void> {
  const output = openLog(log)
  try {
    const child = spawn(command, args, { stdio: ['ignore', output, output], env: BARE_ENVIRONMENT, uid, gid })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`${command} failed:\n${endOf(log)}`)
  } finally {
    closeSync(output)
  }
}

export async function untilItAnswers(
  server: ProcessMark,
  answers: () => Promise<boolean>,
  { limitMs, log }: { limitMs: number; log: string },
): Promise<void> {
  const end = Date.now() + limitMs
  while (!(await answers())) {
    if (!isRunning(server)) throw new Error(`the server ended instead of starting:\n${endOf(log)}`)
    if (Date.now() > end)
      throw new Error(`the server did not answer within ${limitMs / 1000} s:\n${endOf(log)}`)
    await pause(20)
  }
}

function openLog(log: string): number {
  const output = openSync(log, 'a', 0o600)
  giveToOwnerOfFolder(log)
  return output
}

function endOf(log: string): string {
  return readFileSync(log, 'utf8').trim().split('\n').slice(-8).join('\n')
}
