// Where the tests' servers keep their data: in memory, where there is room. A database of a test's own is a thousand files
// that come and go, and ext4 searches long for inodes that were not freed a moment ago: 160 to 600 ms a database, not 25.
import { accessSync, constants, statfsSync } from 'node:fs'
import { tmpdir } from 'node:os'

const MEMORY = '/dev/shm'
/** A container often has 64 MB there. What a run of all tests takes was not measured; this is meant to be ample. */
const ENOUGH_BYTES = 2 * 1024 ** 3

export const SCRATCH = hasRoom(MEMORY) ? MEMORY : tmpdir()

function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK)
    const { bavail, bsize } = statfsSync(folder)
    return bavail * bsize >= ENOUGH_BYTES
  } catch {
    return false
  }
}
