// What an audit found, with the area it belongs to.
import type { AuditFinding } from '../model/audit-finding.js'

export const areas = ['data', 'journeys', 'messages', 'catalog'] as const
export type Area = (typeof areas)[number]

export interface Found extends AuditFinding {
  readonly area: Area
}
