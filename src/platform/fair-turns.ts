// Long work in small bites, so that whoever asks over HTTP meanwhile is answered in between: both run in one process.

/** An answer may be this much later for it. */
const biteMs = 5

/** The one that all long work of this process shares, as it shares the one thread. */
export const fairTurn: () => Promise<void> = fairTurns()

/**
 * To be awaited before each piece of work. All who share it take one bite together; then everything else that is due has
 * its turn.
 */
export function fairTurns(now: () => number = () => performance.now()): () => Promise<void> {
  let bittenSince = Number.NEGATIVE_INFINITY
  let others: Promise<void> | undefined
  const afterOthers = (): Promise<void> =>
    new Promise(resolve => {
      setImmediate(() => {
        others = undefined
        bittenSince = now()
        resolve()
      })
    })
  return async () => {
    while (now() - bittenSince > biteMs) {
      others ??= afterOthers()
      await others
    }
  }
}
