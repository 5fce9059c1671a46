// Starts, joins and stops one server of a data folder. Must be called under the start lock.
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from './free-port.js'
import { untilItAnswers } from './launch.js'
import { isRunning, myMark, untilGone } from './process-mark.js'
import type { PreparedServer, ServerKind } from './server-kind.js'
import { type RunningServer, readServers, recordPassword, recordRunning } from './servers-file.js'

// Another program may take the free port first, and the last processes of a killed PostgreSQL need a moment to leave.
const TRIES = 3

export interface Place {
  dataDir: string
  durable: boolean
  say: (line: string) => void
}

export interface Joined {
  server: RunningServer
  /** This program has to stop it: it started it, or took it over from an owner that died. */
  mine: boolean
}

export async function startOrJoin(kind: ServerKind, place: Place): Promise<Joined> {
  const found = readServers(place.dataDir).running[kind.name]
  const answering = found?.dataDir === place.dataDir && (await answersInTime(kind, place, found))
  if (!answering) return { server: await start(kind, place), mine: true }
  if (isRunning(found.owner)) return { server: found, mine: false }
  const server = { ...found, owner: myMark() }
  recordRunning(place.dataDir, kind.name, server)
  return { server, mine: true }
}

export async function stopServer(
  kind: ServerKind,
  dataDir: string,
  { process: mark }: RunningServer,
): Promise<void> {
  if (isRunning(mark)) process.kill(mark.pid, kind.stopSignal)
  if (!(await untilGone(mark, 30_000))) {
    process.kill(mark.pid, 'SIGKILL')
    await untilGone(mark, 5_000)
  }
  // Another program may have replaced a server that died: its record stays.
  if (readServers(dataDir).running[kind.name]?.process.pid === mark.pid)
    recordRunning(dataDir, kind.name, undefined)
}

/** False when it is gone, or goes while it is waited for. */
async function answersInTime(kind: ServerKind, place: Place, found: RunningServer): Promise<boolean> {
  if (!isRunning(found.process)) return false
  try {
    await untilItAnswers(found.process, () => kind.answers(found.url), {
      limitMs: 60_000,
      log: logOf(kind, place),
    })
    return true
  } catch (error) {
    if (isRunning(found.process)) throw error
    return false
  }
}

async function start(kind: ServerKind, place: Place): Promise<RunningServer> {
  const { dataDir, durable, say } = place
  const folder = join(dataDir, kind.name)
  const password = passwordOf(kind, dataDir, folder)
  const prepared = await kind.prepare({ folder, log: logOf(kind, place), password, durable, say })
  for (let tried = 1; ; tried++) {
    try {
      return await startOnce(kind, place, prepared)
    } catch (error) {
      if (tried === TRIES) throw error
      await pause(300)
    }
  }
}

// Recorded before it answers: a program killed while its server starts must leave a trace of it.
async function startOnce(kind: ServerKind, place: Place, prepared: PreparedServer): Promise<RunningServer> {
  const launched = await prepared.launch(await freePort())
  const server = { dataDir: place.dataDir, ...launched, owner: myMark() }
  recordRunning(place.dataDir, kind.name, server)
  try {
    const wait = { limitMs: kind.startLimitMs, log: logOf(kind, place) }
    await untilItAnswers(server.process, () => kind.answers(server.url), wait)
    return server
  } catch (error) {
    await stopServer(kind, place.dataDir, server)
    throw error
  }
}

function passwordOf(kind: ServerKind, dataDir: string, folder: string): string {
  const known = readServers(dataDir).passwords[kind.name]
  if (known) return known
  // Redis is told its password at each start, PostgreSQL keeps it.
  if (kind.keepsPassword && existsSync(folder)) {
    throw new Error(
      `${dataDir}/servers.json, which held the password of ${folder}, is gone: bring it back, or move ${folder} away`,
    )
  }
  const password = randomBytes(24).toString('base64url')
  recordPassword(dataDir, kind.name, password)
  return password
}

function logOf(kind: ServerKind, { dataDir }: Place): string {
  return join(dataDir, `${kind.name}.log`)
}
