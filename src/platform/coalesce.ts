// Many callers, one piece of work: collects items while a run is in flight and hands them to the next run together.
// Knows nothing of what the items are.

export interface CoalesceOptions<T, R> {
  /** Gets items in the order they came; answers one result per item in that order, or nothing at all. */
  // biome-ignore lint/suspicious/noConfusingVoidType: a run without results is an async function that returns nothing.
  readonly run: (items: T[]) => Promise<readonly R[] | void>
  /** The most that one run is given, in weight. A single item that weighs more still runs, alone. */
  readonly maxItems: number
  /** How long the first item of a run may wait for company, in milliseconds. Default 0: what came in the same turn. */
  readonly maxWaitMs?: number
  /** How many an item counts for. Default 1. */
  readonly weigh?: (item: T) => number
}

export interface Coalescer<T, R> {
  /** The item's own result; rejects with the error of the run it was in, which other runs' callers never see. */
  (item: T): Promise<R>
  /** Resolves when nothing waits and nothing runs; what waits is not kept waiting for company. Never rejects. */
  drain(): Promise<void>
  /** The weight of what waits or runs. */
  readonly load: number
}

interface Entry<T, R> {
  readonly item: T
  readonly weight: number
  readonly resolve: (result: R) => void
  readonly reject: (error: unknown) => void
}

/** One run at a time, first come first served. */
export function coalesce<T, R = void>(options: CoalesceOptions<T, R>): Coalescer<T, R> {
  const { run, maxItems, maxWaitMs = 0, weigh = () => 1 } = options
  let waiting: Entry<T, R>[] = []
  let waitingWeight = 0
  let runningWeight = 0
  let running = false
  let companyUntil = 0
  let cancelStart: (() => void) | undefined
  let drained: (() => void)[] = []

  function add(item: T): Promise<R> {
    return new Promise((resolve, reject) => {
      const weight = weigh(item)
      if (maxWaitMs > 0 && waiting.length === 0) companyUntil = performance.now() + maxWaitMs
      waiting.push({ item, weight, resolve, reject })
      waitingWeight += weight
      if (!running) schedule()
    })
  }

  /** A full load need not wait for company; anything less waits at least until this turn's callers have all come. */
  function schedule(): void {
    const waitMs = maxWaitMs > 0 ? companyUntil - performance.now() : 0
    if (waitingWeight >= maxItems || drained.length > 0) startNow()
    else if (!cancelStart) cancelStart = waitMs > 0 ? afterMs(waitMs, startNow) : afterThisTurn(startNow)
  }

  function startNow(): void {
    cancelStart?.()
    cancelStart = undefined
    const batch = takeBatch()
    running = true
    runningWeight = batch.reduce((sum, entry) => sum + entry.weight, 0)
    void settle(batch).then(finished)
  }

  function takeBatch(): Entry<T, R>[] {
    let count = 0
    let weight = 0
    while (count < waiting.length && (count === 0 || weight + waiting[count]!.weight <= maxItems)) {
      weight += waiting[count]!.weight
      count++
    }
    waitingWeight -= weight
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return batch
  }

  async function settle(batch: readonly Entry<T, R>[]): Promise<void> {
    try {
      const results = await run(batch.map(entry => entry.item))
      if (results && results.length !== batch.length) {
        throw new RangeError(`${results.length} results for ${batch.length} items`)
      }
      for (const [index, entry] of batch.entries()) entry.resolve((results ? results[index] : undefined) as R)
    } catch (error) {
      for (const entry of batch) entry.reject(error)
    }
  }

  function finished(): void {
    running = false
    runningWeight = 0
    if (waiting.length > 0) {
      schedule()
    } else {
      for (const resolve of drained) resolve()
      drained = []
    }
  }

  function drain(): Promise<void> {
    if (!running && waiting.length === 0) return Promise.resolve()
    return new Promise(resolve => {
      drained.push(resolve)
      if (!running) startNow()
    })
  }

  return Object.defineProperty(Object.assign(add, { drain }), 'load', {
    get: () => waitingWeight + runningWeight,
  }) as Coalescer<T, R>
}

type Cancel = () => void

function afterMs(ms: number, act: () => void): Cancel {
  const timer = setTimeout(act, ms)
  return () => clearTimeout(timer)
}

function afterThisTurn(act: () => void): Cancel {
  const immediate = setImmediate(act)
  return () => clearImmediate(immediate)
}
