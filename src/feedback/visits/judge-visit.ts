// Whether a person opened a mail or followed a link, or a machine did: a scanner, a prefetcher, a mail program that loads all
// pictures. Pure.
import type { Visit } from '../../model/report.js'

/** Why a visit is taken for that of a machine, such as "prefetch"; null: a person. `wireAt`: when the message was handed over. */
export function signOfMachine(visit: Visit, _occurredAt: string, _wireAt: Date | null): string | null {
  if (visit.method === 'HEAD') return 'head'
  return visit.purpose === '' ? null : 'prefetch'
}
