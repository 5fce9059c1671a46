// How long a page waits for what is behind it. A server that has vanished without a word must not leave a reader waiting.
import { BrokerUnavailable } from '../../platform/queue/index.js'

/** `otherwise` where the work fails or takes longer. */
export async function within<T>(ms: number, work: Promise<T>, otherwise: T): Promise<T> {
  return await timed(
    ms,
    work.catch(() => otherwise),
    () => otherwise,
  )
}

/** Rejects with `BrokerUnavailable` where it takes longer; what is stored yet after that is done again when it is asked again. */
export const inTime = (work: Promise<void>, ms: number): Promise<void> =>
  timed(ms, work, () => {
    throw new BrokerUnavailable('Redis does not answer')
  })

async function timed<T>(ms: number, work: Promise<T>, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const end = new Promise<T>((resolve, reject) => {
    timer = setTimeout(() => {
      try {
        resolve(late())
      } catch (error) {
        reject(error)
      }
    }, ms)
  })
  return await Promise.race([work, end]).finally(() => clearTimeout(timer))
}
