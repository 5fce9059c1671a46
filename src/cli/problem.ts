// What ends a command: its exit code, and a word on what to do.

/** 0 is good. */
export const exitCodes = { findings: 1, misuse: 2 } as const

/** A fault that the person at the terminal can do something about; the message says what. */
export class Problem extends Error {
  readonly exitCode: number

  constructor(message: string, exitCode: number = exitCodes.findings) {
    super(message)
    this.name = 'Problem'
    this.exitCode = exitCode
  }
}

export const misuse = (message: string): Problem => new Problem(message, exitCodes.misuse)
