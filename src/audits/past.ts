// What audits have found before, so that a finding begins at one bound and ends at a softer one, and so that a fault does not
// become what is usual. Pure.
import type { JsonObject } from '../model/json.js'

export interface PastTurn {
  readonly code: string
  readonly subject: string
  readonly from: Date
  /** null: it goes on. */
  readonly until: Date | null
  /** As it was last found. */
  readonly facts: JsonObject
}

export interface Past {
  /** The turn that goes on; null: it was not found in the last round. */
  open(code: string, subject: string): PastTurn | null
  isOpen(code: string, subject: string): boolean
  /** When something like it was found of this subject. */
  turnsOf(codes: readonly string[], subject: string): readonly PastTurn[]
}

export function pastOf(turns: readonly PastTurn[]): Past {
  const bySubject = new Map<string, PastTurn[]>()
  for (const turn of turns) {
    const known = bySubject.get(turn.subject)
    if (known) known.push(turn)
    else bySubject.set(turn.subject, [turn])
  }
  const of = (subject: string): readonly PastTurn[] => bySubject.get(subject) ?? []
  const open = (code: string, subject: string): PastTurn | null =>
    of(subject).find(turn => turn.code === code && turn.until === null) ?? null
  return {
    open,
    isOpen: (code, subject) => open(code, subject) !== null,
    turnsOf: (codes, subject) => of(subject).filter(turn => codes.includes(turn.code)),
  }
}

export const noPast: Past = pastOf([])
