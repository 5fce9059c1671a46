// Stopping what depends on one another: what goes wrong with one must not leave the next one running.

/** Each stage is tried even when the one before failed; the first failure is told in the end. */
export async function stopInOrder(stages: readonly (() => Promise<unknown> | undefined)[]): Promise<void> {
  const failures: unknown[] = []
  for (const stage of stages) {
    try {
      await stage()
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}
