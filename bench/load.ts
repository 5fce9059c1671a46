// Requests at a steady rate, whether or not the answers keep up: a latency counts from the moment at which a request was to
// be sent, so that a server that stalls cannot hide what waited for it.
import { Agent, request } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'

export interface LoadRequest {
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

export interface LoadResult {
  /** Ascending, in ms. */
  readonly latencies: readonly number[]
  readonly statuses: ReadonlyMap<number, number>
}

export async function steadyLoad(
  url: string,
  perSecond: number,
  seconds: number,
  next: (n: number) => LoadRequest,
): Promise<LoadResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 })
  const latencies: number[] = []
  const statuses = new Map<number, number>()
  const started = performance.now()
  const running: Promise<void>[] = []
  for (let n = 0; n < perSecond * seconds; n++) {
    const due = started + (n * 1_000) / perSecond
    const early = due - performance.now()
    if (early > 1) await pause(early)
    // A timer may be a hair early.
    const from = Math.min(due, performance.now())
    running.push(
      send(url, agent, next(n)).then(status => {
        latencies.push(performance.now() - from)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }),
    )
  }
  await Promise.all(running)
  agent.destroy()
  return { latencies: latencies.sort((a, b) => a - b), statuses }
}

/** 0: there was no answer. */
const send = (url: string, agent: Agent, { path, headers, body }: LoadRequest): Promise<number> =>
  new Promise(resolve => {
    const sent = request(`${url}${path}`, { agent, method: 'POST', headers }, response => {
      response.resume()
      response.once('end', () => resolve(response.statusCode ?? 0))
      response.once('error', () => resolve(0))
    })
    sent.once('error', () => resolve(0))
    sent.end(body)
  })

export const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
