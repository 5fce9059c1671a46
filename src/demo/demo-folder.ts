// A data folder of the demo's own, gone when the demo ends, so that every run begins with empty servers. Cleans up
// after runs that were killed, and lets others that still run alone.
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensureServers, type Servers } from '../platform/private-servers/index.js'

const prefix = 'demo-'

export interface DemoServers extends Servers {
  /** Stops the servers and removes their data. */
  stop(): Promise<void>
}

export async function startDemoServers(dataDir: string, say: (line: string) => void): Promise<DemoServers> {
  await removeDeadRuns(dataDir)
  const folder = join(dataDir, `${prefix}${process.pid}`)
  await rm(folder, { recursive: true, force: true })
  const servers = await ensureServers({ dataDir: folder, say })
  return {
    ...servers,
    async stop() {
      await servers.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Servers of a killed run may still be running; taking them over is the way to stop them. */
async function removeDeadRuns(dataDir: string): Promise<void> {
  const names = await readdir(dataDir).catch(() => [])
  for (const name of names.filter(
    name => name.startsWith(prefix) && !isAlive(Number(name.slice(prefix.length))),
  )) {
    const folder = join(dataDir, name)
    const servers = await ensureServers({ dataDir: folder, say: () => {} }).catch(() => null)
    await servers?.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
