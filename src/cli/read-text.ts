// A whole file named on the command line. Must not be used for what may be larger than memory.
import { readFile } from 'node:fs/promises'
import { Problem } from './problem.js'

/** Throws a `Problem` that names the file. */
export async function readText(file: string, encoding: 'utf8' | 'latin1' = 'utf8'): Promise<string> {
  return await readFile(file, encoding).catch((error: NodeJS.ErrnoException) => {
    throw new Problem(`Cannot read ${file}: ${error.code}`)
  })
}
