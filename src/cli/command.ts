// What every file in commands/ is: one command, added to the program by a function of this type.
import type { Command } from 'commander'
import type { Terminal } from './terminal.js'

export type AddCommand = (program: Command, terminal: Terminal) => void

/** Prints data for programs. */
export const printJson = (terminal: Terminal, data: unknown): void => terminal.out(JSON.stringify(data))

export const jsonOption = ['--json', 'print data instead of a table'] as const

/** `2026-11-20 10:00:00Z`. */
export const shownTime = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ').concat('Z')

/** `1 event`, `2 events`, `1,000 events`. */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`
