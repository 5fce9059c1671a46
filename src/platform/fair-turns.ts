// Long work in small bites, so that whoever asks over HTTP meanwhile is answered in between: both run in one process.

/** An answer may be this much later for it. */
const biteMs = 5

/** The one that all long work of this process shares, as it shares the one thread. */
export const fairTurn: () => Promise<void> = fairTurns()

/**
 * To be awaited before each piece of work. All who share it take one bite together; then everything else that is due has
 * its turn.
 */
export function fairTurns(): () => Promise<void> {
  let bittenSince = 0
  let others: Promise<void> | undefined
  const afterOthers = (): Promise<void> =>
    new Promise(resolve => {
      setImmediate(() => {
        others = undefined
        bittenSince = performance.now()
        resolve()
      })
    })
  return async () => {
    while (performance.now() - bittenSince > biteMs) {
      others ??= afterOthers()
      await others
    }
  }
}
