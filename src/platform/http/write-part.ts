// Long answers, written part by part as they are read from the database. Knows nothing of what it writes.
import type { Writable } from 'node:stream'
import { ReaderGone } from './problem.js'

/** Waits for a reader who is slower than the database. Throws ReaderGone when they have broken off. */
export async function writePart(response: Writable, text: string): Promise<void> {
  if (response.destroyed) throw new ReaderGone('The reader of a long answer has gone')
  if (response.write(text)) return
  await new Promise<void>(resolve => {
    // Both are taken off again: an answer of a million rows waits thousands of times.
    const goOn = (): void => {
      response.off('drain', goOn).off('close', goOn)
      resolve()
    }
    response.on('drain', goOn).on('close', goOn)
  })
}
