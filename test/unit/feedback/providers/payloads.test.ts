// Every payload of a provider means what its file says. A file in test/payloads/{sendgrid,ses,postmark}/*.json is a list of
// cases; "reports" is everything they tell but for what all have in common, and their ids where those are made of the rest.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { ReadReports } from '../../../../src/feedback/providers/door.js'
import { readPostmark } from '../../../../src/feedback/providers/postmark/read-postmark.js'
import { readSendgrid } from '../../../../src/feedback/providers/sendgrid/read-sendgrid.js'
import { readSes } from '../../../../src/feedback/providers/ses/read-ses.js'
import { type Event, parseEvent } from '../../../../src/model/event.js'
import type { Report } from '../../../../src/model/report.js'

interface PayloadCase {
  readonly about: string
  readonly body: unknown
  readonly reports: readonly object[]
  readonly ignored?: number
  /** Their ids. */
  readonly misread?: readonly string[]
  /** A part of the answer to a body that cannot be read at all. */
  readonly fault?: string
}

const receivedAt = new Date('2026-11-20T10:05:00Z')
const readers: Readonly<Record<string, (body: unknown) => ReadReports>> = {
  sendgrid: body => readSendgrid(body, receivedAt),
  ses: body => readSes(body, receivedAt, 'sns-1'),
  postmark: body => readPostmark(body, receivedAt),
}
const folder = new URL('../../../payloads/', import.meta.url)

/** What the pipeline would have to take it as; no door lets an event in that is worse. */
const asPosted = ({ type, id, occurredAt, properties, address }: Report): object => ({
  id,
  type,
  occurredAt,
  customer: { email: address ?? 'ann@example.com' },
  properties,
})
const faultsOf = (report: Report): unknown => {
  const parsed = parseEvent(asPosted(report), 'shop', receivedAt) as { event?: Event; faults?: unknown }
  return parsed.faults
}

describe.each(Object.keys(readers))('%s', provider => {
  const files = readdirSync(new URL(provider, folder)).sort()
  describe.each(files)('%s', file => {
    const cases = JSON.parse(readFileSync(new URL(`${provider}/${file}`, folder), 'utf8')) as PayloadCase[]
    test.each(cases.map(one => [one.about, one] as const))('%s', (_about, one) => {
      const read = () => readers[provider]!(one.body)
      if (one.fault !== undefined) {
        expect(read).toThrow(expect.objectContaining({ details: expect.objectContaining({ status: 400 }) }))
        return
      }
      const { reports, ignored, misread } = read()
      const expected = one.reports.map(report => ({
        channel: 'email',
        provider,
        receivedAt: receivedAt.toISOString(),
        id: expect.stringMatching(/^[\x21-\x7e]{1,200}$/),
        ...report,
      }))
      expect(JSON.parse(JSON.stringify(reports))).toEqual(expected)
      expect({ ignored, misread: misread.map(({ id }) => id) }).toEqual({
        ignored: one.ignored ?? 0,
        misread: one.misread ?? [],
      })
      expect(reports.map(faultsOf).filter(faults => faults !== undefined)).toEqual([])
      // Posted again it is the same, so that a repetition does no harm.
      expect(read().reports.map(({ id }) => id)).toEqual(reports.map(({ id }) => id))
      expect(new Set(reports.map(({ type, id }) => `${type} ${id}`)).size).toBe(reports.length)
    })
  })
})
