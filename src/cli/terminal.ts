// Where a command writes: data to the one output, everything meant for people's eyes only to the other. Colour only
// where a person looks and did not say no.
export interface Terminal {
  /** A line of the command's result. Throws OutputClosed where nobody reads on. */
  out(line: string): void
  /** A line about what is going on. */
  say(line: string): void
  /** Replaces the last progress line; does nothing where nobody watches. */
  progress(line: string): void
  /** Ends the progress line, so that the next line stands alone. */
  endProgress(): void
  paint(style: Style, text: string): string
  /** Whether a person sees progress. */
  readonly watched: boolean
  /** How many letters a line of the result has; null where it goes to a file or a program, which want no charts. */
  readonly width: number | null
}

const codes = { bold: [1, 22], dim: [2, 22], red: [31, 39], green: [32, 39], yellow: [33, 39] } as const
export type Style = keyof typeof codes

/** What a terminal needs of a stream; `process.stdout` and `process.stderr` fit. */
export interface Output {
  write(text: string): unknown
  readonly isTTY?: boolean
  readonly columns?: number
  /** false: whoever read it has gone. */
  readonly writable?: boolean
  /** Node's own look at NO_COLOR, FORCE_COLOR and TERM. */
  hasColors?(): boolean
}

/** Whoever read the output has seen enough, such as "head": the command ends, and nothing is wrong. */
export class OutputClosed extends Error {
  constructor() {
    super('nobody reads the output any more')
  }
}

export function terminalOn(stdout: Output, stderr: Output, { plain = false } = {}): Terminal {
  const colour = !plain && stdout.isTTY === true && (stdout.hasColors?.() ?? false)
  let inProgress = false
  const endProgress = (): void => {
    if (inProgress) stderr.write('\r\x1b[K')
    inProgress = false
  }
  return {
    out(line) {
      if (stdout.writable === false) throw new OutputClosed()
      endProgress()
      stdout.write(`${line}\n`)
    },
    say(line) {
      endProgress()
      stderr.write(`${line}\n`)
    },
    progress(line) {
      if (!stderr.isTTY) return
      inProgress = true
      stderr.write(`\r\x1b[K${line.slice(0, (stderr.columns ?? 80) - 1)}`)
    },
    endProgress,
    watched: stderr.isTTY === true,
    width: stdout.isTTY === true ? (stdout.columns ?? 80) : null,
    paint: (style, text) => (colour ? `\x1b[${codes[style][0]}m${text}\x1b[${codes[style][1]}m` : text),
  }
}
