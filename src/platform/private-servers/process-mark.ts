// Names a process so that it is still known after its number was given to another one: pid plus start time.
// Must not signal anything; it only looks.
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { platform } from 'node:os'
import { setTimeout as pause } from 'node:timers/promises'

export interface ProcessMark {
  pid: number
  startedAt: string
}

/** The mark of a running process; undefined when there is none (a zombie waiting for its parent counts as none). */
export function markOf(pid: number): ProcessMark | undefined {
  try {
    const startedAt = platform() === 'linux' ? startOnLinux(pid) : startElsewhere(pid)
    return startedAt ? { pid, startedAt } : undefined
  } catch {
    return undefined
  }
}

export function myMark(): ProcessMark {
  return markOf(process.pid) ?? { pid: process.pid, startedAt: 'unknown' }
}

function isSame(a: ProcessMark, b: ProcessMark): boolean {
  return a.pid === b.pid && a.startedAt === b.startedAt
}

export function isRunning(mark: ProcessMark): boolean {
  const now = markOf(mark.pid)
  return now !== undefined && isSame(now, mark)
}

/** False when it still runs after the limit. */
export async function untilGone(mark: ProcessMark, limitMs: number): Promise<boolean> {
  const end = Date.now() + limitMs
  while (isRunning(mark)) {
    if (Date.now() > end) return false
    await pause(15)
  }
  return true
}

// The ticks count from boot, so two boots may repeat a (pid, ticks) pair: the boot's id tells them apart.
function startOnLinux(pid: number): string | undefined {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields[0] === 'Z' || fields[0] === 'X') return undefined
  return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}/${fields[19]}`
}

function startElsewhere(pid: number): string | undefined {
  const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
  return line.startsWith('Z') ? undefined : line.replace(/^\S+\s+/, '')
}
