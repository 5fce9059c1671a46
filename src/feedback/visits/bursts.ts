// Clicks on several links of one message at the same moment, which only a scanner does. Looks at what came together, so that it
// costs nothing: one that asks slowly is not found. Pure.
import type { Report } from '../../model/report.js'

const fewest = 3
const withinMs = 1_000

/** Those of the reports that are part of one. */
export function burstsIn(reports: readonly Report[]): ReadonlySet<Report> {
  const byMessage = new Map<string, Report[]>()
  for (const report of reports) {
    const { visit, messageId } = report
    if (visit?.what !== 'click' || messageId === undefined) continue
    byMessage.set(messageId, [...(byMessage.get(messageId) ?? []), report])
  }
  const several = [...byMessage.values()].filter(({ length }) => length >= fewest)
  return new Set(several.flatMap(ofOne => ofOne.filter(report => isInBurst(report, ofOne))))
}

function isInBurst(report: Report, ofOne: readonly Report[]): boolean {
  const at = Date.parse(report.occurredAt)
  const near = ofOne.filter(({ occurredAt }) => Math.abs(Date.parse(occurredAt) - at) < withinMs)
  return new Set(near.map(({ properties }) => properties.url)).size >= fewest
}
