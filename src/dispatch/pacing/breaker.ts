// Whether a sender is worth trying. After some failures in a row it is left alone for a while, then tried with one
// message, and left alone for longer if that fails too. Knows no clock but the one it is given, and does nothing itself.

export type Lesson =
  | { readonly kind: 'works' }
  /** `pauseMs`: the provider itself asked to be left alone for so long. */
  | { readonly kind: 'fails'; readonly pauseMs?: number | undefined }
  /** Nothing was learned. */
  | { readonly kind: 'nothing' }

export interface Trial {
  end(lesson: Lesson): void
}

export interface Breaker {
  /** null: not now. Whoever gets a trial ends it. */
  begin(): Trial | null
  /** Until a trial may be had; 0: at once. */
  waitMs(): number
}

export interface BreakerOptions {
  /** Milliseconds that only grow. */
  readonly stopwatch: () => number
  readonly onChange?: (open: boolean) => void
  readonly failures?: number
  readonly firstPauseMs?: number
  readonly longestPauseMs?: number
}

/** While somebody is trying, to see how that ends. */
const duringTrialMs = 1_000

export function breaker(options: BreakerOptions): Breaker {
  const { stopwatch, onChange, failures: most = 5, firstPauseMs = 30_000, longestPauseMs = 300_000 } = options
  let failures = 0
  let pauseMs = 0
  /** null: closed, and everything goes through. */
  let openUntil: number | null = null
  let trying = false
  /** What began before the last change says nothing about now. */
  let round = 0

  function open(forMs: number): void {
    const was = openUntil
    openUntil = stopwatch() + Math.min(forMs, longestPauseMs)
    round++
    trying = false
    if (was === null) onChange?.(true)
  }
  function close(): void {
    const was = openUntil
    openUntil = null
    failures = 0
    pauseMs = 0
    trying = false
    if (was === null) return
    round++
    onChange?.(false)
  }
  function failed(askedMs: number | undefined): void {
    failures++
    // Who asks for a second each time, for an hour, would otherwise use up the attempts of one message after another.
    const isDown = failures >= most || (openUntil !== null && askedMs === undefined)
    if (!isDown && askedMs === undefined) return
    if (isDown) pauseMs = pauseMs === 0 ? firstPauseMs : Math.min(pauseMs * 2, longestPauseMs)
    open(Math.max(askedMs ?? 0, pauseMs))
  }
  function trial(): Trial {
    const of = round
    let ended = false
    return {
      end(lesson) {
        if (ended || of !== round) return
        ended = true
        if (lesson.kind === 'works') close()
        else if (lesson.kind === 'fails') failed(lesson.pauseMs)
        else trying = false
      },
    }
  }

  return {
    begin() {
      if (openUntil !== null) {
        if (trying || stopwatch() < openUntil) return null
        trying = true
      }
      return trial()
    },
    waitMs() {
      if (openUntil === null) return 0
      return trying ? duringTrialMs : Math.max(0, openUntil - stopwatch())
    },
  }
}
