// Keeps files that root makes in a user's clone the user's: after one "sudo" run the next one without it must still work.
// Must not change what belongs to anyone but root.
import { chownSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

export function giveToOwnerOfFolder(place: string): void {
  if (process.getuid?.() !== 0) return
  const folder = statSync(dirname(place))
  if (folder.uid !== 0 && statSync(place).uid === 0) chownSync(place, folder.uid, folder.gid)
}
