// One program at a time starts or stops the servers of a data folder. A file with its holder's mark is the lock, because
// Node has no flock; a holder that died is replaced. Must not be held for longer than a start or a stop takes.
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { isRunning, myMark, type ProcessMark } from './process-mark.js'

// Longer than a first start that installs Redis with a slow package mirror.
const LIMIT_MS = 180_000

export async function withStartLock<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  const file = join(dataDir, 'servers.lock')
  await take(file)
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

async function take(file: string): Promise<void> {
  const end = Date.now() + LIMIT_MS
  while (!tryTake(file)) {
    if (Date.now() > end)
      throw new Error(
        `another program has been starting the servers for too long; if none is, remove ${file}`,
      )
    removeIfHolderDied(file)
    await pause(20 + Math.random() * 30)
  }
}

function tryTake(file: string): boolean {
  try {
    writeFileSync(file, JSON.stringify(myMark()), { flag: 'wx', mode: 0o600 })
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  }
}

// Reading and removing follow each other without a pause, so that two waiters hardly ever remove the lock of one another.
// Should it happen, PostgreSQL's own lock file still refuses a second server on the same data.
function removeIfHolderDied(file: string): void {
  const holder = holderOf(file)
  if (holder === 'gone' || (holder && !isRunning(holder))) rmSync(file, { force: true })
}

// Its maker writes a lock file at once, so one that stays empty was left by a power cut.
function holderOf(file: string): ProcessMark | 'gone' | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    if (text !== '') return JSON.parse(text) as ProcessMark
    return Date.now() - statSync(file).mtimeMs > 5_000 ? 'gone' : undefined
  } catch {
    return undefined
  }
}
