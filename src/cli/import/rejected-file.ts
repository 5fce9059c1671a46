// FILE.rejected.ndjson: the rows an import refused, with their line and faults, to be mended and imported again.
import { type FileHandle, open, rm } from 'node:fs/promises'
import type { Rejected } from './import-events.js'

export interface RejectedFile {
  write(rejected: Rejected): Promise<void>
  close(): Promise<void>
}

/** Made at the first row, readable by its owner only: it holds what the import file holds. An older one is removed. */
export async function rejectedFile(path: string): Promise<RejectedFile> {
  await rm(path, { force: true })
  let file: FileHandle | undefined
  return {
    async write(rejected) {
      file ??= await open(path, 'w', 0o600)
      await file.write(`${JSON.stringify(rejected)}\n`)
    },
    close: async () => file?.close(),
  }
}
